package dev.gantry.nd4j;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.deeplearning4j.util.ModelSerializer;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Runs a network of DL4J in a JVM of its own; knows nothing of Gantry. */
final class Dl4jApplication {

    private Dl4jApplication() {}

    /** Arguments: the network's zip, a file of 4-byte floats that are latent vectors, their number, and the file to write. */
    public static void main(String[] arguments) throws IOException {
        int count = Integer.parseInt(arguments[2]);
        float[] latents = new float[(int) (Files.size(Path.of(arguments[1])) / Float.BYTES)];
        try (DataInputStream in = new DataInputStream(Files.newInputStream(Path.of(arguments[1])))) {
            for (int i = 0; i < latents.length; i++) {
                latents[i] = in.readFloat();
            }
        }
        INDArray samples = ModelSerializer.restoreMultiLayerNetwork(arguments[0])
                .output(Nd4j.createFromArray(latents).reshape(count, latents.length / count));
        try (DataOutputStream out = new DataOutputStream(Files.newOutputStream(Path.of(arguments[3])))) {
            for (float value : samples.dup('c').reshape(-1).toFloatVector()) {
                out.writeFloat(value);
            }
        }
    }
}
