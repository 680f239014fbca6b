package dev.gantry.study;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.store.Csv;
import dev.gantry.study.Ended.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of a run.
 *
 * @param measured empty unless it finished
 * @param seconds of training, with interruptions
 * @param message why it failed; empty unless it did
 */
record Result(StudyRun run, Outcome outcome, Optional<Measured> measured, double seconds, String message) {

    enum Outcome {
        FINISHED,
        FAILED,
        LEFT_OUT;

        /** For people. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', ' ');
        }
    }

    /** The study's metric at the run's last step, and the best that it was. */
    record Measured(double atEnd, double best, int bestStep) {}

    private record Row(int step, double value) {}

    static Result of(Study study, StudyFolder folder, StudyRun run) {
        Optional<Ended> end = folder.end(run);
        double seconds = folder.seconds(run);
        if (end.isEmpty()) {
            return new Result(run, Outcome.LEFT_OUT, Optional.empty(), seconds, "");
        }
        if (end.get().end() == End.FAILED) {
            return new Result(
                    run, Outcome.FAILED, Optional.empty(), seconds, end.get().message());
        }
        Optional<Measured> measured = measured(folder.run(run).resolve("metrics.csv"), study);
        return measured.isPresent()
                ? new Result(run, Outcome.FINISHED, measured, seconds, "")
                : new Result(
                        run,
                        Outcome.FAILED,
                        measured,
                        seconds,
                        "its metrics.csv has no finite '" + study.metric() + "' at the end");
    }

    /** Empty where the last value is missing or not finite. */
    private static Optional<Measured> measured(Path table, Study study) {
        List<Row> rows = rows(table, study.metric());
        if (rows.isEmpty() || !Double.isFinite(rows.getLast().value)) {
            return Optional.empty();
        }
        Row best = rows.stream()
                .filter(row -> Double.isFinite(row.value))
                .min(Comparator.comparing(Row::value, study.better().order()))
                .orElseThrow();
        return Optional.of(new Measured(rows.getLast().value, best.value, best.step));
    }

    private static List<Row> rows(Path table, String column) {
        List<List<String>> lines;
        try {
            lines = Csv.read(table);
        } catch (IOException e) {
            throw new TrainingException("cannot read " + table + ": " + TrainingException.reason(e), e);
        }
        int index = lines.isEmpty() ? -1 : lines.getFirst().indexOf(column);
        List<Row> rows = new ArrayList<>();
        for (List<String> line : lines.subList(Math.min(1, lines.size()), lines.size())) {
            if (index >= 0 && index < line.size()) {
                // Empty where it could not be measured, or was not to be.
                double value = line.get(index).isEmpty() ? Double.NaN : Double.parseDouble(line.get(index));
                rows.add(new Row(Integer.parseInt(line.getFirst()), value));
            }
        }
        return rows;
    }
}
