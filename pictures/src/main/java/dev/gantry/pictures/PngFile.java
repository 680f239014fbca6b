package dev.gantry.pictures;

import dev.gantry.core.run.TrainingException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import javax.imageio.stream.ImageOutputStream;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** Writes pictures. */
public final class PngFile {

    private PngFile() {}

    /** Writes an image; throws {@link TrainingException} if the file cannot be written. */
    public static void write(Path file, BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // In memory: ImageIO's own files need a shutdown hook, which Ctrl-C comes too late for.
            try (ImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
                ImageIO.write(image, "png", out);
            }
            Files.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }
}
