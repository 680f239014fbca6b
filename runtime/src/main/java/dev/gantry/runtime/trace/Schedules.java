package dev.gantry.runtime.trace;

import dev.gantry.core.component.Require;
import dev.gantry.core.component.Schedule;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.Recipe;
import dev.gantry.runtime.recipe.RecipeException;
import dev.gantry.runtime.recipe.Scheduled;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/** The schedules that components ask for while they are traced: each is tried in the steps of the run, and known by its key. */
final class Schedules {

    private static final int MOST_STEPS_TRIED = 10_000;

    private final Recipe recipe;
    private final ComponentCalls calls;
    private final SequencedMap<String, Scheduled> changing = new LinkedHashMap<>();

    Schedules(Recipe recipe, ComponentCalls calls) {
        this.recipe = recipe;
        this.calls = calls;
    }

    /** Takes the schedule of a scalar variable, of the component that is called now; the variable's name ends with its key. */
    void declare(String variable, Schedule schedule) {
        Scheduled declared = new Scheduled(calls.block(), variable.substring(variable.lastIndexOf('/') + 1), schedule);
        requireInRange(declared);
        if (!schedule.isConstant()) {
            changing.putIfAbsent(variable, declared);
        }
    }

    /** Those that change, by the scalar variable that the host writes before each step. */
    SequencedMap<String, Scheduled> changing() {
        return Collections.unmodifiableSequencedMap(changing);
    }

    /**
     * The same, if it stays in the range of its key and is a number in every step of the run; of a long run, many steps are tried.
     *
     * @throws RecipeException if it does not, or throws
     */
    Scheduled requireInRange(Scheduled scheduled) {
        int stride = Math.ceilDiv(recipe.settings().steps(), MOST_STEPS_TRIED);
        for (long step = 0; step < recipe.settings().steps(); step += stride) {
            requireInRange(scheduled, (int) step);
        }
        requireInRange(scheduled, recipe.settings().steps() - 1);
        return scheduled;
    }

    private void requireInRange(Scheduled scheduled, int step) {
        try {
            double value = scheduled.schedule().at(recipe.progress(step));
            Require.that(Double.isFinite(value), scheduled.key(), "a finite number", value);
        } catch (RuntimeException | LinkageError e) {
            Problem failed = scheduled.failed(recipe, e);
            throw new RecipeException(List.of(
                    scheduled.schedule().isConstant()
                            ? failed
                            : new Problem(failed.location(), failed.message() + " in step " + (step + 1)).because(e)));
        }
    }
}
