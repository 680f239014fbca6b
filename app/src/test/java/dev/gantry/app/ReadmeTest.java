package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Component;
import dev.gantry.core.run.RunResult;
import dev.gantry.core.run.TrainingEvent;
import dev.gantry.core.spi.Loss;
import dev.gantry.core.spi.LossProvider;
import dev.gantry.core.spi.Scores;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.TrainingRun;
import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.run.RunOptions;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows compiles, and is good. */
final class ReadmeTest {

    private static final Path ROOT = Installation.current().home();

    @TempDir
    private Path folder;

    @SuppressWarnings("unused") // compiled, and compared with the README
    static void embedding() throws InterruptedException {
        try (TrainingRuntime runtime = TrainingRuntime.builder().build();
                TrainingPlan plan = runtime.plan(Path.of("recipes/ring-gan.conf"), List.of("seed=7"));
                TrainingRun run = runtime.start(
                        plan, RunOptions.into(Path.of("runs/ring")).with(event -> {
                            if (event instanceof TrainingEvent.MetricsMeasured measured) {
                                System.out.println(measured.step() + " " + measured.values());
                            }
                        }))) {
            RunResult result = run.await();
            System.out.println(result.outcome() + ", newest checkpoint " + result.checkpoint());
        }
    }

    public record SquaredLoss(double factor) implements Loss {

        public static LossProvider provider() {
            return () ->
                    Component.of(MethodHandles.lookup(), SquaredLoss.class, "squared", "Squared errors (LSGAN).", """
                    # of both losses
                    factor = 0.5
                    """);
        }

        @Override
        public Tensor critic(Scores scores) {
            return scores.real()
                    .sub(1)
                    .square()
                    .mean()
                    .add(scores.fake().square().mean())
                    .mul(factor);
        }

        @Override
        public Tensor generator(Scores scores) {
            return scores.fake().sub(1).square().mean().mul(factor);
        }
    }

    @Test
    void javaIsWhatIsCompiledHere() throws IOException {
        String here = squeezed(Files.readString(ROOT.resolve("app/src/test/java/dev/gantry/app/ReadmeTest.java")));
        List<String> blocks = Stream.of(readme().split("```java\n"))
                .skip(1)
                .map(rest -> rest.substring(0, rest.indexOf("```")))
                .toList();

        assertThat(blocks).hasSize(2).allSatisfy(block -> assertThat(here).contains(squeezed(block)));
    }

    @Test
    void recipeIsGood() throws IOException {
        String readme = readme();
        int start = readme.indexOf("    steps = ");
        String recipe = readme.substring(start, readme.indexOf("The same from Java", start));
        Path file = Files.writeString(folder.resolve("readme.conf"), recipe);

        CommandResult result = CommandResult.of("check", file, "--set", "data=fashion-mnist");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
    }

    private static String readme() throws IOException {
        return Files.readString(ROOT.resolve("README.md"));
    }

    /** Without white space, which the formatter sets. */
    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
