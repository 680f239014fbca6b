package dev.gantry.app;

import dev.gantry.core.component.NearestName;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.pictures.Picture;
import dev.gantry.pictures.PngFile;
import dev.gantry.pictures.SampleImage;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingRuntime;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import picocli.CommandLine.Option;

/** A command that writes samples of a run's generator: a picture, or the numbers themselves. */
abstract class SamplesCommand extends RunCommand {

    private static final int MOST_NAMES = 20;

    @Option(
            names = "--seed",
            paramLabel = "SEED",
            defaultValue = "1",
            description = "The same seed gives the same samples. Default: ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Samples of one class, where the generator is told classes. Default: they take turns.")
    private Optional<String> className = Optional.empty();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description =
                    "A picture (.png), the numbers themselves (.npy), or a folder that is new or empty, which is given an image"
                            + " for each sample, in sub-folders by class where there are classes. Default: a picture in"
                            + " DIR.")
    private Optional<Path> out = Optional.empty();

    /** The name of the picture that is written if no file is asked for. */
    abstract String pictureName();

    /** How many samples; complains of options that make no sense. */
    abstract int count();

    /**
     * @param label the class of all of them; empty for all classes in turn
     */
    abstract float[] samples(TrainedGenerator generator, long samplesSeed, OptionalInt label);

    abstract BufferedImage draw(Picture picture, float[] samples);

    /** What the classes of the samples are called, which take turns; empty where there are none. */
    List<String> turns(TrainedGenerator generator) {
        return List.of();
    }

    @Override
    final Path write(TrainingRuntime runtime, Path run) {
        int count = count();
        Path file = out.orElseGet(() -> inRunFolder(run, pictureName()));
        boolean numbers = endsWith(file, ".npy");
        boolean folder =
                Files.isDirectory(file) || !file.getFileName().toString().contains(".");
        if (!numbers && !folder && !endsWith(file, ".png")) {
            throw badUsage("--out must end in .png or .npy, or be a folder, found '" + file + "'");
        }
        if (folder && !TrainingRuntime.isFree(file)) {
            throw badUsage(
                    "folder " + file + " is not empty, and its files would be among the samples; choose a new one");
        }
        try (TrainedGenerator generator = load(runtime, run)) {
            OptionalInt label =
                    className.stream().mapToInt(name -> label(generator, name)).findFirst();
            List<String> turns = className.map(List::of).orElseGet(() -> turns(generator));
            float[] samples = made(generator, label);
            Shape sample = generator.sampleShape();
            if (numbers) {
                write(file, NpyFile.bytes(sample.prepend(count), samples));
            } else if (folder && SampleImage.canBe(sample)) {
                writeImages(file, sample, samples, turns);
            } else {
                Picture picture = (folder ? Optional.<Picture>empty() : Picture.of(sample, turns.size()))
                        .orElseThrow(() -> badUsage("there is no picture of samples of shape " + sample
                                + "; write them to a file that ends in .npy"));
                PngFile.write(file, draw(picture, samples));
            }
        }
        return file;
    }

    private float[] made(TrainedGenerator generator, OptionalInt label) {
        try {
            return samples(generator, seed, label);
        } catch (IllegalArgumentException e) {
            throw badUsage(String.valueOf(e.getMessage()));
        }
    }

    private int label(TrainedGenerator generator, String name) {
        List<String> names = generator.classNames();
        if (names.isEmpty()) {
            throw badUsage(
                    "--class needs a generator that is told classes, and none of this run's conditions tells it any");
        }
        if (!names.contains(name)) {
            List<String> near = NearestName.of(name, names);
            throw badUsage("there is no class '" + name + "'; "
                    + (near.isEmpty() ? "there are " : "near are ")
                    + String.join(
                            ", ",
                            (near.isEmpty() ? names : near)
                                    .stream().limit(MOST_NAMES).toList()));
        }
        return names.indexOf(name);
    }

    /** As {@code CLASS/00001.png}, so that they can be data of another recipe. */
    private static void writeImages(Path folder, Shape sample, float[] samples, List<String> turns) {
        int count = Math.toIntExact(samples.length / sample.size());
        for (int i = 0; i < count; i++) {
            Path target = turns.isEmpty() ? folder : folder.resolve(nameOfFolder(turns.get(i % turns.size())));
            try {
                Files.createDirectories(target);
            } catch (IOException e) {
                throw TrainingException.cannotWrite(target, e);
            }
            PngFile.write(target.resolve("%05d.png".formatted(i + 1)), SampleImage.of(sample, samples, i));
        }
    }

    /** A class may be called what no file can be. */
    private static String nameOfFolder(String className) {
        return className.replaceAll("[\\p{Cntrl}/\\\\:*?\"<>|]|^[.]+", "-");
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
