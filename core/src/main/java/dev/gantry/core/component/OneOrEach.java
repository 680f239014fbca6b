package dev.gantry.core.component;

/**
 * A record of whole numbers, in settings written as a list of them in their order, or as one number that is each of them: {@code
 * size = 64} is {@code size = [64, 64]}.
 */
public interface OneOrEach {}
