package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Images in an IDX file, the format of MNIST and its relatives; the file may be gzipped. Samples are {@code [C, H, W]} from
 * -1 to 1. Nothing is held in memory but a gzipped file's bytes, and those only up
 * to 256 MiB or an eighth of the heap. An image has at most 16,777,216 values.
 *
 * @param images the file, {@code [N, H, W]} or {@code [N, C, H, W]} unsigned bytes
 * @param labels a file of labels, [N] unsigned bytes, as many as there are images: their classes
 */
public record IdxFiles(Path images, Optional<Path> labels) implements DataSource {

    public IdxFiles {
        Require.that(!images.toString().isEmpty(), "images", "the path of a file", "''");
    }

    public static DataSourceProvider provider() {
        return () -> Component.of(
                MethodHandles.lookup(), IdxFiles.class, "idx", "Images in an IDX file (MNIST), gzipped or not", """
                # the file of images
                images = null
                # a file of labels, the classes of the images; may be left out
                labels = null
                """);
    }

    @Override
    public Samples open(long seed) {
        IdxFile file = IdxFile.open(images, IdxFile.Expected.IMAGES);
        return new IdxImages(file, labels.map(path -> labels(path, file.axes().size(0))));
    }

    private IdxFile labels(Path path, int count) {
        IdxFile labels = IdxFile.open(path, IdxFile.Expected.LABELS);
        int found = labels.axes().size(0);
        if (found != count) {
            throw new DataException(path + ": does not belong to " + images + "; expected " + count
                    + " labels, one for each image, found " + found);
        }
        return labels;
    }
}
