package dev.gantry.spark;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** What Spark 4.2 writes, and what is told of it. */
final class ExecutorFailureTest {

    private static final String LOST =
            "Job aborted due to stage failure: Task 1 in stage 1.0 failed 4 times, most recent failure:"
                    + " Lost task 1.4 in stage 1.0 (TID 8) (10.0.0.7 executor 2): ";

    @Test
    void heapsThatAreTooSmallAreToldOf() {
        assertThat(ExecutorFailure.told(
                        LOST + "ExecutorLostFailure (executor 2 exited caused by one of the running tasks)"
                                + " Reason: Command exited with code 52\nDriver stacktrace:"))
                .isEqualTo("the executor on 10.0.0.7 has too little memory for this recipe; give executors more"
                        + " (spark.executor.memory)");
        assertThat(ExecutorFailure.told(LOST + "java.lang.OutOfMemoryError: Java heap space\n\tat java.base/java.nio"))
                .contains("10.0.0.7 has too little memory");
    }

    @Test
    void executorsThatAreKilledAreToldOf() {
        assertThat(ExecutorFailure.told(
                        LOST + "ExecutorLostFailure (executor 2 exited caused by one of the running tasks)"
                                + " Reason: Command exited with code 137\nDriver stacktrace:"))
                .isEqualTo("the executor on 10.0.0.7 was killed, as it is where memory runs out; give executors more"
                        + " (spark.executor.memoryOverhead)");
    }

    @Test
    void olderJavasAreToldOf() {
        assertThat(
                        ExecutorFailure.told(
                                LOST + "java.lang.UnsupportedClassVersionError: dev/gantry/spark/JavaVersion has been"
                                        + " compiled by a more recent version of the Java Runtime (class file version 69.0), this version of the"
                                        + " Java Runtime only recognizes class file versions up to 61.0\n\tat java.base/java.lang.ClassLoader"))
                .isEqualTo("the executor on 10.0.0.7 has a Java that is too old; it needs 25.0.3 or newer");
    }

    @Test
    void missingJarsAreToldOf() {
        assertThat(ExecutorFailure.told(LOST
                        + "java.lang.ClassNotFoundException: dev.gantry.spark.JavaVersion\n\tat java.base/java.net"))
                .isEqualTo("the executor on 10.0.0.7 lacks a JAR of Gantry or of a plugin; give it with --jars");
    }

    @Test
    void ofOtherFailuresTheFirstLineIsTold() {
        assertThat(ExecutorFailure.told("Job 3 cancelled\n\tat org.apache"))
                .isEqualTo("an executor failed: Job 3 cancelled");
    }
}
