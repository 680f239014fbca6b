package dev.gantry.study;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * A recipe that is compared with others.
 *
 * @param name in the study
 * @param recipe its file
 * @param set overrides of all its runs
 * @param settings at least one, each in its place by its number
 */
record Candidate(String name, Path recipe, List<String> set, List<Setting> settings) {

    /** All overrides of one run; the later ones win. */
    List<String> overrides(Setting setting, long seed) {
        return Stream.of(set, setting.overrides(), List.of("seed=" + seed))
                .flatMap(List::stream)
                .toList();
    }
}
