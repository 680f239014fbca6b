package dev.gantry.nd4j;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Lets ND4J find one of its backends alone. Of several it would try that of graphics cards first, print a stack trace where
 * there is no driver, and leave nobody a choice where there is one.
 */
final class OneNd4jBackend extends ClassLoader {

    private static final String SERVICE = "META-INF/services/org.nd4j.linalg.factory.Nd4jBackend";

    private final String backend;

    /** Finds the backend of that simple name, and everything else that {@code parent} does. */
    OneNd4jBackend(String backend, ClassLoader parent) {
        super(parent);
        this.backend = backend;
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
        List<URL> found = new ArrayList<>();
        for (URL url : Collections.list(super.getResources(name))) {
            if (!name.equals(SERVICE) || names(url)) {
                found.add(url);
            }
        }
        return Collections.enumeration(found);
    }

    private boolean names(URL service) throws IOException {
        try (InputStream in = service.openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .anyMatch(line -> line.strip().endsWith("." + backend));
        }
    }
}
