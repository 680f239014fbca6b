package dev.gantry.nd4j;

import dev.gantry.core.export.ModelExporter;
import dev.gantry.core.export.TrainedNetwork;
import java.io.IOException;
import java.io.OutputStream;

/** Writes the zip that {@code ModelSerializer.restoreMultiLayerNetwork} of DL4J 1.0.0-M2.1 reads; until then no class of it is loaded. */
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
        Dl4jNetwork.write(network, target);
    }
}
