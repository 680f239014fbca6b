package dev.gantry.core.component;

/**
 * A component that settings of other components can hold. Where a record has a component of such a type, a recipe writes
 * {@code { type = NAME, ... }} with the keys of the one it names, or the bare {@code NAME} where it needs no keys.
 */
public interface Part {}
