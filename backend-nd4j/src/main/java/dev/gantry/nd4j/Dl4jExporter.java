package dev.gantry.nd4j;

import dev.gantry.core.export.ModelExporter;
import dev.gantry.core.export.TrainedNetwork;
import java.io.IOException;
import java.io.OutputStream;
import org.deeplearning4j.util.ModelSerializer;

/** Writes the zip that {@code ModelSerializer.restoreMultiLayerNetwork} of DL4J 1.0.0-M2.1 reads. */
public final class Dl4jExporter implements ModelExporter {

    @Override
    public String format() {
        return "dl4j";
    }

    @Override
    public String extension() {
        return "zip";
    }

    @Override
    public void export(TrainedNetwork network, OutputStream target) throws IOException {
        ModelSerializer.writeModel(Dl4jNetwork.of(network), target, false);
    }
}
