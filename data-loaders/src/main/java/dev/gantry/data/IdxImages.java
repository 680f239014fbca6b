package dev.gantry.data;

import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** The images of an IDX file as samples {@code [C, H, W]}, byte 0 as -1 and byte 255 as 1; one channel if it has no such axis. */
final class IdxImages implements Samples {

    private final IdxFile file;
    private final Shape shape;
    private final int length;
    private final Optional<IdxFile> labels;
    private final int classes;
    private final Optional<List<String>> classNames;

    /**
     * @param labels one byte for each image, the class
     */
    IdxImages(IdxFile file, Optional<IdxFile> labels) {
        this(file, labels, Optional.empty());
    }

    /**
     * @param classNames what the classes are called, if not by their numbers
     */
    IdxImages(IdxFile file, Optional<IdxFile> labels, Optional<List<String>> classNames) {
        this.classNames = classNames;
        this.file = file;
        this.labels = labels;
        this.classes = labels.map(IdxImages::classes).orElse(0);
        Shape image = file.axes().dropFirst();
        this.shape = image.rank() == 2 ? image.prepend(1) : image;
        this.length = (int) shape.size(); // which IdxFile bounds
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(file.axes().size(0));
    }

    /** One more than the largest label. */
    private static int classes(IdxFile labels) {
        int most = 0;
        for (long i = 0; i < labels.axes().size(0); i++) {
            most = Math.max(most, label(labels, i));
        }
        return most + 1;
    }

    private static int label(IdxFile labels, long index) {
        return Byte.toUnsignedInt(labels.elements().get(ValueLayout.JAVA_BYTE, index));
    }

    @Override
    public int classes() {
        return classes;
    }

    @Override
    public List<String> classNames() {
        return classNames.orElseGet(Samples.super::classNames);
    }

    @Override
    public int label(long index) {
        return labels.map(file -> label(file, index)).orElseGet(() -> Samples.super.label(index));
    }

    @Override
    public void read(long index, float[] target, int offset) {
        long start = Objects.checkIndex(index, file.axes().size(0)) * length;
        for (int i = 0; i < length; i++) {
            target[offset + i] = Brightness.fromByte(file.elements().get(ValueLayout.JAVA_BYTE, start + i));
        }
    }
}
