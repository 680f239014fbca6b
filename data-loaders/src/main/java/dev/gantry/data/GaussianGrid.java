package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Mixture;
import dev.gantry.core.data.Samples;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Gaussians in the plane, their centres on a square grid around the origin. The defaults are those of the code of
 * Gulrajani et al. 2017, "Improved training of Wasserstein GANs".
 *
 * @param side Gaussians along each axis, {@code side * side} in all, from 1 to 100
 * @param spacing between neighbouring centres, before scaling
 * @param stddev of each Gaussian along each axis, before scaling
 * @param scale what samples are divided by
 */
public record GaussianGrid(int side, double spacing, double stddev, double scale) implements DataSource {

    private static final int MOST_SIDE = 100;

    public GaussianGrid {
        Require.count("side", MOST_SIDE, side);
        Require.positive("spacing", spacing);
        Require.notNegative("stddev", stddev);
        Require.positive("scale", scale);
    }

    public static DataSourceProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                GaussianGrid.class,
                "gaussian-grid",
                "Gaussians on a square grid in the plane",
                """
                # Gaussians along each axis
                side = 5
                # between neighbouring centres, before scaling
                spacing = 2
                # of each Gaussian along each axis, before scaling
                stddev = 0.05
                # samples are divided by this
                scale = 2.828
                """);
    }

    @Override
    public Samples open(long seed) {
        List<List<Double>> centres = IntStream.range(0, side * side)
                .mapToObj(i -> List.of(coordinate(i / side), coordinate(i % side)))
                .toList();
        return new MixtureSamples(new Mixture(centres, stddev / scale), seed);
    }

    private double coordinate(int i) {
        return (i - (side - 1) / 2.0) * spacing / scale;
    }
}
