package dev.gantry.app;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.engine.backend.StepTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/** Notes when the steps of programs ran, in whole steps of training, from the end of a warm-up until there is enough. */
final class StepClock implements StepTimes, TrainingListener {

    /** One step of a program, on the clock of {@link System#nanoTime}. */
    record Ran(String program, int step, int thread, long begin, long end) {}

    private final Duration warmUp;
    private final Duration measured;
    private final Queue<Ran> ran = new ConcurrentLinkedQueue<>();
    private final CountDownLatch enough = new CountDownLatch(1);

    /** When steps of training ended; the first is where measuring began. Only the training thread changes it. */
    private final List<Long> ends = new ArrayList<>();

    private long begun;
    private volatile boolean measuring;

    /**
     * @param warmUp at least one step of training is left out
     * @param measured at least one step of training is measured
     */
    StepClock(Duration warmUp, Duration measured) {
        this.warmUp = warmUp;
        this.measured = measured;
    }

    @Override
    public void ran(String program, int step, int thread, long begin, long end) {
        if (measuring) {
            ran.add(new Ran(program, step, thread, begin, end));
        }
    }

    @Override
    public void on(TrainingEvent event) {
        switch (event) {
            case TrainingEvent.RunStarted _ -> begun = System.nanoTime();
            case TrainingEvent.StepCompleted _ -> stepped(System.nanoTime());
            case TrainingEvent.RunEnded _ -> enough.countDown();
            default -> {}
        }
    }

    private void stepped(long now) {
        if (measuring) {
            ends.add(now);
            if (now - ends.getFirst() >= measured.toNanos()) {
                measuring = false;
                enough.countDown();
            }
        } else if (ends.isEmpty() && now - begun >= warmUp.toNanos()) {
            ends.add(now);
            measuring = true;
        }
    }

    /** Waits until enough was measured, or the run has ended. */
    void await() throws InterruptedException {
        enough.await();
    }

    /** What ran, in order; when the run has ended. */
    List<Ran> ran() {
        return ran.stream().sorted(Comparator.comparingLong(Ran::begin)).toList();
    }

    /** Where measuring began, and where each step of training ended that was measured; when the run has ended. */
    List<Long> ends() {
        return List.copyOf(ends);
    }
}
