package dev.gantry.app;

import dev.gantry.pictures.Picture;
import dev.gantry.runtime.TrainedGenerator;
import java.awt.image.BufferedImage;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gantry interpolate}. */
@Command(
        name = "interpolate",
        description = "Makes samples on the way between random latent vectors, with the generator of a run.")
final class InterpolateCommand extends SamplesCommand {

    @Option(
            names = "--rows",
            paramLabel = "COUNT",
            defaultValue = "8",
            description = "How many ways. Default: ${DEFAULT-VALUE}.")
    private int rows;

    @Option(
            names = "--columns",
            paramLabel = "COUNT",
            defaultValue = "8",
            description = "How many samples on each way, both ends included. Default: ${DEFAULT-VALUE}.")
    private int columns;

    @Override
    String pictureName() {
        return "interpolation.png";
    }

    @Override
    int count() {
        if (rows < 1 || columns < 2) {
            throw badUsage("--rows must be at least 1 and --columns at least 2, found " + rows + " and " + columns);
        }
        return rows * columns;
    }

    @Override
    float[] samples(TrainedGenerator generator, long samplesSeed, OptionalInt label) {
        return label.isPresent()
                ? generator.interpolate(rows, columns, samplesSeed, label.getAsInt())
                : generator.interpolate(rows, columns, samplesSeed);
    }

    @Override
    BufferedImage draw(Picture picture, float[] samples) {
        return picture.ofInterpolation(samples, rows, columns);
    }
}
