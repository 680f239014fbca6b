package dev.gantry.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a run leaves to look at, and how it is looked at while it goes on. */
final class WatchedRunTest {

    @TempDir
    private Path folder;

    private Path recipe;
    private Path run;

    @BeforeEach
    void writeRecipe() throws IOException {
        run = folder.resolve("run");
        recipe = Files.writeString(folder.resolve("tiny.conf"), """
                steps = 2
                batch-size = 4
                data = gaussian-ring
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [4] }
                loss = non-saturating
                backend.device = reference
                every { log = 1, samples = 1 }
                """);
    }

    private CommandResult train(Object... more) {
        Object[] arguments =
                Stream.concat(Stream.of("train", recipe), Stream.of(more)).toArray();
        CommandResult result = CommandResult.of(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return result;
    }

    @Test
    void aRunLeavesAReportOfAllOfIt() throws IOException {
        train("--out", run);

        assertThat(Files.readString(run.resolve("report.html")))
                .contains(
                        "\"state\":\"finished\"",
                        "\"name\":\"critic/loss\"",
                        "\"step\":[1,2]",
                        "data:image/png;base64,")
                .contains("\"interpolation\":null");
    }

    @Test
    void whatIsAddedToTheRunIsAddedToItsReport() throws IOException {
        train("--out", run);

        CommandResult.of("interpolate", run);

        assertThat(Files.readString(run.resolve("report.html"))).contains("\"interpolation\":\"data:image/png;base64,");
    }

    /** The run's folder may be one that nobody can write. */
    @Test
    void whatIsWrittenElsewhereLeavesTheReportAsItIs() throws IOException {
        train("--out", run);
        Path report = Files.writeString(run.resolve("report.html"), "as it was");

        assertThat(CommandResult.of("interpolate", run, "--out", folder.resolve("elsewhere.png"))
                        .code())
                .isZero();

        assertThat(report).hasContent("as it was");
    }

    @Test
    void comparesRuns() throws IOException {
        Path other = folder.resolve("other");
        train("--out", run);
        train("--out", other, "--set", "seed=2");
        Path page = folder.resolve("both.html");

        CommandResult result = CommandResult.of("compare", run, other, "--out", page);

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("wrote " + page);
        assertThat(Files.readString(page)).contains("\"label\":\"run\"", "\"label\":\"other\"");
    }

    @Test
    void comparesOnlyRuns() {
        CommandResult result = CommandResult.of("compare", folder, folder.resolve("none"));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(folder + " is no run");
        assertThat(CommandResult.of("watch", folder).err()).contains(folder + " is no run");
        assertThat(CommandResult.of("watch", folder, "--port", 70_000).code()).isEqualTo(2);
    }

    @Test
    void scriptsAreToldInJsonAlone() {
        CommandResult result = train("--out", run, "--json");

        assertThat(result.out().lines()).allMatch(line -> line.startsWith("{") && line.endsWith("}"));
        assertThat(result.out()).contains("\"event\":\"started\"", "\"event\":\"ended\"");
    }

    @Test
    void quietMeansNothing() {
        assertThat(train("--out", run, "--quiet").out()).isEmpty();
    }

    @Test
    void quietAndJsonExcludeEachOther() {
        assertThat(CommandResult.of("train", recipe, "--json", "--quiet").code())
                .isEqualTo(2);
    }

    @Test
    void tensorBoardIsToldWhereTheRecipeAsks() throws IOException {
        train("--out", run);
        assertThat(run.resolve("tensorboard")).doesNotExist();
        Path told = folder.resolve("told");

        train("--out", told, "--set", "log.tensorboard=true");

        try (Stream<Path> files = Files.list(told.resolve("tensorboard"))) {
            assertThat(files)
                    .singleElement()
                    .satisfies(file -> assertThat(Files.readString(file, ISO_8859_1))
                            .contains(
                                    "brain.Event:2",
                                    "critic/loss",
                                    "samples",
                                    "scores/real",
                                    "scores/generated",
                                    "recipe"));
        }
    }

    /** In a process of its own, which a button ends as Ctrl-C would. */
    @Test
    void aWatchedRunIsStoppedByItsPage() throws IOException, InterruptedException {
        Path errors = folder.resolve("errors");
        Process process = GantryProcesses.start(
                errors,
                "train",
                recipe,
                "--out",
                run,
                "--watch",
                "--set",
                "steps=100000000",
                "--set",
                "every={log=1000,samples=100000000,metrics=100000000,checkpoint=100000000}");
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String line = out.readLine();
            while (line != null && !line.startsWith("watch it at ")) {
                line = out.readLine();
            }
            assertThat(line).as(Files.readString(errors)).isNotNull();
            URI page = URI.create(line.substring("watch it at ".length()));
            // The run goes on once it tells of a step.
            assertThat(out.readLine()).startsWith("step ");

            assertThat(client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                            .body())
                    .contains("\"controls\":true", "\"state\":\"training\"");
            HttpRequest stop = HttpRequest.newBuilder(page.resolve("stop"))
                    .POST(BodyPublishers.noBody())
                    .build();
            assertThat(client.send(stop, BodyHandlers.discarding()).statusCode())
                    .isEqualTo(200);

            assertThat(out.lines().toList()).last().asString().startsWith("interrupted after step ");
            assertThat(process.waitFor()).isEqualTo(130);
        } finally {
            process.destroyForcibly();
        }
        try (Stream<Path> checkpoints = Files.list(run.resolve("checkpoints"))) {
            assertThat(checkpoints).isNotEmpty();
        }
    }

    @Test
    void anotherProcessIsWatchedWithoutButtons() throws IOException, InterruptedException {
        train("--out", run);
        Process process = GantryProcesses.start(folder.resolve("errors"), "watch", run);
        try (BufferedReader out = process.inputReader();
                HttpClient client = HttpClient.newHttpClient()) {
            String line = out.readLine();
            assertThat(line).as(Files.readString(folder.resolve("errors"))).startsWith("watch it at http://127.0.0.1:");
            URI page = URI.create(line.substring("watch it at ".length()));

            assertThat(client.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString())
                            .body())
                    .contains("\"controls\":false", "\"state\":\"finished\"");
        } finally {
            process.destroyForcibly();
        }
    }
}
