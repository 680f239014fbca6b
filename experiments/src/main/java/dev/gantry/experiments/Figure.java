package dev.gantry.experiments;

import java.awt.image.BufferedImage;

/**
 * A picture of an experiment.
 *
 * @param file such as {@code plot.png}
 */
public record Figure(String file, BufferedImage image) {}
