/**
 * What a plugin implements: components, each found through a provider, and what they are given while a step is traced.
 *
 * <p>A plugin module declares {@code provides LossProvider with MyLoss} (and likewise for the other kinds), where the
 * named class has a method {@code public static LossProvider provider()}. A plain JAR on the class path or in the plugins
 * folder lists classes that implement the provider interface in {@code META-INF/services}.
 */
@NullMarked
package dev.gantry.core.spi;

import org.jspecify.annotations.NullMarked;
