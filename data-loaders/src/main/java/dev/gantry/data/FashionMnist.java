package dev.gantry.data;

import dev.gantry.core.component.Component;
import dev.gantry.core.data.DataException;
import dev.gantry.core.data.DataSource;
import dev.gantry.core.data.DataSourceProvider;
import dev.gantry.core.data.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The 10,000 test images of Fashion-MNIST (Xiao et al. 2017), which come with Gantry: clothes and shoes,
 * {@code [1, 28, 28]}, from -1 (background) to 1, of 10 classes.
 */
public record FashionMnist() implements DataSource {

    private static final List<String> CLASSES = List.of(
            "T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot");

    private static final String LABELS = "fashion-mnist-t10k-labels-idx1-ubyte.gz";
    private static final String IMAGES = "fashion-mnist-t10k-images-idx3-ubyte.gz";

    public static DataSourceProvider provider() {
        return () -> Component.of(FashionMnist::new, "fashion-mnist", "10,000 images of clothes that come with Gantry");
    }

    @Override
    public Samples open(long seed) {
        return new IdxImages(
                resource(IMAGES, IdxFile.Expected.IMAGES),
                Optional.of(resource(LABELS, IdxFile.Expected.LABELS)),
                Optional.of(CLASSES));
    }

    private static IdxFile resource(String name, IdxFile.Expected content) {
        try (InputStream in = Objects.requireNonNull(FashionMnist.class.getResourceAsStream(name), name)) {
            return IdxFile.unzip(name, in, content);
        } catch (IOException e) {
            throw new DataException(name + ": cannot be read from Gantry's own JAR: " + Reason.of(e), e);
        }
    }
}
