package dev.gantry.app;

import static java.util.Objects.requireNonNull;

import dev.gantry.engine.plan.PlannedProgram;
import dev.gantry.engine.plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where the time of some steps of training went. Times are shares of the wall: where several threads run side by side, each takes
 * its part of them.
 */
final class Profile {

    /**
     * Equal steps of programs, of all that was measured.
     *
     * @param operation in words
     * @param shapes what is read and written
     * @param runs how often
     * @param seconds of all runs
     */
    record OperationTime(String operation, String shapes, long runs, double seconds, long flops, long bytes) {

        private OperationTime plus(OperationTime other) {
            return new OperationTime(
                    operation,
                    shapes,
                    runs + other.runs,
                    seconds + other.seconds,
                    flops + other.flops,
                    bytes + other.bytes);
        }
    }

    private final List<StepClock.Ran> ran;
    private final List<Long> ends;
    private final int threads;

    /** Each step of a program, as one run of it; its seconds are 0. */
    private final Map<String, List<OperationTime>> operations = new HashMap<>();

    /**
     * @param programs with all that ran
     * @param ran in order
     * @param ends where measuring began, and where each step of training ended
     * @param elementSize in bytes
     */
    Profile(List<PlannedProgram> programs, int elementSize, List<StepClock.Ran> ran, List<Long> ends) {
        this.ran = List.copyOf(ran);
        this.ends = List.copyOf(ends);
        this.threads = 1 + ran.stream().mapToInt(StepClock.Ran::thread).max().orElse(0);
        programs.forEach(program -> operations.put(
                program.name(),
                program.steps().stream()
                        .map(step -> operation(step, elementSize))
                        .toList()));
    }

    private static OperationTime operation(Step step, int elementSize) {
        return new OperationTime(
                StepText.operation(step), StepText.shapes(step), 1, 0, step.flops(), step.bytes(elementSize));
    }

    /** What a step of a program that ran is; its seconds are 0. */
    OperationTime operation(StepClock.Ran one) {
        return requireNonNull(operations.get(one.program())).get(one.step());
    }

    List<StepClock.Ran> ran() {
        return ran;
    }

    List<Long> ends() {
        return ends;
    }

    int threads() {
        return threads;
    }

    /** Steps of training. */
    int steps() {
        return ends.size() - 1;
    }

    /** Whether the device told of any step of a program. */
    boolean isTold() {
        return !ran.isEmpty();
    }

    /** Of all steps of training, the time between them included. */
    double seconds() {
        return (ends.getLast() - ends.getFirst()) * 1e-9;
    }

    /** Of each step of training, in order. */
    List<Double> secondsOfSteps() {
        List<Double> seconds = new ArrayList<>();
        for (int i = 1; i < ends.size(); i++) {
            seconds.add((ends.get(i) - ends.get(i - 1)) * 1e-9);
        }
        return seconds;
    }

    /** In which no step of a program ran. */
    double waiting() {
        return seconds() - rows().stream().mapToDouble(OperationTime::seconds).sum();
    }

    Collection<OperationTime> rows() {
        Map<List<String>, OperationTime> rows = new LinkedHashMap<>();
        for (StepClock.Ran one : ran) {
            OperationTime kind = operation(one);
            double seconds = (one.end() - one.begin()) * 1e-9 / threads;
            rows.merge(
                    List.of(kind.operation(), kind.shapes()),
                    new OperationTime(kind.operation(), kind.shapes(), 1, seconds, kind.flops(), kind.bytes()),
                    OperationTime::plus);
        }
        return rows.values();
    }
}
