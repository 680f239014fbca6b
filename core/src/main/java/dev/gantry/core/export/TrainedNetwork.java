package dev.gantry.core.export;

import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.tensor.Shape;
import java.util.List;
import java.util.Map;

/**
 * A trained network, complete, for software that knows nothing of Gantry.
 *
 * @param input the shape of one input, a generator's latent vector
 * @param output the shape of one output
 * @param values what was trained or counted, in row-major order, by path such as {@code hidden-1/weight}
 */
public record TrainedNetwork(Shape input, Shape output, List<NetworkLayer> layers, Map<String, double[]> values) {

    public TrainedNetwork {
        layers = List.copyOf(layers);
        values = Map.copyOf(values);
    }

    /**
     * The values of one path.
     *
     * @param count how many the layer has that names the path
     * @throws ExportException if there are not so many
     */
    public double[] values(String path, long count) {
        double[] found = values.get(path);
        if (found == null || found.length != count) {
            throw new ExportException("the generator's layers name '%s' with %d values, and it has %s"
                    .formatted(path, count, found == null ? "none" : found.length));
        }
        return found;
    }
}
