package dev.gantry.networks;

import com.typesafe.config.Config;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Require;
import dev.gantry.core.export.ExportException;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.spi.WeightInit;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.Dense;
import java.util.ArrayList;
import java.util.List;

/**
 * Layers as a recipe lists them, one behind the other: {@code [{ type = dense, units = 128 }, relu]}. In the network, a
 * layer is named after its type and place: {@code dense-1}.
 *
 * <p>Every layer announces its value by its name, and where the last is dense, what it is given is announced as
 * {@code features}. No place is announced as {@code pre-activation}: a list puts its normalizations itself.
 */
record LayerList(List<Named> layers, WeightInit init) {

    private static final String KEY = "layers";

    record Named(String name, Layer layer) {}

    /**
     * The layers in key {@code layers}.
     *
     * @param settings complete, where each is a block with its {@code type}
     */
    static LayerList of(List<Layer> layers, Config settings, WeightInit init) {
        List<? extends Config> blocks = settings.getConfigList(KEY);
        List<Named> named = new ArrayList<>();
        for (int i = 0; i < layers.size(); i++) {
            named.add(new Named(blocks.get(i).getString("type") + "-" + (i + 1), layers.get(i)));
        }
        return new LayerList(List.copyOf(named), init);
    }

    /** Throws {@link IllegalArgumentException} unless there are layers. */
    static void require(List<Layer> layers) {
        Require.that(!layers.isEmpty(), KEY, "a list of at least one layer", layers);
    }

    boolean normalizesOverBatches() {
        return layers.stream().anyMatch(named -> named.layer().normalizesOverBatches());
    }

    /** Traces all layers; messages name the layer that does not fit or failed. */
    Tensor apply(Tensor x, Scope scope) {
        Tensor y = x;
        for (Named named : layers) {
            if (named.equals(layers.getLast()) && named.layer() instanceof Dense) {
                y = scope.layer("features", y);
            }
            try {
                y = scope.layer(named.name(), named.layer().apply(y, scope.child(named.name()), init));
            } catch (ShapeException e) {
                ShapeException located = new ShapeException("layer '" + named.name() + "': " + e.getMessage());
                located.initCause(e);
                throw located;
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("layer '" + named.name() + "': " + e.getMessage(), e);
            } catch (RuntimeException | LinkageError e) {
                // Gantry's own say whose they are.
                if (e.getClass().getPackageName().startsWith("dev.gantry.")) {
                    throw e;
                }
                throw new IllegalStateException(
                        "layer '%s' (%s) failed: %s: %s"
                                .formatted(
                                        named.name(),
                                        Component.whose(named.layer()),
                                        e.getClass().getSimpleName(),
                                        e.getMessage()),
                        e);
            }
        }
        return y;
    }

    /**
     * The layers in words of other software.
     *
     * @throws ExportException if there are no words for one of them
     */
    List<NetworkLayer> words() {
        return layers.stream().flatMap(named -> words(named).stream()).toList();
    }

    private static List<NetworkLayer> words(Named named) {
        if (!(named.layer() instanceof Layer.Exportable exportable)) {
            throw new ExportException(
                    "the generator cannot be exported, because its layer '" + named.name()
                            + "' has no words that other software understands",
                    named.layer(),
                    "train without it, or let it implement Layer.Exportable");
        }
        return exportable.words(named.name());
    }
}
