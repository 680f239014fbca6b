package dev.gantry.data;

import dev.gantry.data.ImageDecoder.Decoded;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Decodes image files, and keeps as many as fit. */
final class ImageCache {

    /** What an image takes in the cache beside its pixels. */
    private static final int BYTES_OF_ENTRY = 128;

    private final ImageDecoder decoder;
    private final Map<ImageFile, byte[]> cache = new ConcurrentHashMap<>();
    private final AtomicLong reserved = new AtomicLong();
    private final long mostCached;

    ImageCache(ImageDecoder decoder, long bytes) {
        this.decoder = decoder;
        long heap = Runtime.getRuntime().maxMemory();
        long image = (long) decoder.channels() * decoder.size().pixels();
        this.mostCached = Math.min(bytes / image, heap / 4 / (image + BYTES_OF_ENTRY));
    }

    ImageDecoder decoder() {
        return decoder;
    }

    long mostCached() {
        return mostCached;
    }

    byte[] pixels(ImageFile file) {
        return Optional.ofNullable(cache.get(file))
                .orElseGet(() -> decoded(file).pixels());
    }

    /** A full cache keeps what it has: where every epoch reads each file once, the oldest is as good as any. */
    Decoded decoded(ImageFile file) {
        Decoded decoded = decoder.decode(file);
        if (reserved.get() < mostCached && reserved.getAndIncrement() < mostCached) {
            cache.put(file, decoded.pixels());
        }
        return decoded;
    }
}
