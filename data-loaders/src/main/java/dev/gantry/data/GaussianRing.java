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
 * Gaussians in the plane, their centres at equal angles on a circle, the first at {@code [radius, 0]}. The defaults are
 * those of Metz et al. 2017, "Unrolled generative adversarial networks"; {@code scale} 2 gives the ring of Lin et al. 2018,
 * "PacGAN", and 1.414 that of the code of Gulrajani et al. 2017.
 *
 * @param modes how many Gaussians, from 1 to 10,000
 * @param radius of the circle, before scaling
 * @param stddev of each Gaussian along each axis, before scaling
 * @param scale what samples are divided by
 */
public record GaussianRing(int modes, double radius, double stddev, double scale) implements DataSource {

    private static final int MOST_MODES = 10_000;

    public GaussianRing {
        Require.count("modes", MOST_MODES, modes);
        Require.positive("radius", radius);
        Require.notNegative("stddev", stddev);
        Require.positive("scale", scale);
    }

    public static DataSourceProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), GaussianRing.class, "gaussian-ring", "Gaussians on a circle in the plane", """
                # how many Gaussians
                modes = 8
                # of the circle, before scaling
                radius = 2
                # of each Gaussian along each axis, before scaling
                stddev = 0.02
                # samples are divided by this
                scale = 1
                """);
    }

    @Override
    public Samples open(long seed) {
        List<List<Double>> centres =
                IntStream.range(0, modes).mapToObj(this::centre).toList();
        return new MixtureSamples(new Mixture(centres, stddev / scale), seed);
    }

    private List<Double> centre(int mode) {
        double angle = 2 * Math.PI * mode / modes;
        return List.of(radius * Math.cos(angle) / scale, radius * Math.sin(angle) / scale);
    }
}
