package dev.gantry.metrics;

import dev.gantry.core.component.Component;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.FeaturesProvider;
import dev.gantry.core.tensor.Shape;

/** The samples' own values: pixels of images, coordinates of points. */
public record Pixels() implements Features {

    public static FeaturesProvider provider() {
        return () -> Component.of(Pixels::new, "pixels", "The samples' own values");
    }

    @Override
    public int size(Shape sample) {
        return sample.length();
    }

    @Override
    public float[] of(float[] samples, int count, Shape sample) {
        float[] features = new float[count * size(sample)];
        System.arraycopy(samples, 0, features, 0, features.length);
        return features;
    }
}
