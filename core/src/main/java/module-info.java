/** What a plugin needs: tensors and their gradients, random numbers, the interfaces of components, and a run's events. */
module dev.gantry.core {
    requires org.apache.commons.text;
    requires static org.jspecify;
    requires transitive typesafe.config;

    exports dev.gantry.core.component;
    exports dev.gantry.core.data;
    exports dev.gantry.core.export;
    exports dev.gantry.core.metric;
    exports dev.gantry.core.random;
    exports dev.gantry.core.run;
    exports dev.gantry.core.scheme;
    exports dev.gantry.core.spi;
    exports dev.gantry.core.tensor;
}
