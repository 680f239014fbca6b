package dev.gantry.app;

import dev.gantry.pictures.Picture;
import dev.gantry.runtime.TrainedGenerator;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.OptionalInt;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gantry sample}. */
@Command(name = "sample", description = "Makes samples with the generator of a run.")
final class SampleCommand extends SamplesCommand {

    @Option(
            names = "-n",
            paramLabel = "COUNT",
            defaultValue = "64",
            description = "How many. Default: ${DEFAULT-VALUE}.")
    private int count;

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
    float[] samples(TrainedGenerator generator, long samplesSeed, OptionalInt label) {
        return label.isPresent()
                ? generator.sample(count, samplesSeed, label.getAsInt())
                : generator.sample(count, samplesSeed);
    }

    @Override
    List<String> turns(TrainedGenerator generator) {
        return generator.classNames();
    }

    @Override
    BufferedImage draw(Picture picture, float[] samples) {
        return picture.ofSamples(samples, new float[0]);
    }
}
