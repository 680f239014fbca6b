package dev.gantry.core.data;

import dev.gantry.core.component.Provider;

/** Offers one of the data sources that recipes can name. */
@FunctionalInterface
public interface DataSourceProvider extends Provider<DataSource> {}
