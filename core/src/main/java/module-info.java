/** Tensors and their gradients, the interfaces that plugins implement, and the runtime that trains recipes. */
module dev.gantry.core {
    requires com.google.guice;
    requires org.apache.commons.text;
    requires org.apache.logging.log4j;
    requires static org.jspecify;
    requires typesafe.config;
}
