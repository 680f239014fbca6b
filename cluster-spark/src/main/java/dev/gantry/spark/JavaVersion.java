package dev.gantry.spark;

import org.apache.spark.api.java.function.Function;

/** Tells which Java an executor has, where that is too old. */
final class JavaVersion implements Function<Integer, String> {

    /** That workers were tried with. */
    static final String OLDEST = "25.0.3";

    private static final long serialVersionUID = 1L;

    @Override
    public String call(Integer number) {
        Runtime.Version here = Runtime.version();
        return here.compareToIgnoreOptional(Runtime.Version.parse(OLDEST)) < 0
                ? "the executor on " + WorkerFunction.host() + " has Java " + here + ", and needs " + OLDEST
                        + " or newer"
                : "";
    }
}
