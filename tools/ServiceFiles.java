import java.io.IOException;
import java.io.InputStream;
import java.lang.module.ModuleDescriptor;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Writes what a compiled module provides into {@code META-INF/services} beside it, where it is found when JARs have been joined
 * into one. Run by the build: {@code java tools/ServiceFiles.java CLASSES}.
 */
final class ServiceFiles {

    private ServiceFiles() {}

    public static void main(String[] arguments) throws IOException {
        Path classes = Path.of(arguments[0]);
        ModuleDescriptor module;
        try (InputStream in = Files.newInputStream(classes.resolve("module-info.class"))) {
            module = ModuleDescriptor.read(in);
        }
        for (ModuleDescriptor.Provides provides : module.provides()) {
            Path file = classes.resolve("META-INF").resolve("services").resolve(provides.service());
            Files.createDirectories(file.getParent());
            Files.writeString(file, String.join("\n", provides.providers()) + "\n");
        }
    }
}
