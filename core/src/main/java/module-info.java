/** What a plugin needs: tensors and their gradients, random numbers, and the interfaces that components implement. */
module dev.gantry.core {
    requires org.apache.commons.text;
    requires static org.jspecify;
    requires transitive typesafe.config;

    exports dev.gantry.core.random;
    exports dev.gantry.core.scheme;
    exports dev.gantry.core.spi;
    exports dev.gantry.core.tensor;
}
