package dev.gantry.opencl;

import dev.gantry.core.tensor.Shape;
import dev.gantry.engine.plan.View;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Where elements stand, as expressions of the kernels' language. */
final class Places {

    private Places() {}

    /** How far from the view's first element the one of a row-major index is. */
    static String of(View view, String index) {
        View shortest = view.collapsed();
        return sum(sizes(shortest.shape()), shortest.strides(), index);
    }

    private static List<Long> sizes(Shape shape) {
        return IntStream.range(0, shape.rank())
                .mapToObj(axis -> (long) shape.size(axis))
                .toList();
    }

    /** What coordinates that a row-major index has along axes of these sizes add up to, each times its stride. */
    static String sum(List<Long> sizes, List<Long> strides, String index) {
        List<String> terms = new ArrayList<>();
        long inner = 1;
        for (int axis = sizes.size() - 1; axis >= 0; axis--) {
            if (strides.get(axis) != 0) {
                String coordinate = inner == 1 ? index : "(%s / %du)".formatted(index, inner);
                String bounded = axis == 0 ? coordinate : "(%s %% %du)".formatted(coordinate, sizes.get(axis));
                terms.add(strides.get(axis) == 1 ? bounded : "%s * %du".formatted(bounded, strides.get(axis)));
            }
            inner *= sizes.get(axis);
        }
        return terms.isEmpty() ? "0" : String.join(" + ", terms.reversed());
    }
}
