package dev.gantry.networks;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.ExportException;
import dev.gantry.core.spi.Layer;
import dev.gantry.core.spi.LayerProvider;
import dev.gantry.core.spi.NearestName;
import dev.gantry.core.spi.NetworkLayer;
import dev.gantry.core.spi.Scope;
import dev.gantry.core.tensor.ShapeException;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.networks.layer.AveragePool;
import dev.gantry.networks.layer.BatchNormalization;
import dev.gantry.networks.layer.Convolution;
import dev.gantry.networks.layer.Dense;
import dev.gantry.networks.layer.Flatten;
import dev.gantry.networks.layer.LayerNormalization;
import dev.gantry.networks.layer.LeakyRelu;
import dev.gantry.networks.layer.Relu;
import dev.gantry.networks.layer.Reshape;
import dev.gantry.networks.layer.Sigmoid;
import dev.gantry.networks.layer.Tanh;
import dev.gantry.networks.layer.TransposedConvolution;
import dev.gantry.networks.layer.Upsample;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Layers as a recipe lists them, one behind the other: {@code [{ type = dense, units = 128 }, relu]}. In the network, a
 * layer is named after its type and place: {@code dense-1}.
 *
 * <p>Every layer announces its value by its name, and where the last is dense, what it is given is announced as
 * {@code features}. No place is announced as {@code pre-activation}: a list puts its normalizations itself.
 */
record LayerList(List<Named> layers, Initialization init) {

    /** Every type of layer that can be listed. */
    static final List<Component<Layer>> TYPES = Stream.of(
                    AveragePool.provider(),
                    BatchNormalization.provider(),
                    Convolution.provider(),
                    Dense.provider(),
                    Flatten.provider(),
                    LayerNormalization.provider(),
                    LeakyRelu.provider(),
                    Relu.provider(),
                    Reshape.provider(),
                    Sigmoid.provider(),
                    Tanh.provider(),
                    TransposedConvolution.provider(),
                    Upsample.provider())
            .map(LayerProvider::component)
            .toList();

    record Named(String name, Layer layer) {}

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
