package dev.gantry.study;

import com.typesafe.config.Config;
import dev.gantry.core.metric.MetricValue.Better;
import dev.gantry.runtime.component.Problem;
import java.util.ArrayList;
import java.util.List;

/**
 * A comparison of recipes, each with several settings and seeds, by one metric; checked to the end.
 *
 * @param metric the column of {@code metrics.csv} that is compared
 * @param processes how many runs are trained at once
 * @param unwise what is told of its recipes and settings, which are trained all the same
 * @param effective the study's keys with all defaults, and under {@code resolved} what its recipes say
 */
public record Study(
        String name,
        String metric,
        Better better,
        List<Long> seeds,
        int processes,
        Budget budget,
        List<Candidate> candidates,
        List<Problem> unwise,
        Config effective) {

    /** In the order in which they are trained: what a budget leaves undone is the same part of each recipe. */
    List<StudyRun> runs() {
        int most = candidates.stream()
                .mapToInt(candidate -> candidate.settings().size())
                .max()
                .orElse(0);
        List<StudyRun> runs = new ArrayList<>();
        for (long seed : seeds) {
            for (int setting = 0; setting < most; setting++) {
                for (Candidate candidate : candidates) {
                    if (setting < candidate.settings().size()) {
                        runs.add(new StudyRun(candidate, candidate.settings().get(setting), seed));
                    }
                }
            }
        }
        return runs;
    }
}
