package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.FeaturesProvider;
import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import java.lang.invoke.MethodHandles;
import java.util.stream.IntStream;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * What a convolutional network with random weights makes of the samples: features that see shapes, and have not been trained on
 * any data (as the untrained VGG16 of Naeem et al. 2020, "Reliable fidelity and diversity metrics for generative models").
 *
 * <p>Images {@code [C, H, W]}: 3 x 3 convolutions with zeros around the image, ReLU, and means of 2 x 2 pixels, until no side is
 * longer than 8, but at least once; the first makes {@code channels} maps, each further one twice as many as the one before.
 * The features are the means of the last maps' quarters, which share the middle row or column of an odd side. Anything else:
 * {@code relu(W x)}, where W has {@code 16 channels} rows. Weights are normal with variance 2 / n for sums of n products, as He
 * et al. 2015 draw them; there are no biases.
 *
 * @param channels maps of the first convolution, from 1 to 1,024
 * @param seed decides the weights: compare only values of the same seed
 */
public record RandomConvolution(int channels, long seed) implements Features {

    private static final int MOST_CHANNELS = 1024;
    private static final long MOST_WEIGHTS = 1L << 26;
    private static final int KERNEL = 3;
    private static final int LONGEST_SIDE = 8;
    private static final int FEATURES_PER_CHANNEL = 16;
    private static final String VECTOR_API = "jdk.incubator.vector";

    public RandomConvolution {
        Require.count("channels", MOST_CHANNELS, channels);
    }

