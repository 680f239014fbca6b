package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.gantry.core.spi.DataException;
import dev.gantry.core.spi.DataSource;
import dev.gantry.core.spi.Samples;
import dev.gantry.data.ImageFolder.Resize;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.regex.Pattern;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Files broken at random give samples, or an error that says in words what is wrong with them. The property
 * {@code gantry.mutants} asks for more mutants of each kind.
 */
final class BrokenFilesTest {

    private static final int MUTANTS = Integer.getInteger("gantry.mutants", 400);
    private static final long SEED = 10;
    private static final Pattern OF_JAVA =
            Pattern.compile("\\w(Exception|Error)\\b|\\bnull\\b|\\b(java|javax|com|sun|dev)\\.");
    private static final int[] EXTREMES = {0, 1, -1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x10000, 0x7fffffff, 0x80000000};

    @TempDir
    private Path folder;

    private record Valid(String name, byte[] content) {}

    @Test
    void idx() throws IOException {
        byte[] images = IdxFilesTest.idx(0x0803, noise(3 * 4 * 5), 3, 4, 5);
        byte[] channels = IdxFilesTest.idx(0x0804, noise(2 * 3 * 4 * 4), 2, 3, 4, 4);
        byte[] labels = IdxFilesTest.idx(0x0801, noise(3), 3);
        Path right = Files.write(folder.resolve("right"), images);
        breakAll(
                List.of(
                        new Valid("images", images),
                        new Valid("images.gz", IdxFilesTest.gzip(images)),
                        new Valid("channels", channels),
                        new Valid("channels.gz", IdxFilesTest.gzip(channels))),
                file -> new IdxFiles(file, Optional.empty()));
        breakAll(
                List.of(new Valid("labels", labels), new Valid("labels.gz", IdxFilesTest.gzip(labels))),
                file -> new IdxFiles(right, Optional.of(file)));
    }

    @Test
    void images() throws IOException {
        List<Valid> valid = new ArrayList<>();
        int[] types = {
            BufferedImage.TYPE_INT_RGB,
            BufferedImage.TYPE_INT_ARGB,
            BufferedImage.TYPE_BYTE_GRAY,
            BufferedImage.TYPE_USHORT_GRAY,
            BufferedImage.TYPE_BYTE_INDEXED,
            BufferedImage.TYPE_BYTE_BINARY
        };
        for (int type : types) {
            BufferedImage picture = picture(type);
            for (String format : List.of("png", "gif", "bmp", "jpg")) {
                for (boolean inPasses : new boolean[] {false, true}) {
                    write(picture, format, inPasses).ifPresent(content -> valid.add(new Valid("a." + format, content)));
                }
            }
        }
        // Of four formats, each with a picture of one colour and one of two at least, in passes or not.
        assertThat(valid).hasSizeGreaterThan(20);
        breakAll(valid, file -> new ImageFolder(file.getParent(), 8, Resize.CROP, 3, "white", 0));
    }

    private interface Source {
        DataSource of(Path file);
    }

    private void breakAll(List<Valid> valid, Source source) throws IOException {
        Path broken = Files.createDirectory(
                folder.resolve("broken-" + valid.getFirst().name()));
        int samples = 0;
        int errors = 0;
        for (int mutant = 0; mutant < MUTANTS; mutant++) {
            SplittableRandom random = new SplittableRandom(SEED + mutant);
            Valid from = valid.get(mutant % valid.size());
            byte[] content = from.content();
            for (int changes = random.nextInt(1, 4); changes > 0; changes--) {
                content =
                        changed(content, valid.get(random.nextInt(valid.size())).content(), random);
            }
            Path file = Files.write(broken.resolve(from.name()), content);
            try (Samples opened = source.of(file).open(0)) {
                float[] target = new float[(int) opened.shape().size()];
                for (long i = 0; i < Math.min(opened.size().orElseThrow(), 100); i++) {
                    opened.read(i, target, 0);
                }
                samples++;
            } catch (DataException e) {
                assertThat(e.getMessage())
                        .as("mutant %d", mutant)
                        .contains(file.toString())
                        .doesNotContainPattern(OF_JAVA);
                errors++;
            } catch (RuntimeException | Error e) {
                fail(
                        "mutant %d, %s, is %s"
                                .formatted(mutant, file, HexFormat.of().formatHex(content)),
                        e);
            }
            Files.delete(file);
        }
        assertThat(samples).isPositive();
        assertThat(errors).isPositive();
    }

    private static byte[] changed(byte[] content, byte[] other, SplittableRandom random) {
        if (content.length < 8) {
            return other;
        }
        byte[] copy = content.clone();
        // Headers say more than pixels do.
        int within = random.nextBoolean() ? Math.min(48, copy.length - 4) : copy.length - 4;
        int place = random.nextInt(within);
        int extreme = EXTREMES[random.nextInt(EXTREMES.length)];
        ByteOrder order = random.nextBoolean() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        ByteBuffer buffer = ByteBuffer.wrap(copy).order(order);
        switch (random.nextInt(8)) {
            case 0 -> copy[place] ^= (byte) (1 << random.nextInt(8));
            case 1 -> copy[place] = (byte) random.nextInt(256);
            case 2 -> copy[place] = (byte) extreme;
            case 3 -> buffer.putShort(place, (short) extreme);
            case 4 -> buffer.putInt(place, extreme);
            case 5 -> {
                return Arrays.copyOf(copy, place);
            }
            case 6 -> {
                return joined(copy, place, copy, Math.min(copy.length, place + random.nextInt(16)));
            }
            default -> {
                return joined(copy, place, other, random.nextInt(other.length));
            }
        }
        return copy;
    }

    /** The start of one file and the end of another, or of the same: bytes are left out or come twice. */
    private static byte[] joined(byte[] start, int end, byte[] rest, int from) {
        byte[] joined = Arrays.copyOf(start, end + rest.length - from);
        System.arraycopy(rest, from, joined, end, rest.length - from);
        return joined;
    }

    private static Optional<byte[]> write(BufferedImage picture, String format, boolean inPasses) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageWriter writer = ImageIO.getImageWritersByFormatName(format).next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            if (inPasses && !param.canWriteProgressive()) {
                return Optional.empty();
            }
            if (param.canWriteProgressive()) {
                param.setProgressiveMode(inPasses ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
            }
            if (!writer.getOriginatingProvider().canEncodeImage(picture)) {
                return Optional.empty();
            }
            writer.setOutput(out);
            writer.write(null, new IIOImage(picture, null, null), param);
        } finally {
            writer.dispose();
        }
        return Optional.of(bytes.toByteArray());
    }

    private static BufferedImage picture(int type) {
        BufferedImage picture = new BufferedImage(12, 10, type);
        SplittableRandom random = new SplittableRandom(type);
        for (int y = 0; y < 10; y++) {
            for (int x = 0; x < 12; x++) {
                picture.setRGB(x, y, random.nextInt());
            }
        }
        return picture;
    }

    private static byte[] noise(int count) {
        byte[] bytes = new byte[count];
        new SplittableRandom(count).nextBytes(bytes);
        return bytes;
    }
}
