package dev.gantry.nd4j;

import dev.gantry.core.spi.ExportException;
import dev.gantry.core.spi.ModelExporter;
import dev.gantry.core.spi.TrainedNetwork;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
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
    public void export(TrainedNetwork network, Path file) {
        MultiLayerNetwork model = Dl4jNetwork.of(network);
        Path unfinished = file.resolveSibling(file.getFileName() + ".tmp");
        try {
            try (OutputStream out = Files.newOutputStream(unfinished)) {
                ModelSerializer.writeModel(model, out, false);
            }
            Files.move(unfinished, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new ExportException("cannot write " + file + ": " + e, e);
        }
    }
}
