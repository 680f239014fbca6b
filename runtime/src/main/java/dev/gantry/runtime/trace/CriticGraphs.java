package dev.gantry.runtime.trace;

import dev.gantry.engine.plan.Graph;
import dev.gantry.runtime.recipe.Scheduled;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;

/**
 * The programs of a critic that is trained alone, as traced.
 *
 * @param initialize gives parameters and state their first values
 * @param steps the critic's updates
 * @param judge scores samples, and takes the scores' gradients
 * @param terms what the elements of {@link Variables#CRITIC_METRICS} are
 * @param scheduled by the scalar variable that the host writes before each update
 */
public record CriticGraphs(
        Graph initialize,
        List<Graph> steps,
        Graph judge,
        List<String> terms,
        SequencedMap<String, Scheduled> scheduled) {

    public CriticGraphs {
        steps = List.copyOf(steps);
        terms = List.copyOf(terms);
        scheduled = Collections.unmodifiableSequencedMap(new LinkedHashMap<>(scheduled));
    }

    public List<Graph> all() {
        List<Graph> all = new ArrayList<>(List.of(initialize));
        all.addAll(steps);
        all.add(judge);
        return all;
    }
}
