package dev.gantry.nd4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.Test;

/** Work shared between threads. */
final class WorkersTest {

    @Test
    void everyShareRunsOnce() {
        AtomicIntegerArray runs = new AtomicIntegerArray(3);
        try (Workers workers = started(3)) {
            workers.run(runs::incrementAndGet);
            assertThat(workers.count()).isEqualTo(3);
        }
        assertThat(runs).hasToString("[1, 1, 1]");
    }

    /** The session's memory may be freed after a failure. */
    @Test
    void aFailureIsThrownWhenNoShareRunsAnyMore() {
        CountDownLatch begun = new CountDownLatch(2);
        CountDownLatch mayEnd = new CountDownLatch(1);
        AtomicInteger ended = new AtomicInteger();
        try (Workers workers = started(3)) {
            assertThatThrownBy(() -> workers.run(share -> {
                        if (share == 0) {
                            await(begun);
                            mayEnd.countDown();
                            throw new IllegalArgumentException("share 0");
                        }
                        begun.countDown();
                        await(mayEnd);
                        for (int i = 0; i < 1_000_000; i++) {
                            Thread.onSpinWait();
                        }
                        ended.incrementAndGet();
                    }))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("share 0");
            assertThat(ended).hasValue(2);
        }
    }

    @Test
    void afterAHelpersFailureWorkGoesOn() {
        AtomicInteger runs = new AtomicInteger();
        try (Workers workers = started(2)) {
            assertThatThrownBy(() -> workers.run(share -> {
                        if (share == 1) {
                            throw new IllegalArgumentException("share 1");
                        }
                    }))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("a worker failed")
                    .hasRootCauseMessage("share 1");
            workers.run(_ -> runs.incrementAndGet());
        }
        assertThat(runs).hasValue(2);
    }

    private static Workers started(int count) {
        Workers workers = new Workers(count);
        workers.start();
        return workers;
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
