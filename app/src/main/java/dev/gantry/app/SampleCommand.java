package dev.gantry.app;

import dev.gantry.core.component.NearestName;
import dev.gantry.pictures.Picture;
import dev.gantry.runtime.TrainedGenerator;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gantry sample}. */
@Command(name = "sample", description = "Makes samples with the generator of a run.")
final class SampleCommand extends SamplesCommand {

    private static final int MOST_NAMES = 20;

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            defaultValue = "64",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int count;

    @Option(
            names = "--class",
            paramLabel = "NAME",
            description = "Samples of one class, where the generator is told classes. Default: they take turns.")
    private Optional<String> className = Optional.empty();

    @Override
    String pictureName() {
        return "samples.png";
    }

    @Override
    int count() {
        if (count < 1) {
            throw badUsage("-n must be at least 1, found " + count);
        }
        return count;
    }

    @Override
    float[] samples(TrainedGenerator generator, long samplesSeed) {
        return className
                .map(name -> generator.sample(count, samplesSeed, label(generator, name)))
                .orElseGet(() -> generator.sample(count, samplesSeed));
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

    @Override
    List<String> turns(TrainedGenerator generator) {
        return className.map(List::of).orElseGet(generator::classNames);
    }

    @Override
    BufferedImage draw(Picture picture, float[] samples) {
        return picture.ofSamples(samples, new float[0]);
    }
}
