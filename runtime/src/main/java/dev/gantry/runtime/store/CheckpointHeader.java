package dev.gantry.runtime.store;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import com.typesafe.config.ConfigValueType;
import dev.gantry.core.tensor.Shape;
import dev.gantry.runtime.store.Json.Refused;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a checkpoint's file says before the values: all that a {@link Checkpoint} is but these, and how they are laid out. */
record CheckpointHeader(
        int step,
        long criticUpdates,
        long seed,
        Shape sampleShape,
        Config recipe,
        Config provenance,
        List<Variable> variables) {

    /** Axes. */
    private static final int MOST_AXES = 32;

    /** Characters. */
    private static final int LONGEST_NAME = 1000;

    /** Elements of an array of Java. */
    private static final int MOST_ELEMENTS = Integer.MAX_VALUE - 8;

    /**
     * A variable, whose values follow those of the one before.
     *
     * @param single whether they are floats, and not doubles
     */
    record Variable(String name, Shape shape, boolean single) {

        int width() {
            return single ? Float.BYTES : Double.BYTES;
        }

        /** Of all values in the file. */
        long bytes() {
            return shape.size() * width();
        }
    }

    CheckpointHeader {
        variables = List.copyOf(variables);
    }

    /** As JSON. */
    String render() {
        List<Map<String, Object>> laidOut = variables.stream()
                .map(variable -> Map.<String, Object>of(
                        "name",
                        variable.name(),
                        "shape",
                        variable.shape().dimensions(),
                        "type",
                        variable.single() ? "f32" : "f64"))
                .toList();
        return ConfigValueFactory.fromMap(Map.of(
                        "step", step,
                        "critic-updates", criticUpdates,
                        "seed", seed,
                        "sample-shape", sampleShape.dimensions(),
                        "variables", laidOut))
                .withValue("recipe", recipe.root())
                .withValue("provenance", provenance.root())
                .render(ConfigRenderOptions.concise());
    }

    /**
     * As JSON in UTF-8.
     *
     * @throws Refused if it could not be read again
     */
    byte[] encoded() throws Refused {
        byte[] json = render().getBytes(StandardCharsets.UTF_8);
        parse(json);
        return json;
    }

    /**
     * Reads what {@link #render} wrote, or a stranger.
     *
     * @throws Refused if it breaks a rule of the format
     */
    static CheckpointHeader parse(byte[] json) throws Refused {
        ConfigObject header = Json.parse(json);
        List<Variable> variables = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (ConfigValue variable : list(header, "variables")) {
            if (!(variable instanceof ConfigObject block)) {
                throw new Refused("has a variable that is no object: " + shown(variable));
            }
            variables.add(variable(block));
            if (!names.add(variables.getLast().name())) {
                throw new Refused(
                        "has two variables of the name '" + variables.getLast().name() + "'");
            }
        }
        return new CheckpointHeader(
                (int) whole(header, "step", 0, Integer.MAX_VALUE),
                whole(header, "critic-updates", 0, Long.MAX_VALUE),
                whole(header, "seed", Long.MIN_VALUE, Long.MAX_VALUE),
                shape(header, "sample-shape"),
                block(header, "recipe"),
                block(header, "provenance"),
                variables);
    }

    /** Of the values of all variables in the file; their number, below 2^18, and sizes, below 2^34, allow no overflow. */
    long bytes() {
        return variables.stream().mapToLong(Variable::bytes).sum();
    }

    /** Of the values of all variables in memory. */
    long memory() {
        return variables.stream()
                .mapToLong(variable -> variable.shape().size() * Double.BYTES)
                .sum();
    }

    private static Variable variable(ConfigObject block) throws Refused {
        String name = text(block, "name");
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw new Refused("has a variable whose name is empty, longer than " + LONGEST_NAME
                    + " characters, or has control characters: " + shown(value(block, "name")));
        }
        String type = text(block, "type");
        if (!type.equals("f32") && !type.equals("f64")) {
            throw new Refused("has '" + name + "' of type " + shown(value(block, "type")) + "; types are f32 and f64");
        }
        return new Variable(name, shape(block, "shape"), type.equals("f32"));
    }

    private static Shape shape(ConfigObject block, String key) throws Refused {
        ConfigList list = list(block, key);
        List<Integer> dimensions = new ArrayList<>();
        long size = 1;
        for (ConfigValue axis : list) {
            int dimension = (int) whole(axis, key, 1, MOST_ELEMENTS);
            dimensions.add(dimension);
            size *= dimension;
            if (size > MOST_ELEMENTS || dimensions.size() > MOST_AXES) {
                throw new Refused("has a '%s' of more than %,d elements or %d axes: %s"
                        .formatted(key, MOST_ELEMENTS, MOST_AXES, shown(list)));
            }
        }
        return new Shape(dimensions);
    }

    private static long whole(ConfigObject block, String key, long least, long most) throws Refused {
        return whole(value(block, key), key, least, most);
    }

    private static long whole(ConfigValue value, String key, long least, long most) throws Refused {
        boolean holds = (value.unwrapped() instanceof Integer || value.unwrapped() instanceof Long)
                && ((Number) value.unwrapped()).longValue() >= least
                && ((Number) value.unwrapped()).longValue() <= most;
        if (!holds) {
            throw new Refused(
                    "has a '%s' that is no whole number from %d to %d: %s".formatted(key, least, most, shown(value)));
        }
        return ((Number) value.unwrapped()).longValue();
    }

    private static String text(ConfigObject block, String key) throws Refused {
        ConfigValue value = value(block, key);
        if (value.valueType() != ConfigValueType.STRING) {
            throw new Refused("has a '" + key + "' that is no string: " + shown(value));
        }
        return (String) value.unwrapped();
    }

    private static ConfigList list(ConfigObject block, String key) throws Refused {
        ConfigValue value = value(block, key);
        if (!(value instanceof ConfigList list)) {
            throw new Refused("has a '" + key + "' that is no list: " + shown(value));
        }
        return list;
    }

    private static Config block(ConfigObject header, String key) throws Refused {
        ConfigValue value = value(header, key);
        if (!(value instanceof ConfigObject block)) {
            throw new Refused("has a '" + key + "' that is no object: " + shown(value));
        }
        return block.toConfig();
    }

    private static ConfigValue value(ConfigObject block, String key) throws Refused {
        ConfigValue value = block.get(key);
        if (value == null) {
            throw new Refused("lacks '" + key + "'");
        }
        return value;
    }

    /** As JSON, cut to what a reader needs. */
    private static String shown(ConfigValue value) {
        // JSON escapes some control characters, and terminals obey others.
        String json = value.render(ConfigRenderOptions.concise()).replaceAll("\\p{Cc}", "?");
        return json.length() <= 80 ? json : json.substring(0, 80) + "...";
    }
}
