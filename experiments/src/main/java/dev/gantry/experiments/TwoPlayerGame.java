package dev.gantry.experiments;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.backend.ReferenceBackend;
import dev.gantry.engine.backend.Session;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import dev.gantry.engine.scope.TracedScope;
import dev.gantry.optimizers.Sgd;
import dev.gantry.pictures.Charts;
import java.awt.image.BufferedImage;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.IntStream;
import org.knowm.xchart.XYChart;

/** One player moves x to minimise xy, the other y to minimise -xy; neither comes to rest where each descends on its own. */
final class TwoPlayerGame implements Experiment {

    private static final double RATE = 0.1;
    private static final int STEPS = 500;
    private static final double CLOSE = 1e-9;

    private static final Shape NUMBER = Shape.of(1);
    private static final Tensor X = Tensor.variable("x", NUMBER);
    private static final Tensor Y = Tensor.variable("y", NUMBER);
    private static final Tensor AHEAD_X = Tensor.variable("ahead/x", NUMBER);
    private static final Tensor AHEAD_Y = Tensor.variable("ahead/y", NUMBER);

    /** The programs that a step of each scheme runs, in order. */
    private static final SequencedMap<String, List<String>> SCHEMES = schemes();

    private static SequencedMap<String, List<String>> schemes() {
        SequencedMap<String, List<String>> schemes = new LinkedHashMap<>();
        schemes.put("simultaneous", List.of("both"));
        schemes.put("alternating", List.of("x", "y"));
        schemes.put("extra-gradient", List.of("ahead", "from-ahead"));
        return schemes;
    }

    @Override
    public String name() {
        return "two-player-game";
    }

    @Override
    public String title() {
        return "A game of two players that gradient descent does not settle";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, figure 3 (section 4.1)";
    }

    @Override
    public Report run(Lab lab) {
        Table table = new Table("data.csv", "scheme", "step", "x", "y", "xy", "distance");
        SCHEMES.forEach((scheme, programs) -> play(scheme, programs, table));
        double[] apart = distances(table, "simultaneous");
        double[] round = distances(table, "alternating");
        double[] together = distances(table, "extra-gradient");
        double away = Math.sqrt(1 + RATE * RATE);
        double nearer = Math.sqrt(Math.pow(1 - RATE * RATE, 2) + RATE * RATE);
        String paragraph = Report.text(
                "x goes down the slope of xy, y that of -xy, at learning rate %.1f from (1, 1). Where both move at once, x and y"
                        + " swing wider and wider: after %d steps they are %.2f from the balance (0, 0), where they began at"
                        + " %.2f. Where y waits for x's move they go round and end at %.2f. Where both look one step ahead and"
                        + " move by the slopes found there (extra-gradient) they end at %.4f.",
                RATE, STEPS, apart[STEPS], apart[0], round[STEPS], together[STEPS]);
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                grows(apart, away),
                                "Simultaneous: every step makes the distance greater by the factor sqrt(1 + rate^2) = %.6f.",
                                away),
                        Claim.that(
                                IntStream.range(0, round.length).allMatch(i -> round[i] <= round[0] + CLOSE),
                                "Alternating: the distance stays at most that of the start, as x^2 + y^2 - rate xy is kept."),
                        Claim.that(
                                grows(together, nearer),
                                "Extra-gradient: every step makes it smaller, by the factor sqrt((1 - rate^2)^2 + rate^2) ="
                                        + " %.6f.",
                                nearer)),
                List.of(new Figure("plot.png", plot(table))),
                List.of(table));
    }

    private static double[] distances(Table table, String scheme) {
        return table.column("distance", "scheme", scheme);
    }

    private static boolean grows(double[] distances, double factor) {
        return IntStream.range(1, distances.length)
                .allMatch(i -> Math.abs(distances[i] / distances[i - 1] - factor) < CLOSE);
    }

    private static void play(String scheme, List<String> programs, Table table) {
        Plan plan = Plan.of(List.of(
                graph("both", Map.of("x", xMoves(X, Y), "y", yMoves(X, Y))),
                graph("x", Map.of("x", xMoves(X, Y))),
                graph("y", Map.of("y", yMoves(X, Y))),
                graph("ahead", Map.of("ahead/x", xMoves(X, Y), "ahead/y", yMoves(X, Y))),
                graph("from-ahead", Map.of("x", xMoves(AHEAD_X, AHEAD_Y), "y", yMoves(AHEAD_X, AHEAD_Y)))));
        try (Session session = new ReferenceBackend().compile(plan, 0)) {
            session.write("x", new double[] {1});
            session.write("y", new double[] {1});
            for (int step = 0; step <= STEPS; step++) {
                double x = session.read("x")[0];
                double y = session.read("y")[0];
                table.add(scheme, step, x, y, x * y, Math.hypot(x, y));
                for (String program : programs) {
                    session.run(program, step);
                }
            }
        }
    }

    /** x after a step down the slope of xy at that point. */
    private static Tensor xMoves(Tensor atX, Tensor atY) {
        return moved(X, Gradients.of(atX.mul(atY).sum(), atX));
    }

    /** y after a step down the slope of -xy at that point. */
    private static Tensor yMoves(Tensor atX, Tensor atY) {
        return moved(Y, Gradients.of(atX.mul(atY).neg().sum(), atY));
    }

    private static Tensor moved(Tensor player, Tensor slope) {
        return new Sgd(0, false).update(player, slope, Tensor.scalar(RATE), TracedScope.training("game"));
    }

    private static Graph graph(String name, Map<String, Tensor> writes) {
        return new Graph(name, new LinkedHashMap<>(writes));
    }

    private static BufferedImage plot(Table table) {
        XYChart steps = Charts.chart(440, 420, "Simultaneous updates", "step", "value");
        for (String column : List.of("x", "y", "xy")) {
            Charts.line(
                    steps,
                    column,
                    table.column("step", "scheme", "simultaneous"),
                    table.column(column, "scheme", "simultaneous"));
        }
        XYChart plane = Charts.chart(440, 420, "Ways in the plane, near (0, 0)", "x", "y");
        plane.getStyler().setXAxisMin(-4.0).setXAxisMax(4.0).setYAxisMin(-4.0).setYAxisMax(4.0);
        XYChart distance = Charts.chart(440, 420, "Distance from (0, 0)", "step", "distance (log scale)");
        Charts.logarithmicY(distance);
        for (String scheme : SCHEMES.sequencedKeySet()) {
            Charts.line(plane, scheme, table.column("x", "scheme", scheme), table.column("y", "scheme", scheme));
            Charts.line(distance, scheme, table.column("step", "scheme", scheme), distances(table, scheme));
        }
        return Charts.image(3, List.of(steps, plane, distance));
    }
}
