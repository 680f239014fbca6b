package dev.gantry.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.data.Cifar.Batches;
import dev.gantry.data.Cifar.Fineness;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CifarTest {

    @TempDir
    private Path folder;

    /** Rows of label bytes and a red image whose first pixel is the row's number. */
    private void write(String name, int[]... labels) throws IOException {
        ByteArrayOutputStream rows = new ByteArrayOutputStream();
        for (int row = 0; row < labels.length; row++) {
            IntStream.of(labels[row]).forEach(rows::write);
            rows.write(row);
            rows.writeBytes(filled(1023, 255));
            rows.writeBytes(filled(2048, 0));
        }
        Files.write(folder.resolve(name), rows.toByteArray());
    }

    private static byte[] filled(int length, int value) {
        byte[] bytes = new byte[length];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    private void writeTen() throws IOException {
        for (int i = 1; i <= 5; i++) {
            write("data_batch_" + i + ".bin", new int[] {i}, new int[] {9 - i});
        }
        write("test_batch.bin", new int[] {0});
    }

    @Test
    void theBatchesOfCifar10FollowOneAnother() throws IOException {
        writeTen();
        Samples samples = new Cifar(folder, Batches.ALL, Fineness.FINE).open(0);
        assertThat(samples.shape()).isEqualTo(Shape.of(3, 32, 32));
        assertThat(samples.size()).hasValue(11);
        assertThat(samples.classNames()).hasSize(10).startsWith("0", "1");
        assertThat(IntStream.range(0, 11).map(samples::label)).containsExactly(1, 8, 2, 7, 3, 6, 4, 5, 5, 4, 0);
        float[] image = new float[3072];
        samples.read(3, image, 0);
        assertThat(image[0]).isEqualTo(1 / 127.5f - 1);
        assertThat(image[1]).isEqualTo(1);
        assertThat(image[1024]).isEqualTo(-1);
        assertThat(new Cifar(folder, Batches.TRAIN, Fineness.FINE).open(0).size())
                .hasValue(10);
        assertThat(new Cifar(folder, Batches.TEST, Fineness.FINE).open(0).size())
                .hasValue(1);
    }

    @Test
    void classesAreNamedWhereTheNamesAreThere() throws IOException {
        writeTen();
        Files.writeString(
                folder.resolve("batches.meta.txt"),
                "airplane\nautomobile\nbird\ncat\ndeer\ndog\nfrog\nhorse\nship\ntruck\n\n");
        assertThat(new Cifar(folder, Batches.TEST, Fineness.FINE).open(0).classNames())
                .hasSize(10)
                .endsWith("ship", "truck");
    }

    @Test
    void cifar100HasTwoKindsOfClasses() throws IOException {
        write("train.bin", new int[] {19, 99}, new int[] {0, 7});
        Samples fine = new Cifar(folder, Batches.TRAIN, Fineness.FINE).open(0);
        Samples coarse = new Cifar(folder, Batches.TRAIN, Fineness.COARSE).open(0);
        assertThat(fine.classes()).isEqualTo(100);
        assertThat(coarse.classes()).isEqualTo(20);
        assertThat(IntStream.range(0, 2).map(fine::label)).containsExactly(99, 7);
        assertThat(IntStream.range(0, 2).map(coarse::label)).containsExactly(19, 0);
    }

    @Test
    void wrongFilesAreTold() throws IOException {
        Cifar cifar = new Cifar(folder, Batches.TRAIN, Fineness.FINE);
        Path first = folder.resolve("data_batch_1.bin");
        assertThatThrownBy(() -> cifar.open(0))
                .isInstanceOf(DataException.class)
                .hasMessageStartingWith(first + ": no such file");
        Files.write(first, new byte[3072]);
        assertThatThrownBy(() -> cifar.open(0))
                .hasMessage(
                        first + ": is cut off, or is no file of CIFAR; expected images of 3073 bytes each, found 3072"
                                + " bytes");
        write("data_batch_1.bin", new int[] {3}, new int[] {10});
        assertThatThrownBy(() -> cifar.open(0))
                .hasMessage(first + ": is no file of CIFAR; expected classes below 10, found 10 in image 1");
    }
}
