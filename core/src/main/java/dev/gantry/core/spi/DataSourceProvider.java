package dev.gantry.core.spi;

/** Offers one of the data sources that recipes can name. */
@FunctionalInterface
public interface DataSourceProvider extends Provider<DataSource> {}
