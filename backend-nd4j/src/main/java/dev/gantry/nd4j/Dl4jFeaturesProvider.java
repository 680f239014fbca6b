package dev.gantry.nd4j;

import dev.gantry.core.component.Component;
import dev.gantry.core.metric.Features;
import dev.gantry.core.metric.FeaturesProvider;
import java.lang.invoke.MethodHandles;

/** Offers features of networks of DL4J. */
public final class Dl4jFeaturesProvider implements FeaturesProvider {

    /** For the service loader. */
    public Dl4jFeaturesProvider() {}

    @Override
    public Component<Features> component() {
        return Component.of(
                MethodHandles.lookup(),
                Dl4jFeatures.class,
                "dl4j",
                "What a layer of a network of Deeplearning4j makes of the samples",
                """
                # a zip of DL4J's ModelSerializer, such as gantry classifier writes
                file = null
                # the name or number of the layer, the first being 0; null for what goes into the last one
                layer = null
                """);
    }
}
