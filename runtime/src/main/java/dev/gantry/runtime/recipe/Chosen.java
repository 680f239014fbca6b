package dev.gantry.runtime.recipe;

import com.typesafe.config.ConfigObject;

/**
 * A component that was chosen by name.
 *
 * @param settings all of them, with the name as {@code type}
 */
public record Chosen<T>(T component, ConfigObject settings) {

    public String name() {
        return settings.toConfig().getString("type");
    }
}
