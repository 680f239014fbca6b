package dev.gantry.metrics;

import dev.gantry.core.random.Philox;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Points for tests, one to a row. */
final class Matrices {

    /** The matrices of fixture D4. */
    static final double[][] A = of(40, 4, (i, j) -> Math.sin(1.3 * i + 0.7 * j + 0.1 * i * j));

    static final double[][] B = of(40, 4, (i, j) -> 0.3 * j + 1.2 * Math.cos(0.9 * i - 0.4 * j + 0.05 * i * j));

    /** Two more, for values that NumPy computed from the plain formulas. */
    static final double[][] C = of(25, 3, (i, j) -> Math.cos(1.7 * i * (j + 1) + 0.3 * j));

    static final double[][] D = of(30, 3, (i, j) -> 1.5 * Math.sin(0.4 * i * i + j) - 0.2 * j);

    private Matrices() {}

    interface Element {
        double at(int row, int column);
    }

    static double[][] of(int rows, int columns, Element element) {
        return IntStream.range(0, rows)
                .mapToObj(i -> IntStream.range(0, columns)
                        .mapToDouble(j -> element.at(i, j))
                        .toArray())
                .toArray(double[][]::new);
    }

    static double[][] normal(int rows, int columns, long seed) {
        long key = Philox.key(seed, "test");
        return of(rows, columns, (i, j) -> Philox.normal(key, i, j));
    }

    /** A sum of points of the same number and length. */
    static double[][] plus(double[][] x, double factor, double[][] y) {
        return of(x.length, x[0].length, (i, j) -> x[i][j] + factor * y[i][j]);
    }

    static float[] flat(double[][] rows) {
        double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        float[] flat = new float[values.length];
        IntStream.range(0, flat.length).forEach(i -> flat[i] = (float) values[i]);
        return flat;
    }

    static Points points(double[][] rows) {
        return Points.of(rows[0].length, flat(rows));
    }
}
