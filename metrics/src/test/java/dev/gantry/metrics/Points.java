package dev.gantry.metrics;

import dev.gantry.core.data.Mixture;
import dev.gantry.core.data.Samples;
import dev.gantry.core.tensor.Shape;
import java.util.Optional;
import java.util.OptionalLong;

/** Samples that a test holds in memory: row-major, with or without the mixture they stand for. */
final class Points implements Samples {

    private final float[] values;
    private final Shape shape;
    private final boolean endless;
    private final Optional<Mixture> mixture;

    private Points(float[] values, Shape shape, boolean endless, Optional<Mixture> mixture) {
        this.values = values;
        this.shape = shape;
        this.endless = endless;
        this.mixture = mixture;
    }

    static Points of(int features, float... values) {
        return new Points(values, Shape.of(features), false, Optional.empty());
    }

    static Points of(Shape shape, float[] values) {
        return new Points(values, shape, false, Optional.empty());
    }

    /** The points over and over, without a size. */
    static Points endless(int features, float... values) {
        return new Points(values, Shape.of(features), true, Optional.empty());
    }

    static Points of(Mixture mixture) {
        return new Points(new float[0], Shape.of(mixture.modes().getFirst().size()), true, Optional.of(mixture));
    }

    @Override
    public Shape shape() {
        return shape;
    }

    @Override
    public OptionalLong size() {
        return endless ? OptionalLong.empty() : OptionalLong.of(values.length / features());
    }

    @Override
    public void read(long index, float[] target, int offset) {
        int start = endless ? (int) (index % (values.length / features())) : Math.toIntExact(index);
        System.arraycopy(values, start * features(), target, offset, features());
    }

    @Override
    public Optional<Mixture> mixture() {
        return mixture;
    }

    private int features() {
        return (int) shape.size();
    }
}
