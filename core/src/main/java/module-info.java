/** Tensors and their gradients, the interfaces that plugins implement, and the runtime that trains recipes. */
module dev.gantry.core {
    // Guice names no module that it needs itself.
    requires com.google.common;
    requires com.google.guice;
    requires jakarta.inject;
    requires org.apache.commons.text;
    requires org.apache.logging.log4j;
    requires static org.jspecify;
    requires transitive typesafe.config;

    exports dev.gantry.core.backend;
    exports dev.gantry.core.optimizer;
    exports dev.gantry.core.plan;
    exports dev.gantry.core.random;
    exports dev.gantry.core.recipe;
    exports dev.gantry.core.runtime;
    exports dev.gantry.core.spi;
    exports dev.gantry.core.tensor;

    uses dev.gantry.core.backend.BackendProvider;
    uses dev.gantry.core.spi.ClassifierTrainer;
    uses dev.gantry.core.spi.ConditionProvider;
    uses dev.gantry.core.spi.CriticProvider;
    uses dev.gantry.core.spi.DataSourceProvider;
    uses dev.gantry.core.spi.FeaturesProvider;
    uses dev.gantry.core.spi.GeneratorProvider;
    uses dev.gantry.core.spi.LipschitzConstraintProvider;
    uses dev.gantry.core.spi.LossProvider;
    uses dev.gantry.core.spi.MetricProvider;
    uses dev.gantry.core.spi.ModelExporter;
    uses dev.gantry.core.spi.OptimizerProvider;
    uses dev.gantry.core.spi.RegularizerProvider;

    provides dev.gantry.core.backend.BackendProvider with
            dev.gantry.core.backend.ReferenceBackendProvider;
    provides dev.gantry.core.spi.OptimizerProvider with
            dev.gantry.core.optimizer.Adam,
            dev.gantry.core.optimizer.RmsProp,
            dev.gantry.core.optimizer.Sgd;
}
