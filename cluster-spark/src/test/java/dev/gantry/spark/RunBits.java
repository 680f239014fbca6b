package dev.gantry.spark;

import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What two runs have in common that are equal. */
final class RunBits {

    private RunBits() {}

    /** The average of the generator, by path; all that came before is in it. */
    static Map<String, List<Double>> parameters(Path run) {
        Map<String, List<Double>> parameters = new TreeMap<>();
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainedGenerator generator = runtime.load(run)) {
            generator
                    .parameters()
                    .forEach((path, parameter) -> parameters.put(
                            path, Arrays.stream(parameter.values()).boxed().toList()));
        }
        return parameters;
    }

    /** The critic's, of each row. */
    static List<String> losses(Path run) throws IOException {
        List<String> rows = Files.readAllLines(run.resolve("metrics.csv"));
        List<String> columns = List.of(rows.getFirst().split(","));
        int loss = columns.indexOf("critic/loss");
        return rows.stream().map(row -> row.split(",", -1)[loss]).toList();
    }
}
