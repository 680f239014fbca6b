package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Mixture;
import dev.gantry.core.data.Samples;
import java.lang.invoke.MethodHandles;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Two Gaussians on either side of the origin, apart along the first axis.
 *
 * @param dimensions the length of a sample, from 1 to 65,536
 * @param distance between the two centres
 * @param stddev of each Gaussian along each axis
 */
public record TwoGaussians(int dimensions, double distance, double stddev) implements DataSource {

    private static final int MOST_DIMENSIONS = 1 << 16;

    public TwoGaussians {
        Require.count("dimensions", MOST_DIMENSIONS, dimensions);
        Require.notNegative("distance", distance);
        Require.notNegative("stddev", stddev);
    }

    public static DataSourceProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(),
                TwoGaussians.class,
                "two-gaussians",
                "Two Gaussians in any number of dimensions",
                """
                # the length of a sample
                dimensions = 1
                # between the two centres, along the first axis
                distance = 2
                # of each Gaussian along each axis
                stddev = 0.2
                """);
    }

    @Override
    public Samples open(long seed) {
        return new MixtureSamples(new Mixture(List.of(centre(-distance / 2), centre(distance / 2)), stddev), seed);
    }

    private List<Double> centre(double first) {
        List<Double> centre = new ArrayList<>(Collections.nCopies(dimensions, 0.0));
        centre.set(0, first);
        return centre;
    }
}
