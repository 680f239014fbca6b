package dev.gantry.study;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.study.Ended.End;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * Trains what a study has left to train, each run in a process of its own: one that crashes takes nothing with it, and memory
 * outside the heap does not add up.
 */
public final class StudyRunner {

    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private final Study study;
    private final StudyFolder folder;
    private final GantryProcess gantry;
    private final Consumer<String> say;
    private final Queue<StudyRun> left = new ArrayDeque<>();
    private final Map<StudyRun, Process> running = new HashMap<>();
    private final int all;
    private boolean stopped;
    private int timed;
    private double timedSeconds;

    /**
     * @param say is told of each run that ends, in a line
     */
    public StudyRunner(Study study, StudyFolder folder, GantryProcess gantry, Consumer<String> say) {
        this.study = study;
        this.folder = folder;
        this.gantry = gantry;
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
        try (ExecutorService threads = Executors.newFixedThreadPool(study.processes())) {
            for (int i = 0; i < study.processes(); i++) {
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

    /** Starts no more runs, and asks those under way to write their checkpoints and end. */
    public synchronized void stop() {
        stopped = true;
        running.values().forEach(StudyRunner::end);
    }

    /** By its handle: a process that is destroyed itself closes its streams under who reads its errors. */
    static void end(Process process) {
        process.toHandle().destroy();
    }

    private void work() {
        try {
            for (Optional<StudyRun> run = next(); run.isPresent(); run = next()) {
                train(run.get());
            }
        } catch (IOException e) {
            stop();
            throw new TrainingException("cannot start a process: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            stop();
            throw e;
        }
    }

    private synchronized Optional<StudyRun> next() {
        boolean mayStart = !stopped && !study.budget().isUsedUp(folder.seconds(), all - left.size());
        return mayStart ? Optional.ofNullable(left.poll()) : Optional.empty();
    }

    private void train(StudyRun run) throws IOException, InterruptedException {
        Path path = folder.run(run);
        if (TrainingRuntime.isTraining(path)) {
            throw new TrainingException("the run in folder " + path
                    + " is still training, without the study that began it; wait for its end, or stop it");
        }
        List<String> arguments = new ArrayList<>();
        if (folder.hasCheckpoint(run)) {
            arguments.addAll(List.of("train", "--resume", path.toString()));
        } else {
            folder.clear(run);
            arguments.addAll(List.of("train", run.candidate().recipe().toString(), "--out", path.toString()));
            run.overrides().forEach(override -> arguments.addAll(List.of("--set", override)));
        }
        long begun = System.nanoTime();
        Process process = start(run, arguments);
        String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        Exit exit = new Exit(process.waitFor(), errors, WINDOWS);
        double seconds = (System.nanoTime() - begun) * 1e-9;
        ended(run, new Ended(run.name(), exit.end(), seconds, exit.message()));
    }

    private synchronized Process start(StudyRun run, List<String> arguments) throws IOException {
        Process process = gantry.command(arguments).start();
        running.put(run, process);
        if (stopped) {
            end(process);
        }
        return process;
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
        double seconds = timedSeconds / timed * left() / study.processes();
        Duration time = Duration.ofSeconds((long) seconds);
        return String.format(Locale.ROOT, "%d:%02d:%02d", time.toHours(), time.toMinutesPart(), time.toSecondsPart());
    }
}
