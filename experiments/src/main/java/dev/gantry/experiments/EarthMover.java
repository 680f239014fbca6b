package dev.gantry.experiments;

import dev.gantry.metrics.EarthMoversDistance;
import dev.gantry.metrics.EarthMoversDistance.Move;
import dev.gantry.metrics.OptimalTransport;
import dev.gantry.metrics.TransportPlan;
import dev.gantry.pictures.Charts;
import java.awt.image.BufferedImage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.knowm.xchart.CategoryChart;

/** Earth moved from pile to pile, step by step, and all at once by linear programming. */
final class EarthMover implements Experiment {

    private static final double[] P = {3, 2, 1, 4};
    private static final double[] Q = {1, 2, 4, 3};
    private static final double CLOSE = 1e-9;

    @Override
    public String name() {
        return "earth-mover";
    }

    @Override
    public String title() {
        return "The earth mover's distance, step by step";
    }

    @Override
    public String source() {
        return "Weng, From GAN to WGAN, figure 7 (section 6.1)";
    }

    @Override
    public Report run(Lab lab) {
        EarthMoversDistance moved = EarthMoversDistance.between(P, Q);
        double earth = Arrays.stream(P).sum();
        double[][] places =
                IntStream.range(0, P.length).mapToObj(i -> new double[] {i}).toArray(double[][]::new);
        TransportPlan plan = OptimalTransport.plan(OptimalTransport.costs(1, places, places), shares(P), shares(Q));
        double cost = earth * plan.cost();

        Table piles = new Table("data.csv", "step", "delta", "pile", "p", "q");
        addPiles(piles, 0, 0, boxed(P), boxed(Q));
        moved.steps().forEach(step -> addPiles(piles, step.pile(), step.delta(), step.p(), step.q()));
        Table mass = new Table("plan.csv", "from", "to", "shovelfuls");
        List<String> moves = new ArrayList<>();
        for (int i = 0; i < P.length; i++) {
            for (int j = 0; j < Q.length; j++) {
                double shovelfuls = earth * plan.mass()[i][j];
                mass.add(i + 1, j + 1, shovelfuls);
                if (i != j && shovelfuls > CLOSE) {
                    moves.add(Report.text("%.0f from pile %d to %d", shovelfuls, i + 1, j + 1));
                }
            }
        }
        List<Double> last = moved.steps().getLast().p();
        String paragraph = Report.text(
                "P has piles of 3, 2, 1 and 4 shovelfuls, Q of 1, 2, 4 and 3. Each step makes one pile of both match by moving"
                        + " delta to the next pile: of P where delta is positive, of Q where it is negative. The deltas are %s;"
                        + " their magnitudes sum to W = %.0f. Linear programming finds a plan of the same cost, %.0f: %s.",
                moved.steps().stream()
                        .map(step -> Report.text("%.0f", step.delta()))
                        .toList(),
                moved.distance(),
                cost,
                String.join(", ", moves));
        return new Report(
                paragraph,
                List.of(
                        Claim.that(
                                moved.distance() == 5, "The distance is 5, as in the source: %.1f.", moved.distance()),
                        Claim.that(
                                last.equals(moved.steps().getLast().q()),
                                "After the last step both have the same piles: %s.",
                                last),
                        Claim.that(
                                Math.abs(cost - moved.distance()) < CLOSE,
                                "No plan of transport costs less: the cheapest costs %.6f.",
                                cost)),
                List.of(new Figure("plot.png", plot(moved, plan, earth))),
                List.of(piles, mass));
    }

    private static void addPiles(Table table, int step, double delta, List<Double> p, List<Double> q) {
        for (int i = 0; i < p.size(); i++) {
            table.add(step, delta, i + 1, p.get(i), q.get(i));
        }
    }

    private static double[] shares(double[] piles) {
        double earth = Arrays.stream(piles).sum();
        return Arrays.stream(piles).map(pile -> pile / earth).toArray();
    }

    private static List<Double> boxed(double[] piles) {
        return Arrays.stream(piles).boxed().toList();
    }

    private static BufferedImage plot(EarthMoversDistance moved, TransportPlan plan, double earth) {
        List<CategoryChart> panels = new ArrayList<>();
        panels.add(piles("At first", boxed(P), boxed(Q)));
        for (Move step : moved.steps().subList(0, P.length - 1)) {
            String move = Report.text(
                    "%.0f of %s from pile %d to %d",
                    Math.abs(step.delta()), step.delta() > 0 ? "P" : "Q", step.pile(), step.pile() + 1);
            panels.add(piles("Step " + step.pile() + ": " + move, step.p(), step.q()));
        }
        CategoryChart deltas = Charts.bars(440, 360, "What each step moves: |delta|", "step", "shovelfuls");
        deltas.addSeries(
                "|delta|",
                moved.steps().stream().map(Move::pile).toList(),
                moved.steps().stream().map(step -> Math.abs(step.delta())).toList());
        panels.add(deltas);
        CategoryChart transport = Charts.bars(440, 360, "The plan of linear programming", "pile of P", "shovelfuls");
        transport.getStyler().setStacked(true);
        for (int j = 0; j < Q.length; j++) {
            int to = j;
            transport.addSeries(
                    "to pile " + (j + 1),
                    numbers(),
                    Arrays.stream(plan.mass()).map(row -> earth * row[to]).toList());
        }
        panels.add(transport);
        return Charts.image(3, panels);
    }

    private static CategoryChart piles(String title, List<Double> p, List<Double> q) {
        CategoryChart chart = Charts.bars(440, 360, title, "pile", "shovelfuls");
        chart.getStyler().setYAxisMin(0.0).setYAxisMax(5.0);
        chart.addSeries("P", numbers(), p);
        chart.addSeries("Q", numbers(), q);
        return chart;
    }

    private static List<Integer> numbers() {
        return IntStream.rangeClosed(1, P.length).boxed().toList();
    }
}
