package dev.gantry.networks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.NearestName;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Layers as a recipe lists them, one behind the other: {@code [{ type = dense, units = 128 }, relu]}. In the network, a
 * layer is named after its type and place: {@code dense-1}.
 *
 * <p>Every layer announces its value by its name, and where the last is dense, what it is given is announced as
 * {@code features}. No place is announced as {@code pre-activation}: a list puts its normalizations itself.
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
     * @throws ConfigException.ValidationFailed with everything that is wrong with them
     */
    static LayerList parse(Config settings, Initialization init) {
        List<Named> layers = new ArrayList<>();
        List<ValidationProblem> problems = new ArrayList<>();
        ConfigValue listed = settings.root().get("layers");
        if (listed instanceof ConfigList list && !list.isEmpty()) {
            for (int i = 0; i < list.size(); i++) {
                layer(list.get(i), i, problems).ifPresent(layers::add);
            }
        } else {
            problems.add(new ValidationProblem(
                    "layers", settings.origin(), "'layers' must be a list of at least one layer"));
        }
        if (!problems.isEmpty()) {
            throw new ConfigException.ValidationFailed(problems);
        }
        return new LayerList(List.copyOf(layers), init);
    }

    private static Optional<Named> layer(ConfigValue value, int index, List<ValidationProblem> problems) {
        String path = "layers[" + index + "].";
        Config settings = value instanceof ConfigObject block ? block.toConfig() : value.atKey("type");
        List<String> types = TYPES.stream().map(Component::name).toList();
        if (!settings.hasPath("type")) {
            problems.add(new ValidationProblem(
                    path + "type",
                    value.origin(),
                    "'" + path + "type' must be set to one of the layers: " + String.join(", ", types)));
            return Optional.empty();
        }
        String type = String.valueOf(settings.getAnyRef("type"));
        if (!types.contains(type)) {
            problems.add(new ValidationProblem(
                    path + "type",
                    value.origin(),
                    "unknown layer '" + type + "'." + NearestName.hint(type, types) + " The layers are: "
                            + String.join(", ", types)));
            return Optional.empty();
        }
        try {
            Layer layer = TYPES.get(types.indexOf(type)).from(settings.withoutPath("type"));
            return Optional.of(new Named(type + "-" + (index + 1), layer));
        } catch (ConfigException.ValidationFailed e) {
            for (ValidationProblem problem : e.problems()) {
                String key = path + problem.path();
                // What is not there has no line of its own.
                boolean written = settings.root().containsKey(problem.path());
                problems.add(new ValidationProblem(
                        key,
                        written ? problem.origin() : value.origin(),
                        problem.problem().replace("'" + problem.path() + "'", "'" + key + "'")));
            }
            return Optional.empty();
        }
    }

    boolean normalizesOverBatches() {
        return layers.stream().anyMatch(named -> named.layer() instanceof BatchNormalization);
    }

    /** Traces all layers; the message of a {@link ShapeException} names the layer that does not fit. */
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
            }
        }
        return y;
    }
}
