package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.gantry.runtime.component.Kind;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Overrides that give a block another {@code type}: its keys were those of the old one, and are left out. */
final class TypeChange {

    private TypeChange() {}

    /**
     * What is left of a text under overrides.
     *
     * @param defaults have the types of blocks that the text leaves without
     */
    static Config under(Config overrides, Config text, Config defaults) {
        return under(overrides.root(), text.root(), withCritic(text, defaults).root(), "")
                .toConfig();
    }

    /** The critic's optimizer is as the generator's, where its block does not say another. */
    private static Config withCritic(Config text, Config defaults) {
        // Of a study, whose keys are others.
        if (!defaults.hasPath(OptimizerBlocks.GENERATOR)) {
            return defaults;
        }
        ConfigValue generator = defaults.getValue(OptimizerBlocks.GENERATOR);
        try {
            if (text.hasPath(OptimizerBlocks.GENERATOR)) {
                ConfigValue own = text.getValue(OptimizerBlocks.GENERATOR);
                ConfigObject block = own instanceof ConfigObject written
                        ? written
                        : own.atKey("type").root();
                generator = ComponentBlocks.inherit(block, defaults.getObject(OptimizerBlocks.GENERATOR));
            }
        } catch (ConfigException.NotResolved e) {
            // What a substitution will give is not known yet.
        }
        return defaults.withValue(OptimizerBlocks.CRITIC, generator);
    }

    private static ConfigObject under(ConfigObject over, ConfigObject text, ConfigObject defaults, String path) {
        ConfigObject left = text;
        for (Map.Entry<String, ConfigValue> entry : over.entrySet()) {
            String key = entry.getKey();
            try {
                if (entry.getValue() instanceof ConfigObject block && text.get(key) instanceof ConfigObject below) {
                    ConfigObject inherited = defaults.get(key) instanceof ConfigObject known
                            ? known
                            : ConfigFactory.empty().root();
                    ConfigObject kept = kept(block, below, inherited, path + key);
                    left = left.withValue(key, under(block, kept, inherited, path + key + "."));
                }
            } catch (ConfigException.NotResolved e) {
                // The key stays: what a substitution will give is not known yet.
            }
        }
        return left;
    }

    private static ConfigObject kept(ConfigObject over, ConfigObject below, ConfigObject defaults, String path) {
        Optional<String> type = type(over);
        Optional<String> old = type(below).or(() -> type(defaults));
        ConfigObject kept = below;
        if (type.isPresent() && old.isPresent() && !type.equals(old)) {
            for (String key : below.keySet()) {
                kept = own(path).contains(key) ? kept : kept.withoutKey(key);
            }
        }
        return kept;
    }

    private static Optional<String> type(ConfigObject block) {
        return Optional.ofNullable(block.get("type"))
                .filter(type -> type.valueType() == ConfigValueType.STRING)
                .map(type -> type.unwrapped().toString());
    }

    /** The keys of a block that are the recipe's own and go with every type. */
    private static Set<String> own(String path) {
        return path.equals(OptimizerBlocks.GENERATOR) || path.equals(OptimizerBlocks.CRITIC)
                ? Kind.OPTIMIZER.recipeKeys()
                : Set.of("type");
    }
}
