package dev.gantry.report;

import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.runtime.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Tells TensorBoard of a run, in a file in {@code tensorboard/} of the run's folder: the recipe, each row of {@code metrics.csv}, the
 * pictures of samples that listeners before this one drew, and the critic's scores.
 */
public final class TensorBoardLog implements TrainingListener, AutoCloseable {

    private final Path folder;
    private Optional<EventFile> events = Optional.empty();

    TensorBoardLog(Path folder) {
        this.folder = folder;
    }

    /** What tells of a run of the plan, where its recipe asks for that, and of nothing elsewhere. */
    public static TrainingListener of(TrainingPlan plan, Path folder) {
        return plan.recipe().settings().log().tensorboard() ? new TensorBoardLog(folder) : _ -> {};
    }

    @Override
    public void on(TrainingEvent event) {
        try {
            switch (event) {
                case TrainingEvent.RunStarted started -> {
                    EventFile file = EventFile.create(folder.resolve("tensorboard"), started.step());
                    events = Optional.of(file);
                    file.text(started.step(), "recipe", Files.readString(folder.resolve("recipe.conf")));
                }
                case TrainingEvent.MetricsMeasured measured -> {
                    if (events.isPresent()) {
                        events.get().scalars(measured.step(), measured.values());
                    }
                }
                case TrainingEvent.SamplesDrawn drawn -> addPicture(drawn.step());
                case TrainingEvent.SamplesScored scored -> {
                    if (events.isPresent()) {
                        events.get().histogram(scored.step(), "scores/real", scored.real());
                        events.get().histogram(scored.step(), "scores/generated", scored.generated());
                    }
                }
                case TrainingEvent.RunEnded _ -> close();
                default -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void addPicture(int step) throws IOException {
        Path picture = folder.resolve(PictureFiles.SAMPLES_FOLDER).resolve("step-%08d.png".formatted(step));
        if (events.isPresent() && Files.exists(picture)) {
            events.get().image(step, "samples", Files.readAllBytes(picture));
        }
    }

    @Override
    public void close() {
        try {
            if (events.isPresent()) {
                events.get().close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            events = Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "that writes for TensorBoard";
    }
}
