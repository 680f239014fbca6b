package dev.gantry.spark;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What is told where executors fail.
 *
 * @param sign what Spark writes of it
 * @param cause of the failure, in words, and what can be done
 */
record ExecutorFailure(Pattern sign, String cause) {

    private static final Pattern HOST = Pattern.compile("\\(TID \\d+\\) \\(([^ )]+) executor \\w+\\)");

    private static final List<ExecutorFailure> KNOWN = List.of(
            of(
                    "UnsupportedClassVersionError",
                    "has a Java that is too old; it needs " + JavaVersion.OLDEST + " or newer"),
            of(
                    "OutOfMemoryError|exited with code 52\\b",
                    "has too little memory for this recipe; give executors more (spark.executor.memory)"),
            of(
                    "exited with code 137\\b|exit code 137\\b|OOMKilled|exceeding memory limits",
                    "was killed, as it is where memory runs out; give executors more (spark.executor.memoryOverhead)"),
            of(
                    "ClassNotFoundException|NoClassDefFoundError",
                    "lacks a JAR of Gantry or of a plugin; give it with --jars"),
            of(
                    "SparkContext was shut down|stopped SparkContext",
                    "was not to be had: the cluster ended the application, and the logs of its executors say why"));

    private static ExecutorFailure of(String sign, String cause) {
        return new ExecutorFailure(Pattern.compile(sign), cause);
    }

    /**
     * In one line, with the host where Spark tells of it.
     *
     * @param message of Spark, with the traces of executors
     */
    static String told(String message) {
        Matcher host = HOST.matcher(message);
        String where = host.find() ? "the executor on " + host.group(1) : "an executor";
        return where + " "
                + KNOWN.stream()
                        .filter(known -> known.sign.matcher(message).find())
                        .findFirst()
                        .map(ExecutorFailure::cause)
                        .orElseGet(
                                () -> "failed: " + message.lines().findFirst().orElse(""));
    }
}
