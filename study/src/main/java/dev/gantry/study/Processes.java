package dev.gantry.study;

import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Each run in a process of its own on this machine: one that crashes takes nothing with it, and memory outside the heap does not add
 * up.
 */
public final class Processes extends StudyPlace {

    private static final boolean WINDOWS = System.getProperty("os.name").startsWith("Windows");

    private final GantryProcess gantry;
    private final Set<Process> running = new HashSet<>();
    private boolean stopped;

    public Processes(GantryProcess gantry) {
        this.gantry = gantry;
    }

    @Override
    int atOnce(Study study) {
        return study.processes();
    }

    @Override
    Ended train(StudyRun run, StudyFolder folder) throws InterruptedException {
        List<String> arguments = new ArrayList<>();
        Path path = folder.run(run);
        if (folder.hasCheckpoint(run)) {
            arguments.addAll(List.of("train", "--resume", path.toString()));
        } else {
            folder.clear(run);
            arguments.addAll(List.of("train", run.candidate().recipe().toString(), "--out", path.toString()));
            run.overrides().forEach(override -> arguments.addAll(List.of("--set", override)));
        }
        long begun = System.nanoTime();
        try {
            Process process = start(arguments);
            String errors = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
            Exit exit = new Exit(process.waitFor(), errors, WINDOWS);
            ended(process);
            double seconds = (System.nanoTime() - begun) * 1e-9;
            return new Ended(run.name(), exit.end(), seconds, exit.message());
        } catch (IOException e) {
            throw new TrainingException("cannot start a process: " + e.getMessage(), e);
        }
    }

    private synchronized Process start(List<String> arguments) throws IOException {
        Process process = gantry.command(arguments).start();
        running.add(process);
        if (stopped) {
            end(process);
        }
        return process;
    }

    private synchronized void ended(Process process) {
        running.remove(process);
    }

    @Override
    public String whenStopped() {
        return "what is under way ends with a checkpoint";
    }

    /** Asks them to write their checkpoints. */
    @Override
    synchronized void stop() {
        stopped = true;
        running.forEach(Processes::end);
    }

    /** By its handle: a process that is destroyed itself closes its streams under who reads its errors. */
    static void end(Process process) {
        process.toHandle().destroy();
    }

    /** No process outlives its run. */
    @Override
    public void close() {}
}
