package dev.gantry.core.export;

import java.io.IOException;
import java.io.OutputStream;

/** Found by {@link java.util.ServiceLoader}; writes trained networks as files of other software. */
public interface ModelExporter {

    /** The name that {@code gantry export --to} gives, such as {@code dl4j}. */
    String format();

    /** How the names of such files end, such as {@code zip}. */
    String extension();

    /**
     * Writes a network as a file's content.
     *
     * @throws ExportException if the format has no such network
     * @throws IOException if {@code target} cannot be written
     */
    void export(TrainedNetwork network, OutputStream target) throws IOException;
}
