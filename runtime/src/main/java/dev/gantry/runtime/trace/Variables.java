package dev.gantry.runtime.trace;

/** The names of the programs, and of the variables through which the host and the programs speak. */
public final class Variables {

    public static final String INITIALIZE = "initialize";
    public static final String CRITIC_STEP = "critic-step";

    public static final String SAMPLE = "sample";

    /** Scores of samples; of a critic that is trained alone, also their gradients by the samples. */
    public static final String JUDGE = "judge";

    /** What the critic sees of a batch of real samples. */
    public static final String VIEW = "view";

    /** What a condition that learns from a few labels gets wrong of a batch that no update sees. */
    public static final String HELD_OUT = "held-out";

    /** A batch of real samples, {@code [N, ...sample]}. */
    public static final String REAL = "data/real";

    /** A batch of generated samples, {@code [N, ...sample]}, where a critic is trained alone. */
    public static final String GENERATED = "data/generated";

    /** The classes of the batch of real samples, {@code [N]}, where a condition needs them. */
    public static final String LABELS = "data/labels";

    /** A batch of the few labelled samples, {@code [L, ...sample]}, where a condition asks for it, and its classes. */
    public static final String LABELLED = "data/labelled";

    public static final String LABELLED_LABELS = "data/labelled-labels";

    /** The share of wrong answers about a batch that was written in place of the labelled one, a scalar. */
    public static final String HELD_OUT_ERROR = "held-out/error";

    /** How many classes there are, a scalar, where a condition needs labels. */
    public static final String CLASSES = "data/classes";

    /** The reference batch of the critic, {@code [R, ...sample]}, where a regularizer asks for one; the host draws it. */
    public static final String REFERENCE_REAL = "reference/real";

    /** The generator's, {@code [R, ...latent]}. */
    public static final String REFERENCE_LATENT = "reference/latent";

    /** How much of training is done, a scalar from 0 to 1. */
    public static final String PROGRESS = "progress";

    public static final String CRITIC = "critic";
    public static final String CRITIC_PARAMETERS = "critic/parameters";
    public static final String CRITIC_LEARNING_RATE = "critic/learning-rate";
    public static final String CRITIC_METRICS = "critic/metrics";

    public static final String GENERATOR = "generator";
    public static final String GENERATOR_PARAMETERS = "generator/parameters";
    public static final String GENERATOR_LEARNING_RATE = "generator/learning-rate";
    public static final String GENERATOR_METRICS = "generator/metrics";

    /** The exponential moving average of the generator's parameters, where the recipe asks for one. */
    public static final String GENERATOR_AVERAGE = "generator/average";

    /** How much of the average each step keeps, a scalar. */
    public static final String GENERATOR_AVERAGE_DECAY = "generator/average-decay";

    /** Latent vectors, {@code [N, ...latent]}, the classes to make, and what the generator makes of them. */
    public static final String SAMPLE_LATENT = "sample/latent";

    public static final String SAMPLE_LABELS = "sample/labels";

    public static final String SAMPLE_OUTPUT = "sample/output";

    /** The programs that give the averaged generator its own running statistics: they copy the trained ones, and move the copy. */
    public static final String COPY_STATISTICS = "copy-statistics";

    public static final String MEASURE_STATISTICS = "measure-statistics";

    /**
     * Samples to score, {@code [N, ...sample]}, their scores, {@code [N]} unless samples are packed, and the scores' gradients, {@code
     * [N, ...sample]}.
     */
    public static final String JUDGED = "judge/samples";

    public static final String JUDGED_SCORES = "judge/scores";
    public static final String JUDGED_GRADIENTS = "judge/gradients";

    /** Real samples as the critic sees them, {@code [N, ...]}. */
    public static final String VIEWED = "view/samples";

    /** What workers average begins with this, and is in no checkpoint. */
    static final String WORKERS = "workers";

    /** Whether a variable is what an update measured of itself. */
    public static boolean isMeasured(String name) {
        return name.equals(CRITIC_METRICS) || name.equals(GENERATOR_METRICS);
    }

    /** Whether a variable is a mean of what workers found. */
    public static boolean ofWorkers(String name) {
        return name.startsWith(WORKERS + "/");
    }

    private Variables() {}

    /** Whether a variable of a checkpoint is the generator's: its parameters, their average, or the network's state. */
    public static boolean ofGenerator(String name) {
        return name.startsWith(GENERATOR + "/") && !name.startsWith(GENERATOR + "/optimizer/");
    }

    /** Whether a variable is of sampling alone, and so in no checkpoint. */
    public static boolean ofSampling(String name) {
        return name.startsWith(SAMPLE + "/");
    }

    /** The averaged generator's own, of a state variable of the generator that is trained. */
    public static String ofAverage(String state) {
        return SAMPLE + "/" + state;
    }
}
