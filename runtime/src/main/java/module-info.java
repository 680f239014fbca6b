/** Finds components, reads recipes, and trains them. */
@SuppressWarnings("module") // the modules that have folders and tables too are built after this one
module dev.gantry.runtime {
    // Guice names no module that it needs itself.
    requires com.google.common;
    requires com.google.guice;
    requires de.siegmar.fastcsv;
    requires transitive dev.gantry.core;
    requires transitive dev.gantry.engine;
    requires jakarta.inject;
    requires org.apache.logging.log4j;
    requires static org.jspecify;

    exports dev.gantry.runtime;
    exports dev.gantry.runtime.component;
    exports dev.gantry.runtime.recipe;
    exports dev.gantry.runtime.run;
    exports dev.gantry.runtime.store to
            dev.gantry.app,
            dev.gantry.experiments,
            dev.gantry.pictures,
            dev.gantry.report,
            dev.gantry.study;

    uses dev.gantry.core.run.ListenerProvider;
    uses dev.gantry.core.scheme.SchemeProvider;
    uses dev.gantry.core.metric.ClassifierTrainer;
    uses dev.gantry.core.spi.ConditionProvider;
    uses dev.gantry.core.spi.CriticProvider;
    uses dev.gantry.core.data.DataSourceProvider;
    uses dev.gantry.core.metric.FeaturesProvider;
    uses dev.gantry.core.spi.GeneratorProvider;
    uses dev.gantry.core.spi.LayerProvider;
    uses dev.gantry.core.spi.LipschitzConstraintProvider;
    uses dev.gantry.core.spi.LossProvider;
    uses dev.gantry.core.metric.MetricProvider;
    uses dev.gantry.core.export.ModelExporter;
    uses dev.gantry.core.spi.OptimizerProvider;
    uses dev.gantry.core.spi.PriorProvider;
    uses dev.gantry.core.spi.RegularizerProvider;
    uses dev.gantry.core.component.ScheduleProvider;
    uses dev.gantry.engine.backend.BackendProvider;
}
