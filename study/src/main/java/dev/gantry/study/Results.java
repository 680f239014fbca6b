package dev.gantry.study;

import dev.gantry.runtime.store.Csv;
import dev.gantry.study.Result.Measured;
import dev.gantry.study.Result.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;

/** What came of every run of a study, by recipe, setting and seed. */
public record Results(Study study, List<Result> all) {

    /** What is known now. */
    static Results of(Study study, StudyFolder folder) {
        List<Result> all = new ArrayList<>();
        for (Candidate candidate : study.candidates()) {
            for (Setting setting : candidate.settings()) {
                for (long seed : study.seeds()) {
                    all.add(Result.of(study, folder, new StudyRun(candidate, setting, seed)));
                }
            }
        }
        return new Results(study, all);
    }

    /** How many runs finished. */
    public long finished() {
        return count(Outcome.FINISHED);
    }

    /** How many runs failed. */
    public long failed() {
        return count(Outcome.FAILED);
    }

    private long count(Outcome outcome) {
        return all.stream().filter(result -> result.outcome() == outcome).count();
    }

    /** Writes {@code results.csv}; a key that a recipe is not searched over is empty in its rows. */
    void write(Path file) {
        Set<String> keys = new TreeSet<>();
        all.forEach(result -> keys.addAll(result.run().setting().values().keySet()));
        List<List<String>> rows = new ArrayList<>();
        List<String> header = new ArrayList<>(List.of("recipe", "setting"));
        header.addAll(keys);
        header.addAll(List.of("seed", "outcome", study.metric(), "best", "best-step", "seconds", "message"));
        rows.add(header);
        for (Result result : all) {
            StudyRun run = result.run();
            List<String> row = new ArrayList<>(
                    List.of(run.candidate().name(), String.valueOf(run.setting().number())));
            keys.forEach(key -> row.add(run.setting().values().getOrDefault(key, "")));
            row.add(String.valueOf(run.seed()));
            row.add(result.outcome().toString());
            row.add(text(result.measured(), Measured::atEnd));
            row.add(text(result.measured(), Measured::best));
            row.add(text(result.measured(), Measured::bestStep));
            row.add(String.format(Locale.ROOT, "%.1f", result.seconds()));
            row.add(result.message());
            rows.add(row);
        }
        Csv.write(file, rows);
    }

    private static String text(Optional<Measured> measured, Function<Measured, Object> value) {
        return measured.map(value).map(String::valueOf).orElse("");
    }
}
