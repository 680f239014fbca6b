package dev.gantry.core.spi;

import dev.gantry.core.export.ExportException;
import dev.gantry.core.tensor.Shape;
import java.util.List;

/** A generator that is one layer behind the other and can name them, so that other software can run it when it is trained. */
public interface LayeredGenerator extends Generator {

    /**
     * What {@link #generate} computes where the scope is not training, layer by layer.
     *
     * @param sampleShape as for {@code generate}
     * @throws dev.gantry.core.tensor.ShapeException if the network cannot make samples of this shape
     * @throws ExportException if there are no words for one of the layers
     */
    List<NetworkLayer> layers(Shape sampleShape);
}
