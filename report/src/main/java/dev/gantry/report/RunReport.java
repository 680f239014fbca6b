package dev.gantry.report;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingListener;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** Keeps {@code report.html} in a run's folder, and rewrites it as the run goes: seldom, so that it takes no time to speak of. */
public final class RunReport implements TrainingListener {

    private static final String FILE = "report.html";
    private static final long LEAST_PAUSE = TimeUnit.SECONDS.toNanos(10);

    /** A pause is so many times as long as the writing before it. */
    private static final int PAUSES = 200;

    private final Path folder;
    private long next;

    public RunReport(Path folder) {
        this.folder = folder;
    }

    /** Writes the report of a run anew, where it has one: something was added to its folder. */
    public static void renew(Path folder) {
        if (Files.exists(folder.resolve(FILE))) {
            ReportPage.report(folder, folder.resolve(FILE));
        }
    }

    @Override
    public void on(TrainingEvent event) {
        switch (event) {
            case TrainingEvent.RunStarted _ -> write();
            case TrainingEvent.RunEnded _ -> {
                if (Files.isDirectory(folder)) {
                    write();
                }
            }
            case TrainingEvent.StepCompleted _ -> {}
            default -> {
                if (System.nanoTime() - next >= 0) {
                    write();
                }
            }
        }
    }

    private void write() {
        long began = System.nanoTime();
        ReportPage.report(folder, folder.resolve(FILE));
        long ended = System.nanoTime();
        next = ended + Math.max(LEAST_PAUSE, PAUSES * (ended - began));
    }

    @Override
    public String toString() {
        return "that writes the report";
    }
}
