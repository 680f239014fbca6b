package dev.gantry.engine.selftest;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import java.util.List;

/** Where elements come from, and where they go. */
final class LayoutChecks {

    /** Elements move as they are. */
    private static final double NOTHING = 0;

    /** Of some numbers that are added up. */
    private static final double SHORT_SUM = 1e-5;

    private LayoutChecks() {}

    static List<Check> all() {
        return List.of(
                variable(),
                constant(),
                literal(),
                stopGradient(),
                moved("reshape", x -> x.reshape(66, 7, 5), 7, 10, 33),
                moved("transpose, two axes", Tensor::transpose, 129, 257),
                moved("transpose, three axes", x -> x.transpose(2, 0, 1), 7, 33, 65),
                moved("transpose, channels last", x -> x.transpose(0, 2, 3, 1), 3, 5, 17, 19),
                moved("transpose, channels first", x -> x.transpose(0, 3, 1, 2), 3, 17, 19, 5),
                moved("broadcast, a number", x -> x.broadcast(Shape.of(37, 29)), 1, 1),
                moved("broadcast, a row", x -> x.broadcast(Shape.of(37, 29)), 1, 29),
                moved("broadcast, a column", x -> x.broadcast(Shape.of(37, 29)), 37, 1),
                moved("broadcast, the middle axis", x -> x.broadcast(Shape.of(7, 33, 65)), 7, 1, 65),
                moved("slice, the first axis", x -> x.slice(0, 3, 30), 37, 29),
                moved("slice, the last axis", x -> x.slice(1, 5, 6), 37, 29),
                moved("pad, the first axis", x -> x.pad(0, 2, 1), 37, 29),
                moved("pad, the last axis", x -> x.pad(2, 0, 3), 5, 7, 29),
                concat(0),
                concat(1),
                moved(
                        "slice of a transpose, padded",
                        x -> x.transpose().slice(0, 1, 20).pad(1, 4, 5),
                        37,
                        29),
                gather(),
                scatter());
    }

    private interface Move {
        Tensor of(Tensor x);
    }

    private static Check moved(String name, Move move, int... sizes) {
        CheckInputs inputs = new CheckInputs();
        return inputs.check(name, NOTHING, move.of(inputs.between(-1, 1, sizes)));
    }

    private static Check variable() {
        CheckInputs inputs = new CheckInputs();
        return inputs.check("variable", NOTHING, inputs.between(-1, 1, 1003));
    }

    private static Check constant() {
        return new CheckInputs().check("constant", NOTHING, Tensor.fill(Shape.of(37, 29), 0.375));
    }

    private static Check literal() {
        return new CheckInputs().check("literal", NOTHING, Tensor.of(Shape.of(2, 3), 1, -2, 0.5, 1e6, -0.375, 3));
    }

    private static Check stopGradient() {
        CheckInputs inputs = new CheckInputs();
        return inputs.check(
                "stop-gradient", NOTHING, inputs.between(-1, 1, 1003).stopGradient());
    }

    private static Check concat(int axis) {
        CheckInputs inputs = new CheckInputs();
        Tensor longer = inputs.between(-1, 1, 7, 11);
        Tensor shorter = axis == 0 ? inputs.between(-1, 1, 2, 11) : inputs.between(-1, 1, 7, 3);
        return inputs.check(
                "concat, " + (axis == 0 ? "the first axis" : "the last axis"),
                NOTHING,
                Tensor.concat(axis, List.of(longer, shorter, longer)));
    }

    private static Check gather() {
        CheckInputs inputs = new CheckInputs();
        Tensor table = inputs.between(-1, 1, 37, 29);
        return inputs.check("gather", NOTHING, table.gather(inputs.multiples(1, 0, 36, 101)));
    }

    /** Into fewer rows than there are, so that some add up. */
    private static Check scatter() {
        CheckInputs inputs = new CheckInputs();
        Tensor rows = inputs.between(-1, 1, 101, 29);
        return inputs.check("scatter", SHORT_SUM, rows.scatter(inputs.multiples(1, 0, 36, 101), 38));
    }
}
