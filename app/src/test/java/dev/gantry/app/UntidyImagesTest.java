package dev.gantry.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Some 400 images in two folders, as they come from cameras, editors and the web, with all that lies beside them. */
final class UntidyImagesTest {

    /** An APP1 segment of EXIF with the orientation 6 alone. */
    private static final byte[] TURNED_RIGHT = HexFormat.of()
            .parseHex("ffe10022" + "457869660000" + "4d4d002a00000008" + "0001" + "011200030000000100060000"
                    + "00000000");

    private static final int NPY_HEADER = 128;

    @TempDir
    private Path home;

    private Path folder;
    private Path recipe;

    @BeforeEach
    void write() throws IOException {
        folder = home.resolve("pictures");
        for (int i = 0; i < 200; i++) {
            write("cats/plain " + i + ".png", 20 + i % 30, 30, BufferedImage.TYPE_INT_RGB, i);
        }
        for (int i = 0; i < 185; i++) {
            write("dogs/plain%20" + i + ".jpg", 64, 48, BufferedImage.TYPE_INT_RGB, 1000 + i);
        }
        write("dogs/transparent.png", 50, 50, BufferedImage.TYPE_INT_ARGB, 1);
        write("dogs/palette.gif", 50, 50, BufferedImage.TYPE_BYTE_INDEXED, 2);
        write("dogs/sixteen.png", 50, 50, BufferedImage.TYPE_USHORT_GRAY, 3);
        write("dogs/caf\u00e9.bmp", 50, 50, BufferedImage.TYPE_INT_RGB, 4);
        write("dogs/scan.tif", 50, 50, BufferedImage.TYPE_INT_RGB, 5);
        write("dogs/tall.png", 40, 64, BufferedImage.TYPE_INT_RGB, 6);
        write("dogs/line.png", 1, 500, BufferedImage.TYPE_INT_RGB, 7);
        copy("plain.webp", "dogs/photo.webp");
        copy("cmyk.jpg", "dogs/print.jpg");
        Files.copy(folder.resolve("dogs/tall.png"), folder.resolve("dogs/tall again.png"));
        Path turned = write("dogs/turned.jpg", 64, 32, BufferedImage.TYPE_INT_RGB, 8);
        byte[] jpeg = Files.readAllBytes(turned);
        try (OutputStream out = Files.newOutputStream(turned)) {
            out.write(jpeg, 0, 2);
            out.write(TURNED_RIGHT);
            out.write(jpeg, 2, jpeg.length - 2);
        }
        Path half = write("dogs/half.png", 64, 64, BufferedImage.TYPE_INT_RGB, 9);
        byte[] png = Files.readAllBytes(half);
        Files.write(half, Arrays.copyOf(png, png.length / 2));
        Files.createFile(folder.resolve("dogs/empty.jpg"));
        Files.writeString(folder.resolve("dogs/page.png"), "<!DOCTYPE html><title>Not found</title>");
        Files.writeString(folder.resolve("cats/.DS_Store"), "hidden");
        Files.writeString(folder.resolve("cats/notes.txt"), "notes");
        recipe = Files.writeString(
                home.resolve("own.conf"), """
                steps = 2
                batch-size = 8
                data { type = images, folder = "%s", labels = folders, size = [48, 64] }
                generator { type = dcgan, latent = 8, channels = 2 }
                critic { type = dcgan, channels = 2, norm = layer }
                conditions { label-concatenation {} }
                regularizers { input-noise {}, diff-augment {} }
                loss = non-saturating
                every { log = 1, samples = 2 }
                """.formatted(folder.toString().replace("\\", "/")));
    }

