package dev.gantry.app;

import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.pictures.Picture;
import dev.gantry.pictures.PngFile;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingRuntime;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** A command that writes samples of a run's generator: a picture, or the numbers themselves. */
abstract class SamplesCommand extends RunCommand {

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same samples. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "A picture (.png), or the numbers themselves (.npy). Default: a picture in DIR.")
    private Optional<Path> out = Optional.empty();

    /** The name of the picture that is written if no file is asked for. */
    abstract String pictureName();

    /** How many samples; complains of options that make no sense. */
    abstract int count();

    abstract float[] samples(TrainedGenerator generator, long samplesSeed);

    abstract BufferedImage draw(Picture picture, float[] samples);

    @Override
    final Path write(TrainingRuntime runtime, Path run) {
        int count = count();
        Path file = out.orElseGet(() -> inRunFolder(run, pictureName()));
        boolean numbers = endsWith(file, ".npy");
        if (!numbers && !endsWith(file, ".png")) {
            throw badUsage("--out must end in .png or .npy, found '" + file + "'");
        }
        try (TrainedGenerator generator = load(runtime, run)) {
            float[] samples = samples(generator, seed);
            Shape sample = generator.sampleShape();
            if (numbers) {
                write(file, NpyFile.bytes(sample.prepend(count), samples));
            } else {
                Picture picture = Picture.of(sample)
                        .orElseThrow(() -> badUsage("there is no picture of samples of shape " + sample
                                + "; write them to a file that ends in .npy"));
                PngFile.write(file, draw(picture, samples));
            }
        }
        return file;
    }

    private static boolean endsWith(Path file, String suffix) {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(suffix);
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.write(file, bytes);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }
}
