package dev.gantry.data;

import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Image files as samples, and behind them the same mirrored, where that is wanted. */
final class ImageFiles implements Samples {

    private final List<ImageFile> files;
    private final ImageCache images;
    private final boolean flip;
    private final ImagePlace place;
    private final List<String> classNames;
    private final int[] labels;
    private final List<String> notes;
    private final Shape shape;

    /**
     * @param files all of which can be read
     * @param flip whether there is a mirrored copy of each
     * @param place closed with this
     */
    ImageFiles(
            List<ImageFile> files,
            ImageCache images,
            boolean flip,
            ImagePlace place,
            ImageClasses classes,
            List<String> notes) {
        this.files = List.copyOf(files);
        this.images = images;
        this.flip = flip;
        this.place = place;
        this.classNames = classes.ordered(files);
        this.notes = List.copyOf(notes);
        this.shape = Shape.of(
                images.decoder().channels(),
                images.decoder().size().height(),
                images.decoder().size().width());
        Map<String, Integer> numbers = new HashMap<>();
        classNames.forEach(name -> numbers.put(name, numbers.size()));
        this.labels = new int[classNames.isEmpty() ? 0 : files.size()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = numbers.getOrDefault(classes.name(files.get(i)), 0);
        }
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(flip ? 2L * files.size() : files.size());
    }

    /** Which of the files a sample is made of. */
    private int file(long index) {
        return Math.toIntExact(index % files.size());
    }

    @Override
    public void read(long index, float[] target, int offset) {
        byte[] pixels = images.pixels(files.get(file(index)));
        int width = shape.size(2);
        boolean mirrored = index >= files.size();
        for (int i = 0; i < pixels.length; i++) {
            int from = mirrored ? i - i % width + width - 1 - i % width : i;
            target[offset + i] = Brightness.fromByte(pixels[from]);
        }
    }

    @Override
    public int classes() {
        return classNames.size();
    }

    @Override
    public List<String> classNames() {
        return classNames;
    }

    @Override
    public int label(long index) {
        return classNames.isEmpty() ? Samples.super.label(index) : labels[file(index)];
    }

    @Override
    public String name(long index) {
        return files.get(file(index)).name() + (index >= files.size() ? ", mirrored" : "");
    }

    @Override
    public List<String> notes() {
        return notes;
    }

    @Override
    public void close() {
        place.close();
    }
}
