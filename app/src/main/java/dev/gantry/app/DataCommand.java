package dev.gantry.app;

import dev.gantry.pictures.Picture;
import dev.gantry.pictures.PngFile;
import dev.gantry.runtime.CriticView;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.run.DataSummary;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code gantry data}. */
@Command(
        name = "data",
        description =
                "Looks at all of a recipe's data: what was found and what was not, classes, duplicates, mean and spread; and draws"
                        + " samples as the critic sees them in the first step, augmentations and noise included.")
final class DataCommand extends RecipeCommand {

    private static final int MOST_DUPLICATES = 10;

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The picture of samples, which ends in .png. Default: NAME-data.png.")
    private Optional<Path> out = Optional.empty();

    @Override
    int run(TrainingRuntime runtime, TrainingPlan plan, PrintWriter print) {
        Path file = out.orElseGet(() -> Path.of(plan.recipe().settings().name() + "-data.png"));
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(".png")) {
            throw new ParameterException(commandLine(), "--out must end in .png, found '" + file + "'");
        }
        DataSummary summary = plan.summarizeData();
        print.println(plan.recipe().settings().name() + ": "
                + (plan.data().size().isPresent() ? "" : "samples without end, of which the first ")
                + summary.samples() + " samples of shape " + plan.sampleShape());
        plan.data().notes().forEach(note -> print.println("  " + note));
        DataSummary.ofClasses(summary.classes()).ifPresent(classes -> print.println("  " + classes));
        print(print, summary.duplicates());
        for (int i = 0; i < summary.channels().size(); i++) {
            DataSummary.Channel channel = summary.channels().get(i);
            print.printf(
                    Locale.ROOT, "  channel %d: mean %.4f, spread %.4f%n", i + 1, channel.mean(), channel.stddev());
        }
        CriticView view = plan.criticView(
                Picture.of(plan.sampleShape()).map(Picture::sampleCount).orElse(1));
        Picture.of(view.shape())
                .ifPresentOrElse(
                        picture -> {
                            PngFile.write(file, picture.ofSamples(view.samples(), new float[0]));
                            print.println("wrote " + file + ", samples as the critic sees them");
                        },
                        () -> print.println("there is no picture of samples of shape " + view.shape()));
        plan.warnings().forEach(warning -> print.println("unwise: " + warning));
        return Gantry.GOOD;
    }

    private static void print(PrintWriter print, List<DataSummary.Duplicate> duplicates) {
        if (duplicates.isEmpty()) {
            print.println("  no duplicates");
            return;
        }
        print.println("  " + duplicates.size() + " the same as an earlier one:");
        duplicates.stream()
                .limit(MOST_DUPLICATES)
                .forEach(duplicate -> print.println("    " + duplicate.name() + " is " + duplicate.earlier()));
        if (duplicates.size() > MOST_DUPLICATES) {
            print.println("    and " + (duplicates.size() - MOST_DUPLICATES) + " more");
        }
    }
}
