package dev.gantry.runtime.recipe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.typesafe.config.ConfigRenderOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a recipe may open, and what it may not. */
final class IncludesTest {

    private static final String SMALL = "data = ring, generator = mlp, critic = layers, loss = wasserstein\n";

    @TempDir
    private Path folder;

    private Path write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        return Files.writeString(file, content);
    }

    private static Recipe read(Path file, Includes includes) {
        return RecipeReader.read(file, List.of(), includes, FakeComponents.components());
    }

    @Test
    void otherPlacesAreForThoseWhoAllowThem() throws IOException {
        Path elsewhere = write("elsewhere/steps.conf", "steps = 7");
        for (String include : List.of(
                "\"../elsewhere/steps.conf\"",
                "file(\"../elsewhere/steps.conf\")",
                "file(\"" + elsewhere.toAbsolutePath() + "\")",
                "required(file(\"" + elsewhere.toAbsolutePath() + "\"))",
                "url(\"" + elsewhere.toUri() + "\")")) {
            Path recipe = write("recipes/a.conf", SMALL + "include " + include.replace("\\", "/"));

            assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                    .as(include)
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("a.conf: 2: '")
                    .hasMessageContaining("steps.conf' is included, but is ")
                    .hasMessageContaining("--allow-include");
            assertThat(read(recipe, Includes.ANYWHERE).settings().steps())
                    .as(include)
                    .isEqualTo(7);
        }
    }

    @Test
    void charactersThatAUrlEscapesAreThoseOfTheFile() throws IOException {
        Path steps = write("else where/5%+caf\u00e9 #1.conf", "steps = 7");
        for (String url : List.of(
                steps.toUri().toString(),
                steps.toUri().toASCIIString(),
                steps.toUri().toString().replace("%20", " "))) {
            Path recipe = write("recipes/a.conf", SMALL + "include url(\"" + url + "\")");

            assertThat(read(recipe, Includes.ANYWHERE).settings().steps())
                    .as(url)
                    .isEqualTo(7);
        }
    }

    @Test
    void aMissingFileIsToldWhereItIsIncluded() throws IOException {
        write("recipes/b.conf", "# include \"c.conf\"\nseed = 1\n\n  include file(\"c.conf\")");
        Path recipe = write("recipes/a.conf", SMALL + "include \"b.conf\"");

        assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                .hasMessageEndingWith("b.conf: 4: 'c.conf' is included, but there is no such file beside this one");
    }

    @Test
    void anIncludeIsToldAtItsLineWhateverStandsAroundIt() throws IOException {
        write("recipes/b.conf", "seed = 1");
        for (String line :
                List.of("include \"c.conf\", include \"b.conf\"", "include \"b.conf\", include \"c.conf\"")) {
            Path recipe = write("recipes/a.conf", SMALL + line);

            assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                    .as(line)
                    .hasMessageEndingWith("a.conf: 2: 'c.conf' is included, but there is no such file beside this one");
        }
        Path behindLines = write("recipes/lines.conf", SMALL + "\n".repeat(500_000) + "include \"c.conf\"");
        Path behindWords =
                write("recipes/words.conf", SMALL + "name = " + "include ".repeat(50_000) + "\ninclude \"c.conf\"");

        assertThatThrownBy(() -> read(behindLines, Includes.NEARBY))
                .hasMessageContaining("lines.conf: 500002: 'c.conf' is included, but");
        assertThatThrownBy(() -> read(behindWords, Includes.NEARBY))
                .hasMessageContaining("words.conf: 3: 'c.conf' is included, but");
    }

    @Test
    void aFolderIsToldWhereItIsIncluded() throws IOException {
        write("recipes/sub/b.conf", "seed = 1");
        Path recipe = write("recipes/a.conf", SMALL + "include \"sub\"");

        assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                .hasMessageEndingWith("a.conf: 2: 'sub' is included, but is not a file");
    }

    @Test
    void theCureForAKeyOfAnotherTypeIsGivenWhereItCures() throws IOException {
        String rest = "data = ring, generator = mlp, critic = layers\n";
        String include = "include \"b.inc\"\n";
        String type = "loss { type = wasserstein }\n";
        write("b.inc", "loss { factor = 2 }");
        write("type.inc", type);
        write("middle.inc", type + include);

        assertThatThrownBy(() -> read(write("a.conf", rest + include + type), Includes.NEARBY))
                .hasMessageContaining("b.inc: 1: unknown key 'loss.factor'")
                .hasMessageContaining("The type is set elsewhere, at " + folder.resolve("a.conf")
                        + ": 3; write 'loss = null' before it,");
        for (String recipe : List.of(
                rest + type + include,
                rest + include + type + include,
                rest + "include \"type.inc\"\n" + include,
                rest + "include \"middle.inc\"\n")) {
            assertThatThrownBy(() -> read(write("a.conf", recipe), Includes.NEARBY))
                    .as(recipe)
                    .hasMessageContaining("b.inc: 1: unknown key 'loss.factor'")
                    .hasMessageNotContaining("= null");
        }
    }

    @Test
    void theCureForAQuotedKeyNamesTheBlockAroundIt() throws IOException {
        write("b.inc", "loss { \"a.b\" = 2 }");
        Path recipe = write("a.conf", "include \"b.inc\"\n" + SMALL.replace("wasserstein", "{ type = wasserstein }"));

        assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                .hasMessageContaining("b.inc: 1: unknown key 'loss.\"a.b\"'")
                .hasMessageContaining("write 'loss = null' before it,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u007fb", "\u001b[2J", "a\\nb"})
    void whatATerminalWouldObeyIsNotShown(String name) throws IOException {
        Path recipe = write("recipes/a.conf", SMALL + "include \"" + name + ".conf\"");

        assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                .isInstanceOfSatisfying(
                        RecipeException.class,
                        e -> assertThat(e.problems())
                                .allSatisfy(problem ->
                                        assertThat(problem.toString()).doesNotContainPattern("\\p{Cntrl}")));
    }

    @Test
    void aLinkLeadsNowhereElse() throws IOException {
        Path elsewhere = write("elsewhere/steps.conf", "steps = 7");
        Path recipe = write("recipes/a.conf", SMALL + "include \"link.conf\"");
        Files.createSymbolicLink(folder.resolve("recipes/link.conf"), elsewhere);

        assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("neither beside this file nor in a folder below it");
    }

    @Test
    void urlsAreFetchedForThoseWhoAllowIt() throws IOException {
        AtomicInteger asked = new AtomicInteger();
        try (ServerSocket server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress())) {
            Thread.ofVirtual().start(() -> answer(server, asked));
            String url = "http://localhost:" + server.getLocalPort() + "/x.conf";
            Path recipe = write("a.conf", SMALL + "include url(\"" + url + "\")");

            assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("a.conf: 2: '" + url + "' is included, but is a URL");
            assertThat(asked).hasValue(0);
            assertThat(read(recipe, Includes.ANYWHERE).settings().steps()).isEqualTo(9);
            assertThat(asked).hasValue(1);
        }
    }

    private static void answer(ServerSocket server, AtomicInteger asked) {
        try (Socket client = server.accept()) {
            asked.incrementAndGet();
            client.getInputStream().read(new byte[4096]);
            client.getOutputStream().write("HTTP/1.0 200 OK\r\n\r\nsteps = 9".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void theClassPathIsNearby() throws IOException {
        Path recipe = write("a.conf", SMALL + "include classpath(\"dev/gantry/runtime/recipe/broken/problem.inc\")");

        assertThatThrownBy(() -> read(recipe, Includes.NEARBY))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining("dev/gantry/runtime/recipe/broken/problem.inc: 2: unknown key 'stepps'");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/dev/zero", "/dev/stdin", "."})
    void whatIsNoFileIsRefused(String path) throws IOException {
        Path file = Path.of(path);
        assumeTrue(Files.exists(file), "this system has no such device");
        Path recipe = write("a.conf", SMALL + "include file(\"" + file.toAbsolutePath() + "\")");

        assertThatThrownBy(() -> read(file, Includes.NEARBY)).hasMessageContaining(": this is not a file");
        assertThatThrownBy(() -> read(recipe, Includes.ANYWHERE))
                .hasMessageContaining("' is included, but is not a file");
    }

    @Test
    void largeFilesAreRefused() throws IOException {
        Path large = write("large.conf", "#".repeat((1 << 20) + 1));
        Path half = write("half.conf", "#".repeat(1 << 19) + "\n");
        Path twice = write("a.conf", SMALL + "include \"half.conf\"\ninclude \"half.conf\"");

        assertThatThrownBy(() -> read(large, Includes.NEARBY))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(large + ": this is too large");
        assertThatThrownBy(() -> read(twice, Includes.NEARBY))
                .isInstanceOf(RecipeException.class)
                .hasMessageContaining(half + ": this is too large");
    }

    @Test
    void aKeptRecipeOpensNothing() {
        String kept = read(SMALL).effective().root().render(ConfigRenderOptions.concise());

        assertThat(readKept(kept).settings().name()).isEqualTo("test");
        assertThat(readKept(kept.replace("\"test\"", "\"${PATH}\"").replace("${", "$"))
                        .settings()
                        .name())
                .isEqualTo("$PATH}");
        for (String addition :
                List.of("include \"/etc/hostname\"", "include url(\"http://localhost:1/\")", "\"steps\" : ${PATH}")) {
            assertThatThrownBy(() -> readKept(addition + ",\n" + kept.substring(1, kept.length() - 1)))
                    .isInstanceOf(RecipeException.class);
            assertThatThrownBy(() -> readKept("{" + addition + ",\n" + kept.substring(1)))
                    .isInstanceOf(RecipeException.class)
                    .hasMessageContaining("checkpoint: 1: this is not HOCON");
        }
    }

    private static Recipe read(String content) {
        return RecipeReader.read("test", content, List.of(), FakeComponents.components());
    }

    private static Recipe readKept(String json) {
        return RecipeReader.readKept("checkpoint", json, FakeComponents.components());
    }
}
