package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataCommandTest {

    @TempDir
    private Path folder;

    private Path recipe;
    private Path picture;

    @BeforeEach
    void writeRecipe() throws IOException {
        picture = folder.resolve("seen.png");
        recipe = Files.writeString(
                folder.resolve("tiny.conf"), """
                steps = 2
                batch-size = 4
                data { type = images, folder = "%s", size = 8, channels = 4 }
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [4] }
                loss = non-saturating
                backend.device = reference
                """.formatted(folder.toString().replace("\\", "/")));
        for (int i = 0; i < 6; i++) {
            BufferedImage half = new BufferedImage(8, 8, BufferedImage.TYPE_INT_ARGB);
            for (int place = 0; place < 32; place++) {
                half.setRGB(place % 8, place / 8, 0xffff0000 | i);
            }
            ImageIO.write(half, "png", folder.resolve("red " + i + ".png").toFile());
        }
    }

    private BufferedImage seen(String... settings) throws IOException {
        Object[] arguments = new Object[4 + 2 * settings.length];
        arguments[0] = "data";
        arguments[1] = recipe;
        arguments[2] = "--out";
        arguments[3] = picture;
        for (int i = 0; i < settings.length; i++) {
            arguments[4 + 2 * i] = "--set";
            arguments[5 + 2 * i] = settings[i];
        }
        CommandResult result = CommandResult.of(arguments);
        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        return ImageIO.read(picture.toFile());
    }

    /** Six samples in rows of three: red above, and below the checkerboard behind what is transparent. */
    @Test
    void drawsSamplesAsTheyAre() throws IOException {
        BufferedImage picture = seen();
        assertThat(picture.getWidth()).isEqualTo(2 + 3 * 10);
        assertThat(picture.getHeight()).isEqualTo(2 + 2 * 10);
        assertThat(picture.getRGB(2, 2) & 0xffff00).isEqualTo(0xff0000);
        assertThat(picture.getRGB(22, 12) & 0xffff00).isEqualTo(0xff0000);
        assertThat(picture.getRGB(2, 6) & 0xffffff).isEqualTo(0xcccccc);
        assertThat(picture.getRGB(6, 6) & 0xffffff).isEqualTo(0xffffff);
    }

    @Test
    void drawsWhatRegularizersMakeOfThem() throws IOException {
        BufferedImage plain = seen();
        BufferedImage moved = seen("regularizers.diff-augment.policy=[color]");
        assertThat(moved.getWidth()).isEqualTo(plain.getWidth());
        int width = plain.getWidth();
        int height = plain.getHeight();
        assertThat(moved.getRGB(0, 0, width, height, null, 0, width))
                .isNotEqualTo(plain.getRGB(0, 0, width, height, null, 0, width));
    }

    @Test
    void drawsSamplesThatTheCriticSeesInPairs() throws IOException {
        assertThat(seen("regularizers.packing.samples=2").getRGB(2, 2) & 0xffff00)
                .isEqualTo(0xff0000);
    }

    @Test
    void tellsOfASourceWithoutEnd() {
        CommandResult result = CommandResult.of(
                "data", recipe, "--set", "data=gaussian-ring", "--set", "batch-size=32", "--out", picture);
        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .contains("samples without end, of which the first 10000 samples of shape [2]", "channel 2: mean ");
        assertThat(picture).isNotEmptyFile();
    }

    /** Images of two channels. */
    @Test
    void tellsThatThereIsNoPicture() throws IOException {
        Path idx = Files.write(folder.resolve("two.idx"), new byte[] {
            0, 0, 8, 4, 0, 0, 0, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11
        });
        Path recipe = Files.writeString(
                folder.resolve("two.conf"), """
                batch-size = 2
                data { type = idx, images = "%s" }
                generator { type = mlp, latent = 2, hidden = [4] }
                critic { type = mlp, hidden = [4] }
                loss = non-saturating
                backend.device = reference
                """.formatted(idx.toString().replace("\\", "/")));

        CommandResult result = CommandResult.of("data", recipe, "--out", picture);

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("3 samples of shape [2, 1, 2]", "there is no picture of samples of shape [2, 1, 2]")
                .doesNotContain("wrote");
        assertThat(picture).doesNotExist();
    }

    @Test
    void aPictureEndsInPng() {
        CommandResult result = CommandResult.of("data", recipe, "--out", folder.resolve("seen.jpg"));
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("--out must end in .png");
    }
}