    public static FeaturesProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                RandomConvolution.class,
                "random-convolution",
                "What a convolutional network with random weights makes of the samples",
                """
                # maps of the first convolution; vectors have 16 times as many features
                channels = 16
                # decides the weights
                seed = 0
                """);
    }

    @Override
    public int size(Shape sample) {
        if (ModuleLayer.boot().findModule(VECTOR_API).isEmpty()) {
            throw new UnsuitableException("needs a JVM that is started with --add-modules " + VECTOR_API);
        }
        long weights = countOfWeights(sample);
        if (weights > MOST_WEIGHTS) {
            throw new UnsuitableException("'channels' " + channels + " make " + weights
                    + " weights for samples of shape " + sample + ", and there may be " + MOST_WEIGHTS + "; use fewer");
        }
        return sample.rank() == 3 ? 4 * (channels << blocks(sample) - 1) : FEATURES_PER_CHANNEL * channels;
    }

    @Override
    public float[] of(float[] samples, int count, Shape sample) {
        int values = sample.length();
        int size = size(sample);
        float[][] weights = weights(sample);
        float[] features = new float[count * size];
        IntStream.range(0, count).parallel().forEach(i -> {
            float[] one = new float[values];
            System.arraycopy(samples, i * values, one, 0, values);
            float[] made = sample.rank() == 3 ? ofImage(one, sample, weights) : dense(one, weights[0]);
            System.arraycopy(made, 0, features, i * size, size);
        });
        return features;
    }

    private long countOfWeights(Shape sample) {
        if (sample.rank() != 3) {
            return (long) FEATURES_PER_CHANNEL * channels * sample.length();
        }
        long weights = 0;
        long inputs = sample.size(0);
        for (int block = 0; block < blocks(sample); block++) {
            long outputs = (long) channels << block;
            weights += outputs * inputs * KERNEL * KERNEL;
            inputs = outputs;
        }
        return weights;
    }

    private static int blocks(Shape image) {
        int side = Math.max(image.size(1), image.size(2));
        int blocks = 0;
        do {
            side = (side + 1) / 2;
            blocks++;
        } while (side > LONGEST_SIDE);
        return blocks;
    }

    /** Of each convolution {@code [out][in][3][3]}, or of the one dense layer {@code [out][in]}. */
    private float[][] weights(Shape sample) {
        if (sample.rank() != 3) {
            int inputs = sample.length();
            return new float[][] {normal(0, size(sample), inputs)};
        }
        float[][] weights = new float[blocks(sample)][];
        int inputs = sample.size(0);
        for (int block = 0; block < weights.length; block++) {
            int outputs = channels << block;
            weights[block] = normal(block, outputs, inputs * KERNEL * KERNEL);
            inputs = outputs;
        }
        return weights;
    }

    private float[] normal(int layer, int outputs, int inputs) {
        long key = Philox.key(seed, "metrics.random-convolution");
        double stddev = Math.sqrt(2.0 / inputs);
        float[] weights = new float[outputs * inputs];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = (float) (stddev * Philox.normal(key, layer, i));
        }
        return weights;
    }

    private static float[] dense(float[] values, float[] weights) {
        float[] outputs = new float[weights.length / values.length];
        for (int output = 0; output < outputs.length; output++) {
            float sum = 0;
            for (int i = 0; i < values.length; i++) {
                sum += weights[output * values.length + i] * values[i];
            }
            outputs[output] = Math.max(sum, 0);
        }
        return outputs;
    }

    private static float[] ofImage(float[] pixels, Shape shape, float[][] weights) {
        Maps maps = Maps.of(pixels, shape.size(0), shape.size(1), shape.size(2));
        for (float[] block : weights) {
            maps = maps.convolved(block).halved();
        }
        return maps.quarters();
    }

    /**
     * Maps of equal size, one behind the other, each with a frame one pixel wide, so that a convolution is nine products with the
     * whole map, shifted: what they make of the frame is not looked at. Behind each is room for the end of the last vector.
     */
    @SuppressWarnings("ArrayRecordComponent") // pixels
    private record Maps(float[] values, int count, int height, int width) {

        private static final VectorSpecies<Float> VECTOR = FloatVector.SPECIES_PREFERRED;

        static Maps zeros(int count, int height, int width) {
            return new Maps(new float[count * area(height, width)], count, height, width);
        }

        static Maps of(float[] pixels, int count, int height, int width) {
            Maps maps = zeros(count, height, width);
            for (int row = 0; row < count * height; row++) {
                System.arraycopy(pixels, row * width, maps.values, maps.at(row / height, row % height, 0), width);
            }
            return maps;
        }

        private static int area(int height, int width) {
            return (height + 2) * (width + 2) + VECTOR.length();
        }

        private int at(int map, int y, int x) {
            return map * area(height, width) + (y + 1) * (width + 2) + x + 1;
        }

        Maps convolved(float[] weights) {
            Maps sums = zeros(weights.length / (count * KERNEL * KERNEL), height, width);
            for (int output = 0; output < sums.count; output++) {
                for (int input = 0; input < count; input++) {
                    addConvolved(input, weights, (output * count + input) * KERNEL * KERNEL, sums, output);
                }
            }
            return sums;
        }

        private void addConvolved(int input, float[] weights, int first, Maps sums, int output) {
            int upper = at(input, -1, -1);
            int middle = at(input, 0, -1);
            int lower = at(input, 1, -1);
            int to = at(output, 0, 0);
            int end = at(output, height - 1, width);
            for (int i = 0; to + i < end; i += VECTOR.length()) {
                FloatVector sum = FloatVector.fromArray(VECTOR, sums.values, to + i);
                for (int dx = 0; dx < KERNEL; dx++) {
                    sum = sum.add(shifted(upper + i + dx).mul(weights[first + dx]));
                }
                for (int dx = 0; dx < KERNEL; dx++) {
                    sum = sum.add(shifted(middle + i + dx).mul(weights[first + KERNEL + dx]));
                }
                for (int dx = 0; dx < KERNEL; dx++) {
                    sum = sum.add(shifted(lower + i + dx).mul(weights[first + 2 * KERNEL + dx]));
                }
                sum.intoArray(sums.values, to + i);
            }
        }

        private FloatVector shifted(int from) {
            return FloatVector.fromArray(VECTOR, values, from);
        }

        /** The means of 2 x 2 pixels of the maps after ReLU; an odd last row or column counts twice. */
        Maps halved() {
            int rows = (height + 1) / 2;
            int columns = (width + 1) / 2;
            Maps means = zeros(count, rows, columns);
            for (int map = 0; map < count; map++) {
                for (int row = 0; row < rows; row++) {
                    int upper = at(map, 2 * row, 0);
                    int lower = at(map, Math.min(2 * row + 1, height - 1), 0);
                    int to = means.at(map, row, 0);
                    for (int column = 0; column < columns; column++) {
                        int left = 2 * column;
                        int right = Math.min(left + 1, width - 1);
                        means.values[to + column] = (relu(upper + left)
                                        + relu(upper + right)
                                        + relu(lower + left)
                                        + relu(lower + right))
                                / 4;
                    }
                }
            }
            return means;
        }

        private float relu(int index) {
            return Math.max(values[index], 0);
        }

        float[] quarters() {
            int rows = (height + 1) / 2;
            int columns = (width + 1) / 2;
            float[] means = new float[4 * count];
            for (int quarter = 0; quarter < means.length; quarter++) {
                int top = quarter % 4 < 2 ? 0 : height - rows;
                int left = quarter % 2 == 0 ? 0 : width - columns;
                float sum = 0;
                for (int y = top; y < top + rows; y++) {
                    for (int x = left; x < left + columns; x++) {
                        sum += values[at(quarter / 4, y, x)];
                    }
                }
                means[quarter] = sum / (rows * columns);
            }
            return means;
        }
    }
}
