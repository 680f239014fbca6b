package dev.gantry.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.component.UnsuitableException;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.Samples;
import dev.gantry.core.metric.ClassifierTrainer;
import dev.gantry.core.run.TrainingException;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.run.ClassifierOptions;
import dev.gantry.runtime.run.ClassifierResult;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClassifierTrainingTest {

    @TempDir
    private Path folder;

    /** Sample i is i, of class i mod 3. */
    private record Numbers(OptionalLong size, int classes) implements Samples {

        @Override
        public Shape shape() {
            return Shape.of(1);
        }

        @Override
        public void read(long index, float[] target, int offset) {
            target[offset] = index;
        }

        @Override
        public int label(long index) {
            return (int) (index % 3);
        }
    }

    /** Always answers 0; remembers what it was trained on and asked. */
    private static final class Recorder implements ClassifierTrainer, ClassifierTrainer.Classifier {

        private final Set<Integer> trained = new HashSet<>();
        private final Set<Integer> asked = new HashSet<>();
        private int[] labels = new int[3];

        @Override
        public Classifier train(Samples samples, int steps, long seed) {
            labels = new int[3];
            float[] value = new float[1];
            for (long i = 0; i < samples.size().orElseThrow(); i++) {
                samples.read(i, value, 0);
                trained.add((int) value[0]);
                labels[samples.label(i)]++;
            }
            return this;
        }

        @Override
        public int[] classify(float[] samples, int count) {
            for (float sample : samples) {
                asked.add((int) sample);
            }
            return new int[count];
        }

        @Override
        public void write(OutputStream target) throws IOException {
            target.write(7);
        }
    }

    private static ClassifierOptions options(int... labels) {
        return new ClassifierOptions(1, Arrays.stream(labels).findFirst(), 5);
    }

    @Test
    void aFifthIsHeldOut() {
        Recorder recorder = new Recorder();
        Path file = folder.resolve("classifier.zip");

        ClassifierResult result =
                ClassifierTraining.run(recorder, new Numbers(OptionalLong.of(1500), 3), options(), file);

        assertThat(recorder.trained).hasSize(1200).doesNotContainAnyElementsOf(recorder.asked);
        assertThat(recorder.asked).hasSize(300);
        long zeros = recorder.asked.stream().filter(i -> i % 3 == 0).count();
        assertThat(result).isEqualTo(new ClassifierResult(3, 1200, 300, zeros / 300.0));
        assertThat(file).hasBinaryContent(new byte[] {7});
    }

    @Test
    void labelsAreAsManyOfEachClass() {
        Recorder recorder = new Recorder();

        ClassifierResult result = ClassifierTraining.run(
                recorder, new Numbers(OptionalLong.empty(), 3), options(30), folder.resolve("classifier.zip"));

        assertThat(recorder.labels).containsExactly(10, 10, 10);
        assertThat(recorder.trained).doesNotContainAnyElementsOf(recorder.asked);
        assertThat(result.heldOut()).isEqualTo(2000);
    }

    @Test
    void saysWhatCannotBe() {
        Recorder recorder = new Recorder();
        Path file = folder.resolve("classifier.zip");
        assertThatThrownBy(() -> ClassifierTraining.run(recorder, new Numbers(OptionalLong.of(9), 0), options(), file))
                .isInstanceOf(UnsuitableException.class)
                .hasMessage("a classifier needs labels, and this data has none");
        assertThatThrownBy(
                        () -> ClassifierTraining.run(recorder, new Numbers(OptionalLong.of(30), 3), options(99), file))
                .isInstanceOf(DataException.class)
                .hasMessageContaining("99");
        assertThatThrownBy(() -> ClassifierTraining.run(
                        recorder, new Numbers(OptionalLong.of(30), 3), options(), folder.resolve("no/folder.zip")))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("does not exist");
        assertThatThrownBy(() -> new ClassifierOptions(0, OptionalInt.empty(), 1))
                .hasMessage("'steps' must be at least 1, found 0");
        assertThat(recorder.trained).isEmpty();
        assertThat(file).doesNotExist();
    }

    @Test
    void aTrainerThatIsBrokenIsNamed() {
        ClassifierTrainer broken = new BrokenTrainer();
        assertThatThrownBy(() -> ClassifierTraining.run(
                        broken, new Numbers(OptionalLong.of(30), 3), options(), folder.resolve("classifier.zip")))
                .isInstanceOf(TrainingException.class)
                .hasMessage(
                        "the trainer of classifiers dev.gantry.runtime.ClassifierTrainingTest$BrokenTrainer is broken: it"
                                + " failed with java.lang.IllegalArgumentException: 3 > 2");
    }

    private static final class BrokenTrainer implements ClassifierTrainer {

        @Override
        public Classifier train(Samples samples, int steps, long seed) {
            throw new IllegalArgumentException("3 > 2");
        }
    }
}
