package dev.gantry.data;

import dev.gantry.core.component.OneOrEach;

/** Of images, in pixels; in a recipe {@code 64} for both, or {@code [48, 64]}. */
public record ImageSize(int height, int width) implements OneOrEach {

    /** A square. */
    public ImageSize(int side) {
        this(side, side);
    }

    int pixels() {
        return height * width;
    }

    ImageSize turned() {
        return new ImageSize(/* height= */ width, /* width= */ height);
    }

    @Override
    public String toString() {
        return height + " x " + width;
    }
}
