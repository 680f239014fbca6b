package dev.gantry.data;

import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/** Image files as samples, decoded when first read. */
final class ImageFiles implements Samples {

    /** What an image takes in the cache beside its pixels. */
    private static final int BYTES_OF_ENTRY = 128;

    private final List<Path> files;
    private final ImageDecoder decoder;
    private final Shape shape;
    private final Map<Long, byte[]> cache = new ConcurrentHashMap<>();
    private final long mostCached;

    ImageFiles(List<Path> files, ImageDecoder decoder, long cacheBytes) {
        this.files = files;
        this.decoder = decoder;
        this.shape = Shape.of(decoder.channels(), decoder.size(), decoder.size());
        long heap = Runtime.getRuntime().maxMemory();
        this.mostCached = Math.min(cacheBytes / shape.size(), heap / 4 / (shape.size() + BYTES_OF_ENTRY));
    }

    long mostCached() {
        return mostCached;
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public OptionalLong size() {
        return OptionalLong.of(files.size());
    }

    @Override
    public void read(long index, float[] target, int offset) {
        byte[] pixels = Optional.ofNullable(cache.get(index)).orElseGet(() -> decode(index));
        for (int i = 0; i < pixels.length; i++) {
            target[offset + i] = Brightness.fromByte(pixels[i]);
        }
    }

    /** A full cache keeps what it has: where every epoch reads each file once, the oldest is as good as any. */
    private byte[] decode(long index) {
        byte[] pixels = decoder.decode(files.get(Math.toIntExact(index)));
        if (cache.size() < mostCached) {
            cache.put(index, pixels);
        }
        return pixels;
    }
}
