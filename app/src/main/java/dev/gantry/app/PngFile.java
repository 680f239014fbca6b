package dev.gantry.app;

import dev.gantry.core.runtime.TrainingException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

final class PngFile {

    private PngFile() {}

    /** Writes an image; throws {@link TrainingException} if the file cannot be written. */
    static void write(Path file, BufferedImage image) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            // In memory first: ImageIO leaves half a file, or says nothing, where it cannot write.
            ImageIO.write(image, "png", bytes);
            Files.write(file, bytes.toByteArray());
        } catch (IOException e) {
            throw new TrainingException("cannot write " + file + ": " + e, e);
        }
    }
}
