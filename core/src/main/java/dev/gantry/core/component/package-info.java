/**
 * What a component is to recipes: a name, settings that are a record, and numbers among them that may change from step to step.
 *
 * <p>A plugin module declares {@code provides LossProvider with MyLoss} (and likewise for the other kinds), where the
 * named class has a method {@code public static LossProvider provider()}. A plain JAR on the class path or in the plugins
 * folder lists the same class, or one that implements the provider interface, in {@code META-INF/services}.
 */
@NullMarked
package dev.gantry.core.component;

import org.jspecify.annotations.NullMarked;