    @Test
    void everyBrokenFileIsToldBeforeTheFirstStep() {
        CommandResult result = CommandResult.of("train", recipe, "--out", home.resolve("run"));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err())
                .contains(
                        folder.resolve("dogs/empty.jpg") + ": is no image",
                        folder.resolve("dogs/half.png") + ": is corrupt or cut off",
                        folder.resolve("dogs/page.png") + ": is no image",
                        ". What cannot be read is left out where 'unreadable' is skip");
        assertThat(home.resolve("run")).doesNotExist();
    }

    @Test
    void dataTellsAllOfIt() throws IOException {
        Path picture = home.resolve("seen.png");
        CommandResult result = CommandResult.of("data", recipe, "--set", "data.unreadable=skip", "--out", picture);

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains(
                        "own: 396 samples of shape [3, 48, 64]",
                        "396 images",
                        "widths from 1 to 64",
                        "heights from 30 to 500",
                        "palette",
                        "1 CMYK",
                        "1 grey in 16 bits",
                        "1 RGB with transparency",
                        "1 turned, as their EXIF orientation has it",
                        "2 files passed over: 1 .txt, 1 hidden",
                        "3 files skipped as unreadable:",
                        "half.png: is corrupt or cut off",
                        "2 classes: cats (200), dogs (196)",
                        "dogs/tall.png is dogs/tall again.png",
                        "channel 3: mean ",
                        "wrote " + picture);
        BufferedImage seen = ImageIO.read(picture.toFile());
        assertThat(List.of(seen.getWidth(), seen.getHeight())).containsExactly(2 + 8 * 66, 2 + 8 * 50);
    }

    @Test
    void aConditionalRecipeTrainsOnItAndDrawsEachClass() throws IOException {
        Path run = home.resolve("run");
        CommandResult trained = CommandResult.of("train", recipe, "--set", "data.unreadable=skip", "--out", run);

        assertThat(trained.err()).isEmpty();
        assertThat(trained.code()).isZero();
        assertThat(trained.out()).contains("2 classes: cats (200), dogs (196)", "3 files skipped");
        assertThat(Files.readString(run.resolve("provenance.json")))
                .contains("\"name\" : \"cats\"", "\"samples\" : 196", "half.png: is corrupt or cut off");
        assertThat(Files.readString(run.resolve("gantry.log"))).contains("half.png: is corrupt or cut off");
        BufferedImage grid =
                ImageIO.read(run.resolve("samples/step-00000002.png").toFile());
        // Two rows of eight for each class.
        assertThat(List.of(grid.getWidth(), grid.getHeight())).containsExactly(2 + 8 * 66, 2 + 4 * 50 + 6);

        Path cats = home.resolve("cats.npy");
        Path dogs = home.resolve("dogs.npy");
        assertThat(CommandResult.of("sample", run, "-n", 4, "--class", "cats", "--out", cats)
                        .code())
                .isZero();
        assertThat(CommandResult.of("sample", run, "-n", 4, "--class", "dogs", "--out", dogs)
                        .code())
                .isZero();
        assertThat(Files.readAllBytes(cats)).isNotEqualTo(Files.readAllBytes(dogs));
        for (String command : List.of("sample", "interpolate")) {
            assertThat(CommandResult.of(command, run, "--class", "dog").err())
                    .contains("there is no class 'dog'; near are dogs");
        }
        Path way = home.resolve("way.npy");
        Path wayOfDogs = home.resolve("way-of-dogs.npy");
        CommandResult.of("interpolate", run, "--rows", 2, "--columns", 2, "--out", way);
        CommandResult.of("interpolate", run, "--rows", 2, "--columns", 2, "--class", "dogs", "--out", wayOfDogs);
        byte[] both = Files.readAllBytes(way);
        byte[] ofDogs = Files.readAllBytes(wayOfDogs);
        int half = (both.length - NPY_HEADER) / 2;
        // The first row is of cats, the second of dogs.
        assertThat(Arrays.copyOfRange(ofDogs, NPY_HEADER, NPY_HEADER + half))
                .isNotEqualTo(Arrays.copyOfRange(both, NPY_HEADER, NPY_HEADER + half));
        assertThat(Arrays.copyOfRange(ofDogs, NPY_HEADER + half, ofDogs.length))
                .isEqualTo(Arrays.copyOfRange(both, NPY_HEADER + half, both.length));

        Path folderOfImages = home.resolve("made");
        assertThat(CommandResult.of("sample", run, "-n", 6, "--out", folderOfImages)
                        .code())
                .isZero();
        try (Stream<Path> files = Files.walk(folderOfImages)) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file ->
                                    folderOfImages.relativize(file).toString().replace('\\', '/')))
                    .containsExactlyInAnyOrder(
                            "cats/00001.png",
                            "dogs/00002.png",
                            "cats/00003.png",
                            "dogs/00004.png",
                            "cats/00005.png",
                            "dogs/00006.png");
        }
        assertThat(CommandResult.of("sample", run, "-n", 6, "--out", folderOfImages)
                        .err())
                .contains("folder " + folderOfImages + " is not empty");
    }

    @Test
    void aRunDoesNotGoOnWithOtherClasses() throws IOException {
        Path run = home.resolve("run");
        CommandResult.of("train", recipe, "--set", "data.unreadable=skip", "--out", run);
        Files.move(folder.resolve("dogs"), folder.resolve("ants"));

        CommandResult resumed = CommandResult.of("train", "--resume", run, "--set", "steps=3");

        assertThat(resumed.code()).isNotZero();
        assertThat(resumed.err()).contains("was trained on the classes [cats, dogs], and the data has [ants, cats]");
    }

    /** A picture with a rectangle of its own. */
    private Path write(String name, int width, int height, int type, int seed) throws IOException {
        BufferedImage image = new BufferedImage(width, height, type);
        Graphics2D graphics = image.createGraphics();
        graphics.setColor(new Color(seed * 0x9E3779B9));
        graphics.fillRect(0, 0, width, height);
        graphics.setColor(new Color(seed * 0x85EBCA6B));
        graphics.fillRect(width / 4, height / 4, width / 2, height / 2);
        graphics.dispose();
        Path file = folder.resolve(name);
        Files.createDirectories(file.getParent());
        String format = name.substring(name.lastIndexOf('.') + 1).replace("tif", "tiff");
        assertThat(ImageIO.write(image, format, file.toFile())).isTrue();
        return file;
    }

    private void copy(String resource, String name) throws IOException {
        try (InputStream in = Objects.requireNonNull(UntidyImagesTest.class.getResourceAsStream(resource))) {
            Files.copy(in, folder.resolve(name));
        }
    }
}
