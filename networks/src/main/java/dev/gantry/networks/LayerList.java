package dev.gantry.networks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.NearestName;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Layers as a recipe lists them, one behind the other: {@code [{ type = dense, units = 128 }, relu]}. In the network, a
 * layer is named after its type and place: {@code dense-1}.
 */
record LayerList(List<Named> layers, Initialization init) {

    /** Every type of layer that can be listed. */
    static final List<Component<Layer>> TYPES = List.of(
            AveragePool.component(),
            BatchNormalization.component(),
            Convolution.component(),
            Dense.component(),
            Component.of(() -> (x, scope, init) -> x.flatten(), "flatten", "Makes each sample a row."),
            LayerNormalization.component(),
            LeakyRelu.component(),
            activation("relu", Activation.RELU, "max(x, 0)."),
            Reshape.component(),
            activation("sigmoid", Activation.SIGMOID, "1 / (1 + exp(-x))."),
            activation("tanh", Activation.TANH, "tanh(x), from -1 to 1."),
            TransposedConvolution.component(),
            Upsample.component());

    record Named(String name, Layer layer) {}

    private static Component<Layer> activation(String name, Activation activation, String help) {
        return Component.of(() -> (x, scope, init) -> activation.apply(x, 0), name, help);
    }

    /** One comment line for each type: {@code #   dense { units, bias = true }}. */
    static String help() {
        return TYPES.stream()
                .map(type -> "#   " + type.name() + keys(type.reference()))
                .collect(Collectors.joining("\n"));
    }

    private static String keys(Config reference) {
        return reference.root().entrySet().stream()
                .sorted(Comparator.comparingInt(
                        entry -> entry.getValue().origin().lineNumber()))
                .map(entry -> entry.getKey()
                        + (reference.getIsNull(entry.getKey())
                                ? ""
                                : " = " + entry.getValue().unwrapped()))
                .collect(Collectors.collectingAndThen(
                        Collectors.joining(", "), keys -> keys.isEmpty() ? "" : " { " + keys + " }"));
    }

    /**
     * The layers in key {@code layers}.
     *
     * @throws IllegalArgumentException naming everything that is wrong with them, one line each
     */
    static LayerList parse(Config settings, Initialization init) {
        List<Named> layers = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        int place = 0;
        for (ConfigValue value : settings.getList("layers")) {
            place++;
            try {
                Config layer = value.valueType() == ConfigValueType.STRING
                        ? value.atKey("type")
                        : value.atKey("layer").getConfig("layer");
                String type = layer.getString("type");
                layers.add(new Named(type + "-" + place, create(type, layer.withoutPath("type"))));
            } catch (ConfigException | IllegalArgumentException e) {
                int line = value.origin().lineNumber();
                problems.add("layer " + place + (line > 0 ? " (line " + line + "): " : ": ") + e.getMessage());
            }
        }
        if (place == 0) {
            problems.add("'layers' must have at least one layer");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("\n", problems));
        }
        return new LayerList(List.copyOf(layers), init);
    }

    private static Layer create(String type, Config settings) {
        List<String> types = TYPES.stream().map(Component::name).toList();
        if (!types.contains(type)) {
            throw new IllegalArgumentException("unknown layer '" + type + "'." + NearestName.hint(type, types)
                    + " Layers: " + String.join(", ", types));
        }
        Component<Layer> component = TYPES.get(types.indexOf(type));
        TreeSet<String> known = new TreeSet<>(component.reference().root().keySet());
        for (String key : new TreeSet<>(settings.root().keySet())) {
            if (!known.contains(key)) {
                throw new IllegalArgumentException("unknown key '" + key + "' of '" + type + "'."
                        + NearestName.hint(key, known) + " Keys: " + String.join(", ", known));
            }
        }
        Config complete = settings.withFallback(component.reference());
        for (String key : known) {
            if (complete.getIsNull(key)) {
                throw new IllegalArgumentException("'" + key + "' of '" + type + "' must be set");
            }
        }
        return component.create().apply(complete);
    }

    /** Traces all layers; the message of a {@link ShapeException} names the layer that does not fit. */
    Tensor apply(Tensor x, Scope scope) {
        Tensor y = x;
        for (Named named : layers) {
            try {
                y = named.layer().apply(y, scope.child(named.name()), init);
            } catch (ShapeException e) {
                ShapeException located = new ShapeException("layer '" + named.name() + "': " + e.getMessage());
                located.initCause(e);
                throw located;
            }
        }
        return y;
    }
}
