package dev.gantry.engine.tensor;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;

/**
 * Gradient penalties of the critic {@code D(x) = v . tanh(W x + b) + c}, with the values of the penalty and of its
 * gradients in the parameters to twelve digits, found by complex steps. Every number is a variable, so that nothing of the
 * graph can be computed beforehand.
 */
public enum CriticFixture {
    WGAN_GP(
            0.156173262648,
            new double[] {
                0.117681258965, -0.683028087921, -0.132683947883, 0.616429842352, 0.045648851537, -0.268513032557
            },
            new double[] {0.153819679314, 0.014643142915, 0.065244527797},
            new double[] {0.195845757873, -0.360154334635, -0.094580167818}) {
        @Override
        Tensor penalty() {
            return norms(gradient(interpolated())).sub(1).square().mean();
        }
    },
    WGAN_LP(
            0.111816933666,
            new double[] {
                0.110950353304, -0.766884268838, -0.107775434149, 0.579238871854, 0.062244027488, -0.409264473936
            },
            new double[] {0.014489306153, 0.154980465861, 0.033506055200},
            new double[] {0.271820222144, -0.442537058308, -0.157210838428}) {
        @Override
        Tensor penalty() {
            return norms(gradient(interpolated())).sub(1).relu().square().mean();
        }
    },
    R1(
            0.470456679062,
            new double[] {
                -0.118561195792, -0.823427526780, -0.255917668922, 0.286150819932, 0.021415932272, -0.573617502182
            },
            new double[] {-0.091156946164, -0.422031486825, -0.015425122374},
            new double[] {0.344854204234, -0.550643966773, -0.227595389597}) {
        @Override
        Tensor penalty() {
            return gradient(REAL).square().sum(1).mean().mul(0.5);
        }
    },
    R2(
            0.509063474147,
            new double[] {
                -0.256136406836, -1.043192565414, -0.446602845778, 0.516694716183, -0.036719135942, -0.630436031219
            },
            new double[] {-0.080587858424, 0.155843915351, -0.007389545176},
            new double[] {0.350831346379, -0.606126283463, -0.218573728856}) {
        @Override
        Tensor penalty() {
            return gradient(FAKE).square().sum(1).mean().mul(0.5);
        }
    };

    private static final Tensor W = Tensor.variable("W", Shape.of(3, 2));
    private static final Tensor B = Tensor.variable("b", Shape.of(3));
    private static final Tensor V = Tensor.variable("v", Shape.of(3));
    private static final Tensor C = Tensor.variable("c", Shape.SCALAR);
    private static final Tensor REAL = Tensor.variable("real", Shape.of(3, 2));
    private static final Tensor FAKE = Tensor.variable("fake", Shape.of(3, 2));
    private static final Tensor ALPHA = Tensor.variable("alpha", Shape.of(3, 1));

    private final double value;
    private final double[] weights;
    private final double[] bias;
    private final double[] readout;

    CriticFixture(double value, double[] weights, double[] bias, double[] readout) {
        this.value = value;
        this.weights = weights;
        this.bias = bias;
        this.readout = readout;
    }

    abstract Tensor penalty();

    /** The penalty and its gradients in the parameters, under the names that {@link #expected} uses. */
    public SequencedMap<String, Tensor> tensors() {
        Tensor penalty = penalty();
        List<Tensor> gradients = Gradients.of(penalty, List.of(W, B, V, C));
        SequencedMap<String, Tensor> tensors = new LinkedHashMap<>();
        tensors.put("value", penalty);
        tensors.put("dW", gradients.get(0));
        tensors.put("db", gradients.get(1));
        tensors.put("dv", gradients.get(2));
        tensors.put("dc", gradients.get(3));
        return tensors;
    }

    public Map<String, double[]> expected() {
        return Map.of("value", new double[] {value}, "dW", weights, "db", bias, "dv", readout, "dc", new double[] {0});
    }

    /** The parameters, the samples and the interpolation weights. */
    public static Map<String, double[]> variables() {
        return Map.of(
                "W", new double[] {0.7, -0.4, 0.3, 0.9, -0.6, 0.2},
                "b", new double[] {0.1, -0.2, 0.05},
                "v", new double[] {1.5, -1.1, 0.8},
                "c", new double[] {0.3},
                "real", new double[] {1, 0.5, -0.3, 0.8, 0.2, -1.2},
                "fake", new double[] {-0.7, 0.1, 0.4, -0.9, 1.1, 0.6},
                "alpha", new double[] {0.25, 0.5, 0.9});
    }

    /** What results where one norm is taken over the whole batch: a known mistake, which must not equal {@link #WGAN_GP}. */
    static Tensor penaltyOfTheBatchNorm() {
        return gradient(interpolated()).square().sum().sqrt().sub(1).square();
    }

    /** The penalty of {@link #WGAN_GP} with leaky ReLU in place of tanh, differentiated in b. */
    static Tensor biasGradientOfAPiecewiseLinearCritic() {
        Tensor between = interpolated();
        Tensor scores = between.matmul(W, false, true).add(B).leakyRelu(0.2).matmul(V.reshape(3, 1));
        Tensor penalty =
                norms(Gradients.of(scores.sum(), between)).sub(1).square().mean();
        return Gradients.of(penalty, B);
    }

    static Tensor scores(Tensor samples) {
        return samples.matmul(W, false, true)
                .add(B)
                .tanh()
                .matmul(V.reshape(3, 1))
                .add(C);
    }

    static Tensor realScores() {
        return scores(REAL);
    }

    static Tensor fakeScores() {
        return scores(FAKE);
    }

    static Tensor interpolated() {
        return ALPHA.mul(REAL).add(Tensor.scalar(1).sub(ALPHA).mul(FAKE));
    }

    static Tensor gradient(Tensor samples) {
        return Gradients.of(scores(samples).sum(), samples);
    }

    static Tensor norms(Tensor gradient) {
        return gradient.square().sum(1).sqrt();
    }
}
