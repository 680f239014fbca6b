package dev.gantry.core.run;

/** What a run is warned of, see {@link TrainingEvent.Warned}. Later versions of Gantry may add more. */
public enum Concern {

    /** The recipe asks for something that can be trained and that its authors, or arithmetic, advise against. */
    UNWISE,

    /** The critic tells real samples from generated ones beyond doubt, and goes on doing so. */
    CRITIC_WON,

    /** Losses or samples are larger than anything that can come of the data. */
    DIVERGED,

    /** All samples of the generator are nearly the same. */
    COLLAPSED,

    /** The generator's samples differ, but are near a part of the real ones only. */
    FEW_MODES,

    /** The generator does not change. */
    STUCK
}
