package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.NearestName;
import dev.gantry.core.component.Settings;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Kind;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Makes the components that the blocks of a recipe choose, and gathers the recipe with all their defaults. */
final class ComponentBlocks {

    private final Components components;
    private final RecipeText text;
    private final KeyReport report;
    private Config effective = ConfigFactory.empty();

    ComponentBlocks(Components components, RecipeText text, KeyReport report) {
        this.components = components;
        this.text = text;
        this.report = report;
    }

    /** How a component is made of settings with the keys of {@code framework} and its own. */
    record BlockMaker<T, R>(Config framework, BiFunction<Component<T>, Config, Made<R>> create) {

        /** The same with the type among the keys: who misspells a key may have meant that. */
        private BlockMaker<T, R> typed(ConfigValue type) {
            return new BlockMaker<>(
                    framework.withValue("type", type),
                    (component, settings) -> create.apply(component, settings.withoutPath("type")));
        }
    }

    /** What is read so far, with all defaults. */
    Config effective() {
        return effective;
    }

    void effective(Config changed) {
        effective = changed;
    }

    <T> BlockMaker<T, T> plain() {
        return new BlockMaker<>(
                ConfigFactory.empty(),
                (component, settings) -> component.create().make(settings, components));
    }

    <T> Optional<T> choice(Kind<T> kind, String path) {
        return block(kind, path).flatMap(block -> chosen(kind, path, block, plain()));
    }

    /** The block of settings that chooses one component; {@code loss = hinge} is short for {@code loss { type = hinge }}. */
    Optional<ConfigObject> block(Kind<?> kind, String path) {
        Config settings = text.settings().toConfig();
        if (!settings.hasPath(path)) {
            mustBeSet(kind, path);
            return Optional.empty();
        }
        ConfigValue value = settings.getValue(path);
        if (value instanceof ConfigObject block) {
            return Optional.of(block);
        }
        if (value.valueType() == ConfigValueType.STRING) {
            return Optional.of(value.atKey("type").root());
        }
        report.add(
                path,
                "'%s' must be the name of a %s or a block { type = NAME, ... }, found %s"
                        .formatted(path, kind, Settings.shown(value)));
        return Optional.empty();
    }

    <T, R> Optional<R> chosen(Kind<T> kind, String path, ConfigObject block, BlockMaker<T, R> maker) {
        String typePath = path + ".type";
        ConfigValue type = block.get("type");
        if (type == null || type.valueType() == ConfigValueType.NULL) {
            NearestName.misspelled("type", block.keySet())
                    .ifPresentOrElse(key -> misspelledType(path, key), () -> mustBeSet(kind, typePath));
            return Optional.empty();
        }
        String name = String.valueOf(type.unwrapped());
        Optional<R> made = entry(kind, name, typePath).flatMap(entry -> make(entry, path, block, maker.typed(type)));
        effective = effective.withValue(typePath, type);
        return made;
    }

    <T, R> SequencedMap<String, R> named(Kind<T> kind, String path, BlockMaker<T, R> maker) {
        SequencedMap<String, R> named = new LinkedHashMap<>();
        ConfigValue value = text.settings().get(path);
        if (value == null || value.valueType() == ConfigValueType.NULL) {
            effective = effective.withValue(path, ConfigFactory.empty().root());
            return named;
        }
        if (!(value instanceof ConfigObject block)) {
            report.add(
                    path,
                    "'%s' must be a block { NAME { ... }, ... }, found %s".formatted(path, Settings.shown(value)));
            return named;
        }
        // Not in the file's order, which the effective recipe does not keep: sums would differ in their last bits.
        for (String name : new TreeSet<>(block.keySet())) {
            String place = path + "." + ConfigUtil.joinPath(name);
            ConfigValue settings = block.get(name);
            Optional<Components.Entry<T>> component = entry(kind, name, place);
            if (settings instanceof ConfigObject object) {
                component.flatMap(known -> make(known, place, object, maker)).ifPresent(made -> named.put(name, made));
            } else if (settings == null || settings.valueType() == ConfigValueType.NULL) {
                effective = effective.withoutPath(place);
            } else {
                report.add(
                        place,
                        "'%s' must be a block of settings, {} for the defaults or null for none, found %s"
                                .formatted(place, Settings.shown(settings)));
            }
        }
        return named;
    }

    private <T, R> Optional<R> make(
            Components.Entry<T> entry, String path, ConfigObject settings, BlockMaker<T, R> maker) {
        Component<T> component = entry.component();
        Config reference = maker.framework.withFallback(component.reference());
        Function<Config, R> create = complete -> {
            effective = effective.withValue(path, text.placed(path, complete.root()));
            Made<R> made = maker.create.apply(component, complete);
            effective =
                    effective.withValue(path, text.placed(path, made.settings().root()));
            return made.component();
        };
        try {
            return Optional.of(Settings.create(create, settings.toConfig(), reference));
        } catch (ConfigException.ValidationFailed e) {
            report.refused(path, e);
        } catch (RuntimeException | LinkageError e) {
            report.add(path, "'%s': %s".formatted(path, entry.failed(e)), Optional.of(e));
        }
        return Optional.empty();
    }

    private <T> Optional<Components.Entry<T>> entry(Kind<T> kind, String name, String path) {
        Optional<Components.Entry<T>> entry = components.find(kind, name);
        if (entry.isEmpty()) {
            report.add(path, components.unknown(kind, name));
        }
        return entry;
    }

    private void misspelledType(String path, String key) {
        String unknown = path + "." + ConfigUtil.joinPath(key);
        report.add(unknown, "unknown key '" + unknown + "'." + NearestName.hint(key, Set.of("type")));
    }

    private void mustBeSet(Kind<?> kind, String path) {
        String choice = components.of(kind).isEmpty() ? ". " : " to ";
        report.add(
                path,
                "'" + path + "' must be set" + choice + components.available(kind, "one of the " + kind.plural()));
    }

    /** What was made with a component, whose keys in the settings have what they leave out. */
    static <R> Made<R> with(Config settings, Made<?> component, R made) {
        return new Made<>(
                made, inherit(component.settings().root(), settings.root()).toConfig());
    }

    static Config without(Config settings, Config framework) {
        ConfigObject own = settings.root();
        for (String key : framework.root().keySet()) {
            own = own.withoutKey(key);
        }
        return own.toConfig();
    }

    /** What a block leaves out is taken from another, also inside its blocks, unless these are of another type. */
    static ConfigObject inherit(ConfigObject own, ConfigObject from) {
        ConfigObject all = from;
        for (Map.Entry<String, ConfigValue> entry : own.entrySet()) {
            ConfigValue value = entry.getValue();
            if (value instanceof ConfigObject block
                    && from.get(entry.getKey()) instanceof ConfigObject other
                    && (!block.containsKey("type") || Objects.equals(block.get("type"), other.get("type")))) {
                value = inherit(block, other);
            }
            all = all.withValue(entry.getKey(), value);
        }
        return all;
    }
}
