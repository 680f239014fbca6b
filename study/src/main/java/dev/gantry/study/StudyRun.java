package dev.gantry.study;

import java.util.List;

/** One training of a study. */
record StudyRun(Candidate candidate, Setting setting, long seed) {

    /** Names its folder. */
    String name() {
        return candidate.name() + "-" + setting.number() + "-seed-" + seed;
    }

    List<String> overrides() {
        return candidate.overrides(setting, seed);
    }
}
