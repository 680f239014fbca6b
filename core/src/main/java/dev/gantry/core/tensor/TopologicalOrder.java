package dev.gantry.core.tensor;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Set;

/** Depth first with a stack of its own, since an unrolled graph is deeper than a thread's stack. */
final class TopologicalOrder {

    private record Visit(Tensor tensor, Iterator<Tensor> pending) {}

    private TopologicalOrder() {}

    /** The tensors from {@code firstSerial} on that {@code roots} are computed from, and the roots, each after its inputs. */
    static List<Tensor> of(List<Tensor> roots, long firstSerial) {
        List<Tensor> order = new ArrayList<>();
        Set<Tensor> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        Deque<Visit> stack = new ArrayDeque<>();
        for (Tensor root : roots) {
            push(root, seen, stack);
            while (!stack.isEmpty()) {
                GraphBounds.checkInterrupt();
                Visit visit = stack.peek();
                if (visit.pending.hasNext()) {
                    Tensor input = visit.pending.next();
                    if (input.serial() >= firstSerial) {
                        push(input, seen, stack);
                    }
                } else {
                    order.add(visit.tensor);
                    stack.pop();
                }
            }
        }
        return order;
    }

    private static void push(Tensor tensor, Set<Tensor> seen, Deque<Visit> stack) {
        if (seen.add(tensor)) {
            stack.push(new Visit(tensor, tensor.inputs().iterator()));
        }
    }
}
