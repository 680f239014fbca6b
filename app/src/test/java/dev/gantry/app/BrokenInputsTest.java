package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users get wrong ends in a line or a list, the right exit code, and no stack trace. */
final class BrokenInputsTest {

    private static final String GOOD = """
            steps = 1
            batch-size = 4
            data = gaussian-ring
            generator { type = mlp, latent = 2, hidden = [4] }
            critic { type = mlp, hidden = [4] }
            loss = non-saturating
            backend.device = reference
            """;

    @TempDir
    private Path folder;

    private Path recipe;
    private Path run;

    @BeforeEach
    void writeRecipe() throws IOException {
        run = folder.resolve("run");
        recipe = Files.writeString(folder.resolve("good.conf"), GOOD);
    }

    @Test
    void aBrokenPluginStopsOnlyWhatAsksForIt() throws IOException {
        Path jar = Files.createDirectory(folder.resolve("plugins")).resolve("broken.jar");
        Files.writeString(jar, "not a JAR");
        String home = System.getProperty("gantry.home");
        System.setProperty("gantry.home", folder.toString());
        try {
            assertThat(CommandResult.of("list").out())
                    .contains("set aside", "  " + jar + ": cannot be loaded: it is not a readable JAR: ");
            assertThat(train().code()).isZero();
            refused(
                    CommandResult.of("check", recipe, "--set", "loss=unseen"),
                    2,
                    "unknown loss 'unseen'",
                    "(plugins were set aside: " + jar + ": cannot be loaded: it is not a readable JAR: ");
        } finally {
            System.setProperty("gantry.home", home);
        }
    }

    @Test
    void misspelledKey() throws IOException {
        Files.writeString(recipe, GOOD.replace("batch-size", "bach-size"));
        refused(train(), 2, "good.conf: 2: ", "'bach-size'", "batch-size");
    }

    @Test
    void wrongType() throws IOException {
        Files.writeString(recipe, GOOD.replace("steps = 1", "steps = many"));
        refused(train(), 2, "good.conf: 1: ", "'steps'", "many");
    }

    @Test
    void unknownLoss() throws IOException {
        Files.writeString(recipe, GOOD.replace("non-saturating", "wassersein"));
        refused(train(), 2, "good.conf: 6: ", "wassersein", "Did you mean 'wasserstein'?");
    }

    @Test
    void latentOfSizeZero() throws IOException {
        Files.writeString(recipe, GOOD.replace("latent = 2", "latent = 0"));
        refused(train(), 2, "good.conf: 4: ", "latent", "0");
    }

    @Test
    void severalProblemsAtOnce() throws IOException {
        Files.writeString(recipe, GOOD.replace("steps = 1", "steps = 0").replace("non-saturating", "nothing"));
        refused(train(), 2, "2 problems", "good.conf: 1: ", "good.conf: 6: ");
    }

    @Test
    void noSuchRecipe() {
        refused(CommandResult.of("train", "fashion-gam"), 2, "'fashion-gam'", "Did you mean 'fashion-gan'", "ring-gan");
    }

    @Test
    void missingDataFolder() {
        refused(
                CommandResult.of("train", "images-dcgan", "--set", "data.folder=nowhere/at/all", "--out", run),
                2,
                "data",
                "nowhere",
                "no such folder");
        assertThat(run).doesNotExist();
    }

    @Test
    void truncatedIdxFile() throws IOException {
        // Two images of 8x8 are announced, and a byte is there.
        byte[] idx = {0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 8, 0, 0, 0, 8, 127};
        Path file = Files.write(folder.resolve("images-idx3-ubyte"), idx);
        Files.writeString(recipe, GOOD.replace("gaussian-ring", "{ type = idx, images = \"" + slashes(file) + "\" }"));
        refused(train(), 2, "images-idx3-ubyte");
    }

    @Test
    void imageThatIsNone() throws IOException {
        Path file = Files.writeString(folder.resolve("photo.png"), "not a picture");
        refused(
                CommandResult.of(
                        "train", "images-dcgan", "--set", "data.folder=\"" + slashes(folder) + "\"", "--out", run),
                2,
                file.getFileName().toString());
    }

    @Test
    void folderThatIsNotEmpty() throws IOException {
        Files.createDirectory(run);
        Path table = Files.writeString(run.resolve("metrics.csv"), "mine");
        refused(train(), 2, "is not empty", "--resume");
        Files.delete(table);
        Path precious = Files.writeString(run.resolve("precious.txt"), "mine");
        refused(train(), 2, "is not empty", "--resume");
        Path lock = Files.createFile(run.resolve(".lock"));
        refused(train(), 2, "is not empty", "--resume");
        Files.delete(lock);
        refused(CommandResult.of("train", "--resume", "nowhere"), 2, "there is no run to go on with in nowhere");
        assertThat(run).isDirectoryContaining(precious::equals);
        assertThat(run.resolve("recipe.conf")).doesNotExist();
    }

    @Test
    void folderThatIsAFile() throws IOException {
        Files.writeString(run, "in the way");
        refused(train(), 1, run.toString());
        assertThat(run).hasContent("in the way");
    }

    @Test
    void checkpointWithAFlippedByte() throws IOException {
        assertThat(train().code()).isZero();
        Path checkpoint = run.resolve("checkpoints/step-00000001.gantry");
        byte[] bytes = Files.readAllBytes(checkpoint);
        bytes[bytes.length - 50] ^= 1;
        Files.write(checkpoint, bytes);

        refused(CommandResult.of("train", "--resume", run, "--set", "steps=2"), 1, "step-00000001.gantry");
        refused(CommandResult.of("sample", run), 1, "step-00000001.gantry");
        assertThat(checkpoint).hasBinaryContent(bytes);
    }

    @Test
    void aRecipeInPlaceOfARun() {
        for (Object given : new Object[] {"ring-gan", recipe, folder.resolve("nowhere")}) {
            refused(
                    CommandResult.of("sample", given),
                    2,
                    given + " is no run; give the folder of a run, such as runs/NAME-TIME");
        }
    }

    @Test
    void aRunInPlaceOfARecipe() {
        assertThat(train().code()).isZero();

        refused(
                CommandResult.of("train", run),
                2,
                "'" + run + "' is the folder of a run; to go on with it: gantry train --resume " + run);
    }

    @Test
    void noRunToSampleFrom() {
        refused(CommandResult.of("sample", folder), 1, "no checkpoint");
    }

    @Test
    void nonsenseInSet() {
        refused(CommandResult.of("train", recipe, "--set", "nonsense", "--out", run), 2, "--set nonsense", "KEY=VALUE");
        refused(CommandResult.of("train", recipe, "--set", "steps=", "--out", run), 2, "steps");
        assertThat(run).doesNotExist();
    }

    private CommandResult train() {
        return CommandResult.of("train", recipe, "--out", run);
    }

    private static String slashes(Path path) {
        return path.toString().replace("\\", "/");
    }

    private static void refused(CommandResult result, int code, String... parts) {
        assertThat(result.err())
                .contains(parts)
                .startsWith("gantry: ")
                .doesNotContain("\tat ", "Exception")
                .satisfies(err -> assertThat(err.lines().count()).isLessThan(6));
        assertThat(result.code()).isEqualTo(code);
    }
}
