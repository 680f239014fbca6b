package dev.gantry.core.spi;

import java.nio.file.Path;

/** Found by {@link java.util.ServiceLoader}; writes trained networks as files of other software. */
public interface ModelExporter {

    /** The name that {@code gantry export --to} gives, such as {@code dl4j}. */
    String format();

    /** How the names of such files end, such as {@code zip}. */
    String extension();

    /**
     * Writes a network; a file that is there is overwritten.
     *
     * @throws ExportException if the format has no such network, or the file cannot be written
     */
    void export(TrainedNetwork network, Path file);
}
