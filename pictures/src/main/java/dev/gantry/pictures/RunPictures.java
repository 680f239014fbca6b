package dev.gantry.pictures;

import dev.gantry.core.data.Samples;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.run.TrainingEvent.CheckpointWritten;
import dev.gantry.core.run.TrainingEvent.RunEnded;
import dev.gantry.core.run.TrainingEvent.SamplesDrawn;
import dev.gantry.core.run.TrainingListener;
import dev.gantry.runtime.TrainingPlan;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Adds pictures to a run folder: {@code samples/step-*.png}, where samples can be drawn, and {@code loss.png}. */
public final class RunPictures implements TrainingListener {

    private final Path folder;
    private final boolean estimatesDistance;
    private final Optional<Picture> picture;
    private final float[] real;

    /**
     * @param folder of a run of the plan; need not be there yet
     */
    public RunPictures(Path folder, TrainingPlan plan) {
        this.folder = folder;
        this.estimatesDistance = !plan.recipe().constraints().isEmpty();
        this.picture = Picture.of(plan.sampleShape(), plan.sampleClasses().size());
        this.real = picture.map(shown -> firstSamples(plan.data(), shown.realCount()))
                .orElse(new float[0]);
    }

    private static float[] firstSamples(Samples data, int atMost) {
        int count = (int) Math.min(atMost, data.size().orElse(atMost));
        int size = Math.toIntExact(data.shape().size());
        float[] samples = new float[count * size];
        for (int i = 0; i < count; i++) {
            data.read(i, samples, i * size);
        }
        return samples;
    }

    /** How many generated samples a picture should have. */
    public int sampleCount() {
        return picture.map(Picture::sampleCount).orElse(1);
    }

    @Override
    public void on(TrainingEvent event) {
        try {
            switch (event) {
                case SamplesDrawn drawn -> drawSamples(drawn);
                case CheckpointWritten _ -> drawLosses();
                case RunEnded _ -> drawLosses();
                default -> {}
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void drawSamples(SamplesDrawn drawn) throws IOException {
        if (picture.isPresent()) {
            Path samples = Files.createDirectories(folder.resolve("samples"));
            PngFile.write(
                    samples.resolve("step-%08d.png".formatted(drawn.step())),
                    picture.get().ofSamples(drawn.samples(), real));
        }
    }

    private void drawLosses() throws IOException {
        LossChart.of(folder.resolve("metrics.csv"), estimatesDistance)
                .ifPresent(chart -> PngFile.write(folder.resolve("loss.png"), chart));
    }

    @Override
    public String toString() {
        return "that draws pictures";
    }
}
