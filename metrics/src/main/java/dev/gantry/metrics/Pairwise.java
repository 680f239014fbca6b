package dev.gantry.metrics;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;

/** Functions of every pair of a point of x and a point of y: {@code [n][d]} and {@code [m][d]} make {@code [n][m]}. */
final class Pairwise {

    private static final int COORDINATES_AT_ONCE = 16;

    private Pairwise() {}

    static double[][] squaredDistances(double[][] x, double[][] y) {
        return accumulate(x, y, new Squares());
    }

    static double[][] distances(double[][] x, double[][] y) {
        return map(squaredDistances(x, y), Math::sqrt);
    }

    static double[][] products(double[][] x, double[][] y) {
        return accumulate(x, y, new Products());
    }

    static double[][] map(double[][] matrix, DoubleUnaryOperator function) {
        double[][] mapped = new double[matrix.length][];
        IntStream.range(0, matrix.length).parallel().forEach(i -> {
            double[] row = matrix[i].clone();
            for (int j = 0; j < row.length; j++) {
                row[j] = function.applyAsDouble(row[j]);
            }
            mapped[i] = row;
        });
        return mapped;
    }

    /** Adds what coordinates of a point of x contribute with those of each point of y, one after another. */
    private interface Contribution {

        void add(double coordinate, double[] coordinates, double[] sums);

        /** Of four coordinates from {@code first} on, which saves most of reading and writing the sums. */
        void addFour(double[] point, double[][] columns, int first, double[] sums);
    }

    /**
     * The innermost loop runs over points because the JVM vectorises that, and not a sum; the outermost over parts of the
     * coordinates, which then stay in the processor's cache.
     */
    private static double[][] accumulate(double[][] x, double[][] y, Contribution contribution) {
        double[][] columns = transposed(y);
        double[][] sums = new double[x.length][y.length];
        for (int part = 0; part < columns.length; part += COORDINATES_AT_ONCE) {
            int first = part;
            int end = Math.min(first + COORDINATES_AT_ONCE, columns.length);
            IntStream.range(0, x.length).parallel().forEach(i -> {
                int coordinate = first;
                for (; coordinate + 4 <= end; coordinate += 4) {
                    contribution.addFour(x[i], columns, coordinate, sums[i]);
                }
                for (; coordinate < end; coordinate++) {
                    contribution.add(x[i][coordinate], columns[coordinate], sums[i]);
                }
            });
        }
        return sums;
    }

    private static final class Squares implements Contribution {

        @Override
        public void add(double coordinate, double[] coordinates, double[] sums) {
            for (int i = 0; i < sums.length; i++) {
                double difference = coordinate - coordinates[i];
                sums[i] += difference * difference;
            }
        }

        @Override
        public void addFour(double[] point, double[][] columns, int first, double[] sums) {
            double a = point[first], b = point[first + 1], c = point[first + 2], d = point[first + 3];
            double[] as = columns[first], bs = columns[first + 1], cs = columns[first + 2], ds = columns[first + 3];
            for (int i = 0; i < sums.length; i++) {
                double ofA = a - as[i];
                double ofB = b - bs[i];
                double ofC = c - cs[i];
                double ofD = d - ds[i];
                sums[i] = sums[i] + ofA * ofA + ofB * ofB + ofC * ofC + ofD * ofD;
            }
        }
    }

    private static final class Products implements Contribution {

        @Override
        public void add(double coordinate, double[] coordinates, double[] sums) {
            for (int i = 0; i < sums.length; i++) {
                sums[i] += coordinate * coordinates[i];
            }
        }

        @Override
        public void addFour(double[] point, double[][] columns, int first, double[] sums) {
            double a = point[first], b = point[first + 1], c = point[first + 2], d = point[first + 3];
            double[] as = columns[first], bs = columns[first + 1], cs = columns[first + 2], ds = columns[first + 3];
            for (int i = 0; i < sums.length; i++) {
                sums[i] = sums[i] + a * as[i] + b * bs[i] + c * cs[i] + d * ds[i];
            }
        }
    }

    static double[][] transposed(double[][] rows) {
        double[][] columns = new double[rows[0].length][rows.length];
        for (int row = 0; row < rows.length; row++) {
            for (int column = 0; column < columns.length; column++) {
                columns[column][row] = rows[row][column];
            }
        }
        return columns;
    }
}
