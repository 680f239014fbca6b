package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every recipe that ships trains, shortened. */
final class ShippedRecipesTest {

    private static final Path RECIPES = Installation.current().home().resolve("recipes");

    @TempDir
    private Path folder;

    static Stream<String> recipes() throws IOException {
        try (Stream<Path> files = Files.list(RECIPES)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @Test
    void areThese() throws IOException {
        assertThat(recipes())
                .containsExactly(
                        "cifar-dcgan.conf",
                        "fashion-acgan.conf",
                        "fashion-cgan.conf",
                        "fashion-gan.conf",
                        "fashion-improved.conf",
                        "fashion-infogan.conf",
                        "fashion-lsgan.conf",
                        "fashion-orthogonal.conf",
                        "fashion-semi-supervised.conf",
                        "fashion-sngan.conf",
                        "fashion-wgan-gp.conf",
                        "fashion-wgan.conf",
                        "fashion.conf",
                        "grid-dragan.conf",
                        "grid-feature-matching.conf",
                        "grid-gan.conf",
                        "grid-minibatch-discrimination.conf",
                        "grid-spectral-penalty.conf",
                        "grid-tricks.conf",
                        "grid-wgan-gp.conf",
                        "grid-wgan-lp.conf",
                        "grid-wgan-norm-clipping.conf",
                        "grid-wgan-orthonormal.conf",
                        "grid-wgan.conf",
                        "idx-layers.conf",
                        "images-by-class.conf",
                        "images-dcgan.conf",
                        "line-wgan.conf",
                        "ring-began.conf",
                        "ring-ebgan.conf",
                        "ring-extra-gradient.conf",
                        "ring-gan.conf",
                        "ring-imle.conf",
                        "ring-minimax.conf",
                        "ring-pacgan.conf",
                        "ring-relativistic.conf",
                        "ring-unrolled.conf",
                        "roll-replay.conf");
    }

    @ParameterizedTest
    @MethodSource("recipes")
    void trains(String recipe) throws IOException {
        List<Object> arguments =
                new ArrayList<>(List.of("train", RECIPES.resolve(recipe), "--out", folder.resolve("run")));
        set(arguments, "steps=2", "batch-size=8", "every.log=1");
        if (!recipe.contains("extra-gradient") && !recipe.contains("imle")) {
            set(arguments, "n-critic=2");
        }
        if (recipe.contains("semi-supervised")) {
            set(arguments, "generator.hidden=[8]", "critic.hidden=[8,8,8]");
        } else if (recipe.startsWith("fashion") || recipe.startsWith("images") || recipe.startsWith("cifar")) {
            set(arguments, "generator.channels=2", "critic.channels=2");
        } else if (recipe.contains("imle")) {
            set(arguments, "generator.hidden=[8]");
        } else if (!recipe.startsWith("idx")) {
            set(arguments, "generator.hidden=[8]", "critic.hidden=[8]");
        }
        if (recipe.startsWith("images")) {
            set(arguments, "data.folder=\"" + pictures().toString().replace("\\", "/") + "\"");
        }

        if (recipe.startsWith("cifar")) {
            set(arguments, "data.folder=\"" + cifarFolder(folder).toString().replace("\\", "/") + "\"");
        }

        if (recipe.startsWith("idx")) {
            set(arguments, "data.images=\"" + idxFile(folder).toString().replace("\\", "/") + "\"");
        }

        CommandResult result = CommandResult.of(arguments.toArray());

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("step 1/2", "step 2/2", "finished 2 steps");
        Path run = folder.resolve("run");
        assertThat(run.resolve("recipe.conf")).isNotEmptyFile();
        assertThat(run.resolve("provenance.json")).isNotEmptyFile();
        assertThat(Files.readAllLines(run.resolve("metrics.csv"))).hasSize(3);
        assertThat(run.resolve("checkpoints/step-00000002.gantry")).isNotEmptyFile();
        assertThat(ImageIO.read(run.resolve("loss.png").toFile())).isNotNull();
        assertThat(ImageIO.read(run.resolve("samples/step-00000002.png").toFile()))
                .isNotNull();
    }

    private static void set(List<Object> arguments, String... settings) {
        for (String setting : settings) {
            arguments.add("--set");
            arguments.add(setting);
        }
    }

    /** Twelve images of 28 x 28 bytes behind an IDX header. */
    static Path idxFile(Path folder) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(16 + 12 * 28 * 28);
        bytes.putInt(0x803).putInt(12).putInt(28).putInt(28);
        for (int i = 0; bytes.hasRemaining(); i++) {
            bytes.put((byte) (i * i % 251));
        }
        return Files.write(folder.resolve("images-idx3-ubyte"), bytes.array());
    }

    /** The training batches of CIFAR-10, with four images each. */
    static Path cifarFolder(Path folder) throws IOException {
        Path batches = Files.createDirectories(folder.resolve("cifar-10-batches-bin"));
        for (int i = 1; i <= 5; i++) {
            ByteBuffer rows = ByteBuffer.allocate(4 * 3073);
            for (int row = 0; row < 4; row++) {
                rows.put((byte) ((i + row) % 10));
                for (int j = 0; j < 3072; j++) {
                    rows.put((byte) (j * (i + row) % 251));
                }
            }
            Files.write(batches.resolve("data_batch_" + i + ".bin"), rows.array());
        }
        return batches;
    }

    private Path pictures() throws IOException {
        Path pictures = folder.resolve("pictures");
        for (int i = 0; i < 4; i++) {
            BufferedImage picture = new BufferedImage(40 + i, 30, BufferedImage.TYPE_INT_ARGB);
            Graphics2D graphics = picture.createGraphics();
            graphics.setColor(new Color(60 * i, 0, 200));
            graphics.fillOval(0, 0, 30, 30);
            graphics.dispose();
            Path ofClass = Files.createDirectories(pictures.resolve(i < 2 ? "few" : "many"));
            ImageIO.write(picture, "png", ofClass.resolve(i + ".png").toFile());
        }
        return pictures;
    }
}
