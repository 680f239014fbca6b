package dev.gantry.app;

import dev.gantry.core.runtime.RunOptions;
import dev.gantry.core.runtime.TrainedGenerator;
import dev.gantry.core.runtime.TrainingException;
import dev.gantry.core.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Where samples are written: a picture, or the numbers themselves. */
record OutputFile(Path path, CommandSpec command) {

    /** The one that is asked for, or else one in the run folder. */
    static OutputFile of(Optional<Path> asked, Path run, String name, CommandSpec command) {
        Path path = asked.orElseGet(
                () -> RunOptions.resume(run).folder().orElseThrow().resolve(name));
        OutputFile file = new OutputFile(path, command);
        if (!file.isNpy() && !file.endsWith(".png")) {
            throw new ParameterException(command.commandLine(), "--out must end in .png or .npy, found '" + path + "'");
        }
        return file;
    }

    /**
     * Writes samples.
     *
     * @param count how many there are
     * @param draw what a picture of them looks like
     */
    void write(TrainedGenerator generator, float[] samples, int count, Function<Picture, BufferedImage> draw) {
        Shape sample = generator.sampleShape();
        if (isNpy()) {
            write(NpyFile.bytes(sample.prepend(count), samples));
        } else {
            Picture picture = Picture.of(sample)
                    .orElseThrow(() -> new ParameterException(
                            command.commandLine(),
                            "there is no picture of samples of shape " + sample
                                    + "; write them to a file that ends in .npy"));
            PngFile.write(path, draw.apply(picture));
        }
        command.commandLine().getOut().println("wrote " + path);
    }

    private boolean isNpy() {
        return endsWith(".npy");
    }

    private boolean endsWith(String suffix) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(suffix);
    }

    private void write(byte[] bytes) {
        try {
            Files.write(path, bytes);
        } catch (IOException e) {
            throw TrainingException.cannotWrite(path, e);
        }
    }
}
