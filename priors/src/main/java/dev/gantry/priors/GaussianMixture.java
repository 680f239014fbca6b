package dev.gantry.priors;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.spi.Prior;
import dev.gantry.core.spi.PriorProvider;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Normal vectors around one of several means, each as likely: component k of K around {@code radius (cos a, sin a, 0, ...)} with
 * {@code a = 2 pi k / K}. A vector of one number is around the first of these.
 *
 * @param components K, from 1 to 1,000
 * @param radius how far the means are from the origin, at least 0
 * @param stddev of each number around its mean, above 0
 */
public record GaussianMixture(int components, double radius, double stddev) implements Prior {

    private static final int MOST_COMPONENTS = 1_000;

    public GaussianMixture {
        Require.count("components", MOST_COMPONENTS, components);
        Require.notNegative("radius", radius);
        Require.positive("stddev", stddev);
    }

    public static PriorProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), GaussianMixture.class, "mixture", "Normal vectors around several means.", """
                # how many means, in a ring in the plane of a vector's first two numbers
                components = 10
                # how far the means are from the origin
                radius = 2
                # of each number around its mean
                stddev = 0.5
                """);
    }

    @Override
    public Tensor draw(Shape shape, Draws draws) {
        Tensor around = draws.normal(shape).flatten().mul(stddev);
        int rows = around.shape().size(0);
        int size = around.shape().size(1);
        int plane = Math.min(2, size);
        Tensor mean = component(draws.uniform(Shape.of(rows, 1)), rows).matmul(means(plane));
        if (size > plane) {
            mean = Tensor.concat(1, List.of(mean, Tensor.zeros(Shape.of(rows, size - plane))));
        }
        return around.add(mean).reshape(shape);
    }

    /** Which component each row is of, {@code [rows, components]}. */
    private Tensor component(Tensor uniform, int rows) {
        if (components == 1) {
            return Tensor.ones(Shape.of(rows, 1));
        }
        double[] steps = IntStream.range(1, components)
                .mapToDouble(step -> (double) step / components)
                .toArray();
        return uniform.greaterEqual(Tensor.of(Shape.of(1, components - 1), steps))
                .sum(1)
                .reshape(rows)
                .oneHot(components);
    }

    /** {@code [components, plane]}. */
    private Tensor means(int plane) {
        double[] means = IntStream.range(0, components * plane)
                .mapToDouble(i -> {
                    int component = i / plane;
                    double angle = 2 * Math.PI * component / components;
                    return radius * (i % plane == 0 ? Math.cos(angle) : Math.sin(angle));
                })
                .toArray();
        return Tensor.of(Shape.of(components, plane), means);
    }
}
