package dev.gantry.runtime.component;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * What a plugin's JARs hold.
 *
 * @param copies classes of Gantry
 */
record PluginJars(boolean modular, String version, List<String> copies) {

    /**
     * @throws IllegalArgumentException if one cannot be read
     */
    static PluginJars of(List<Path> jars, ClassLoader host) {
        boolean modular = false;
        String version = "";
        List<String> copies = new ArrayList<>();
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, Runtime.version())) {
                modular |= file.getEntry("module-info.class") != null;
                version = version.isEmpty() ? implementationVersion(file.getManifest()) : version;
                file.stream()
                        .map(ZipEntry::getName)
                        .filter(name -> name.startsWith("dev/gantry/") && name.endsWith(".class"))
                        .filter(name -> host.getResource(name) != null)
                        .forEach(copies::add);
            } catch (IOException e) {
                throw new IllegalArgumentException(
                        (jars.size() == 1 ? "it" : jar) + " is not a readable JAR: " + Reason.of(e)
                                + "; build it again",
                        e);
            }
        }
        return new PluginJars(modular, version, copies);
    }

    /** With a copy of ours, the plugin's components would implement the copy's interfaces, or be compiled against another. */
    void requireNoCopies() {
        if (!copies.isEmpty()) {
            throw new IllegalArgumentException("it holds the class "
                    + copies.getFirst().replace('/', '.').replaceFirst("[.]class$", "")
                    + ", which the application has already; take Gantry's classes out of the plugin");
        }
    }

    private static String implementationVersion(@Nullable Manifest manifest) {
        String version =
                manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        return version == null ? "" : version;
    }
}
