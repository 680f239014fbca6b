package dev.gantry.data;

import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import dev.gantry.data.Cifar.Layout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;

/** Rows of labels and pixels in several files, one behind the other. */
final class CifarImages implements Samples {

    private static final Shape SHAPE = Shape.of(3, Cifar.SIDE, Cifar.SIDE);

    private final List<MemorySegment> files;
    private final Layout layout;
    private final Optional<List<String>> classNames;
    private final long size;

    /**
     * @param files each with whole rows
     * @param classNames what the classes are called, if not by their numbers
     */
    CifarImages(List<MemorySegment> files, Layout layout, Optional<List<String>> classNames) {
        this.files = List.copyOf(files);
        this.layout = layout;
        this.classNames = classNames;
        this.size = files.stream().mapToLong(MemorySegment::byteSize).sum() / layout.rowBytes();
    }

    static int unsigned(MemorySegment file, long at) {
        return Byte.toUnsignedInt(file.get(ValueLayout.JAVA_BYTE, at));
    }

    private interface Use<T> {
        T of(MemorySegment file, long row);
    }

    /** What is made of a row's file, and its first byte there. */
    private <T> T row(long index, Use<T> use) {
        long start = Objects.checkIndex(index, size) * layout.rowBytes();
        for (MemorySegment file : files) {
            if (start < file.byteSize()) {
                return use.of(file, start);
            }
            start -= file.byteSize();
        }
        throw new IllegalStateException("the rows end before number " + index);
    }

    @Override
    public Shape shape() {
        return SHAPE;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(size);
    }

    @Override
    public int classes() {
        return layout.classes();
    }

    @Override
    public List<String> classNames() {
        return classNames.orElseGet(Samples.super::classNames);
    }

    @Override
    public int label(long index) {
        return row(index, (file, row) -> unsigned(file, row + layout.label()));
    }

    @Override
    public void read(long index, float[] target, int offset) {
        MemorySegment pixels = row(index, (file, row) -> file.asSlice(row + layout.labelBytes(), Cifar.PIXELS));
        for (int i = 0; i < Cifar.PIXELS; i++) {
            target[offset + i] = Brightness.fromByte(pixels.get(ValueLayout.JAVA_BYTE, i));
        }
    }
}
