package dev.gantry.experiments;

import java.util.List;

/** One figure, made again: what it shows is computed, drawn, and said in a paragraph with claims that can fail. */
public interface Experiment {

    /** All, in the order of the page. */
    List<Experiment> ALL = List.of(
            new Divergences(),
            new TwoPlayerGame(),
            new VanishingGradients(),
            new ModeCollapse(),
            new EarthMover(),
            new ParallelLines(),
            new OptimalCritics(),
            new UnrolledRing(),
            new DualEstimate(),
            new Clipping(),
            new WassersteinEstimate());

    /** Names it on the command line, and its folder. */
    String name();

    String title();

    /** The figure or section that it reproduces. */
    String source();

    /**
     * Computes everything. The same seed gives the same tables.
     *
     * @throws InterruptedException if the thread is interrupted while it trains
     */
    Report run(Lab lab) throws InterruptedException;
}
