package dev.gantry.regularizers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.component.Component;
import dev.gantry.core.spi.Regularizer;
import dev.gantry.core.spi.RegularizerProvider;
import dev.gantry.regularizers.DiffAugment.Operation;
import java.util.List;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ProvidersTest {

    @Test
    void everyRegularizerIsFoundByName() {
        Module module = ProvidersTest.class.getModule();
        assertThat(module.isNamed()).isTrue();
        module.addUses(RegularizerProvider.class);

        var found = ServiceLoader.load(RegularizerProvider.class).stream()
                .map(provider -> provider.get().component())
                .toList();

        assertThat(found)
                .extracting(Component::name)
                .containsExactlyInAnyOrder(
                        "consistency",
                        "diff-augment",
                        "feature-matching",
                        "historical-averaging",
                        "input-noise",
                        "label-flipping",
                        "label-smoothing",
                        "layer-noise",
                        "minibatch-discrimination",
                        "minibatch-stddev",
                        "packing",
                        "pulling-away",
                        "replay",
                        "tensorflow-label-smoothing",
                        "virtual-batch-normalization");
        assertThat(found)
                .extracting(component -> component.from(component.reference()))
                .containsExactlyInAnyOrder(
                        (Regularizer) new Consistency(10, List.of(Operation.TRANSLATION), 0.05),
                        new DiffAugment(List.of(Operation.COLOR, Operation.TRANSLATION, Operation.CUTOUT)),
                        new FeatureMatching("features", FeatureMatching.Distance.SQUARED, 1, true),
                        new HistoricalAveraging(0.001),
                        new InputNoise(0.1, 1),
                        new LabelFlipping(0.05),
                        new LabelSmoothing(0.9, 0),
                        new LayerNoise(0.5, List.of("features")),
                        new MinibatchDiscrimination(50, 5, "features"),
                        new MinibatchStddev("features", MinibatchStddev.Variance.POPULATION),
                        new Packing(2),
                        new PullingAway("features", 0.1),
                        new Replay(1024),
                        new TensorflowLabelSmoothing(0.25),
                        new VirtualBatchNormalization(64, VirtualBatchNormalization.Networks.BOTH, 1e-5));
    }
}
