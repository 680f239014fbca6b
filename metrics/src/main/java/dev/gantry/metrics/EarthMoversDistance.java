package dev.gantry.metrics;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The earth mover's distance between piles on a line, one unit apart, step by step: {@code delta_i = delta_(i-1) + P_i - Q_i}
 * from {@code delta_0 = 0}, and {@code W = sum_i |delta_i|}.
 *
 * <p>Weng, From GAN to WGAN, section 6.1 and figure 7. As there, a step moves earth to the next pile: in P where delta is
 * positive, in Q where it is negative; either way both have the same at pile i afterwards, and no pile is ever below nothing.
 *
 * @param steps one for each pile, in order
 */
public record EarthMoversDistance(List<Move> steps) {

    private static final double TOLERANCE = 1e-9;

    public EarthMoversDistance {
        steps = List.copyOf(steps);
    }

    /**
     * What makes pile i of both match.
     *
     * @param pile i, from 1
     * @param delta how much moves to pile i + 1: of P where positive, of Q where negative
     * @param p the piles of P afterwards
     * @param q the piles of Q afterwards
     */
    public record Move(int pile, double delta, List<Double> p, List<Double> q) {

        public Move {
            p = List.copyOf(p);
            q = List.copyOf(q);
        }
    }

    /**
     * @param p the piles of P, at least 0 each; they need not sum to 1
     * @param q the piles of Q, as many as of P, with the same sum
     */
    public static EarthMoversDistance between(double[] p, double[] q) {
        Distributions.requireSameLength(p, q);
        Distributions.requireWeights(p);
        Distributions.requireWeights(q);
        double total = Arrays.stream(p).sum();
        double other = Arrays.stream(q).sum();
        if (Math.abs(total - other) > TOLERANCE * Math.max(total, other)) {
            throw new IllegalArgumentException(
                    "both must have the same amount of earth, found " + total + " and " + other);
        }
        double[] pilesOfP = p.clone();
        double[] pilesOfQ = q.clone();
        List<Move> steps = new ArrayList<>();
        double delta = 0;
        for (int i = 0; i < p.length; i++) {
            delta = i == p.length - 1 ? 0 : delta + p[i] - q[i];
            if (delta > 0) {
                move(pilesOfP, i, delta);
            } else if (delta < 0) {
                move(pilesOfQ, i, -delta);
            }
            steps.add(new Move(i + 1, delta, boxed(pilesOfP), boxed(pilesOfQ)));
        }
        return new EarthMoversDistance(steps);
    }

    /** W. */
    public double distance() {
        return steps.stream().mapToDouble(step -> Math.abs(step.delta())).sum();
    }

    private static void move(double[] piles, int pile, double amount) {
        piles[pile] -= amount;
        piles[pile + 1] += amount;
    }

    private static List<Double> boxed(double[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
