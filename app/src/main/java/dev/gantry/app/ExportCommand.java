package dev.gantry.app;

import dev.gantry.core.runtime.RunOptions;
import dev.gantry.core.runtime.TrainedGenerator;
import dev.gantry.core.runtime.TrainingRuntime;
import dev.gantry.core.spi.ModelExporter;
import dev.gantry.core.spi.NearestName;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry export}. */
@Command(name = "export", description = "Writes the generator of a run as a model of other software.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ExportCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Parameters(paramLabel = "DIR", description = SampleCommand.RUN)
    private Path run;

    @Option(
            names = "--to",
            paramLabel = "FORMAT",
            required = true,
            description = "dl4j: a zip that DL4J's ModelSerializer restores as a MultiLayerNetwork; of mlp and dcgan.")
    private String format;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The file to write. Default: generator, with the format's ending, in the run folder.")
    private Optional<Path> out = Optional.empty();

    @Override
    public Integer call() {
        try (TrainingRuntime runtime = gantry.installation().runtime()) {
            ModelExporter exporter = exporter(runtime.components().exporters());
            Path file = out.orElseGet(
                    () -> RunOptions.resume(run).folder().orElseThrow().resolve("generator." + exporter.extension()));
            try (TrainedGenerator generator = runtime.load(run)) {
                exporter.export(generator.network(), file);
            }
            command.commandLine().getOut().println("wrote " + file);
        }
        return Gantry.GOOD;
    }

    private ModelExporter exporter(List<ModelExporter> exporters) {
        List<String> formats =
                exporters.stream().map(ModelExporter::format).sorted().toList();
        return exporters.stream()
                .filter(exporter -> exporter.format().equals(format))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "--to must be one of " + formats + ", found '" + format + "'."
                                + NearestName.hint(format, formats)));
    }
}
