package dev.gantry.study;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.study.Ended.End;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Trains what a study has left to train. */
public final class StudyRunner {

    private final Study study;
    private final StudyFolder folder;
    private final StudyPlace place;
    private final Consumer<String> say;
    private final Queue<StudyRun> left = new ArrayDeque<>();
    private final Set<StudyRun> running = new HashSet<>();
    private final int all;
    private boolean stopped;
    private int timed;
    private double timedSeconds;

    /**
     * @param say is told of each run that ends, in a line
     */
    public StudyRunner(Study study, StudyFolder folder, StudyPlace place, Consumer<String> say) {
        this.study = study;
        this.folder = folder;
        this.place = place;
        this.say = say;
        List<StudyRun> runs = study.runs();
        this.all = runs.size();
        runs.stream().filter(run -> folder.end(run).isEmpty()).forEach(left::add);
    }

    /** How many runs the study has, and how many of them are not done. */
    public int all() {
        return all;
    }

    public synchronized int left() {
        return left.size() + running.size();
    }

    /** Whether the study was told to stop, or one of its runs was. */
    public synchronized boolean stopped() {
        return stopped;
    }

    /**
     * Trains until everything is done, the budget is used up, or it is told to stop.
     *
     * @throws TrainingException if a run's folder is in use, or files cannot be written
     */
    public void run() throws InterruptedException {
        StudyReport.write(study, folder);
        List<Future<?>> workers = new ArrayList<>();
        int atOnce = Math.min(place.atOnce(study), Math.max(left(), 1));
        try (ExecutorService threads = Executors.newFixedThreadPool(atOnce)) {
            for (int i = 0; i < atOnce; i++) {
                workers.add(threads.submit(this::work));
            }
        }
        for (Future<?> worker : workers) {
            try {
                worker.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof TrainingException failure) {
                    throw failure;
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** Starts no more runs, and has those under way end. */
    public synchronized void stop() {
        stopped = true;
        place.stop();
    }

    private void work() {
        try {
            for (Optional<StudyRun> run = next(); run.isPresent(); run = next()) {
                train(run.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private synchronized Optional<StudyRun> next() {
        boolean mayStart = !stopped && !study.budget().isUsedUp(folder.seconds(), all - left.size());
        Optional<StudyRun> next = mayStart ? Optional.ofNullable(left.poll()) : Optional.empty();
        next.ifPresent(running::add);
        return next;
    }

    private void train(StudyRun run) throws InterruptedException {
        Path path = folder.run(run);
        if (TrainingRuntime.isTraining(path)) {
            throw new TrainingException("the run in folder " + path
                    + " is still training, without the study that began it; wait for its end, or stop it");
        }
        ended(run, place.train(run, folder));
    }

    private synchronized void ended(StudyRun run, Ended end) {
        folder.add(end);
        running.remove(run);
        StudyReport.write(study, folder);
        if (end.end() == End.INTERRUPTED) {
            // Ctrl-C reaches a run before it reaches the study.
            stopped = true;
            left.add(run);
            return;
        }
        timed++;
        timedSeconds += end.seconds();
        String news = end.end() == End.FAILED
                ? "failed: " + end.message()
                : Result.of(study, folder, run)
                        .measured()
                        .map(measured -> study.metric() + " " + Statistics.text(measured.atEnd()))
                        .orElse("measured nothing");
        say.accept(String.format(
                Locale.ROOT,
                "[%d/%d] %s: %s (%.0f s)%s",
                all - left(),
                all,
                run.name(),
                news,
                end.seconds(),
                left() == 0 ? "" : ", " + timeLeft() + " left"));
    }

    private String timeLeft() {
        double seconds = timedSeconds / timed * left() / place.atOnce(study);
        Duration time = Duration.ofSeconds((long) seconds);
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
