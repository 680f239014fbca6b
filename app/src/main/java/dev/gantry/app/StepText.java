package dev.gantry.app;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.Step;
import dev.gantry.engine.plan.View;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Steps of programs in words. */
final class StepText {

    private StepText() {}

    static String operation(Step step) {
        return switch (step) {
            case Step.Loop loop when loop.code().isEmpty() && loop.reductions().isEmpty() -> "copy";
            case Step.Loop loop ->
                "loop of " + loop.code().size() + (loop.reductions().isEmpty() ? "" : " and " + reductions(loop));
            case Step.MatMul matMul -> matMul.batch() == 1 ? "matmul" : "matmul x " + matMul.batch();
            case Step.Convolution convolution ->
                switch (convolution.wanted()) {
                    case RESULT -> "convolution";
                    case IMAGE -> "convolution, to image";
                    case KERNELS -> "convolution, to kernels";
                };
            case Step.Gather _ -> "gather";
            case Step.Scatter _ -> "scatter";
            case Step.Draw draw ->
                "draw " + draw.random().getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }

    private static String reductions(Step.Loop loop) {
        return loop.reductions().stream()
                .map(accumulation -> accumulation.reduction().toString().toLowerCase(Locale.ROOT))
                .collect(Collectors.joining(", "));
    }

    static String shapes(Step step) {
        return shapes(step.reads()) + " -> " + shapes(step.writes());
    }

    /** A loop can read dozens of views of one shape, which is then told once. */
    private static String shapes(List<View> views) {
        return views.stream()
                .map(View::shape)
                .collect(Collectors.groupingBy(Shape::toString, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> (entry.getValue() == 1 ? "" : entry.getValue() + " x ") + entry.getKey())
                .collect(Collectors.joining(", "));
    }
}
