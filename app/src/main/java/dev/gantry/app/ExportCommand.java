package dev.gantry.app;

import dev.gantry.core.component.NearestName;
import dev.gantry.core.export.ModelExporter;
import dev.gantry.runtime.TrainedGenerator;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gantry export}. */
@Command(name = "export", description = "Writes the generator of a run as a model of other software.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExportCommand extends RunCommand {

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            required = true,
            description = "The format, one of those that 'gantry list' has.")
    private String format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write. Default: generator, with the format's ending, in the run folder.")
    private Optional<Path> out = Optional.empty();

    @Override
    Path write(TrainingRuntime runtime, Path run) {
        ModelExporter exporter = exporter(runtime.components());
        Path file = out.orElseGet(() -> inRunFolder(run, "generator." + exporter.extension()));
        try (TrainedGenerator generator = load(runtime, run)) {
            generator.export(exporter, file);
        }
        return file;
    }

    private ModelExporter exporter(Components components) {
        List<ModelExporter> exporters = components.exporters();
        List<String> formats =
                exporters.stream().map(ModelExporter::format).sorted().toList();
        return exporters.stream()
                .filter(exporter -> exporter.format().equals(format))
                .findFirst()
                .orElseThrow(() -> badUsage("--to must be one of " + formats + ", found '" + format + "'."
                        + NearestName.hint(format, formats) + components.setAsideHint()));
    }
}
