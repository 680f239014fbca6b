package dev.gantry.core.component;

import com.typesafe.config.Config;

/**
 * What was made from settings.
 *
 * @param settings these, with the defaults of every {@link Part} inside
 */
public record Made<T>(T component, Config settings) {}
