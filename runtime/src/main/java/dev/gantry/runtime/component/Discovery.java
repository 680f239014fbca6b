package dev.gantry.runtime.component;

import dev.gantry.core.spi.ClassifierTrainer;
import dev.gantry.core.spi.ModelExporter;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.runtime.component.Components.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.Configuration;
import java.lang.module.FindException;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Finds services in the application's modules, on its class path and in plugin folders. */
final class Discovery {

    private static final Logger LOG = LogManager.getLogger(Discovery.class);

    private static final List<Class<?>> SERVICES = Stream.<Class<?>>concat(
                    Stream.of(BackendProvider.class, ModelExporter.class, ClassifierTrainer.class),
                    Kind.all().stream().map(Kind::provider))
            .toList();

    /** The loader and the layer that hold Gantry; there is no layer where Gantry itself is on the class path. */
    private final ClassLoader loader = Discovery.class.getClassLoader();

    private final @Nullable ModuleLayer layer = Discovery.class.getModule().getLayer();

    private final List<Found> found = new ArrayList<>();
    private final List<Problem> problems;

    private Discovery(List<Problem> problems) {
        this.problems = problems;
    }

    /** A provider of components or of a backend, an exporter or a trainer, and where it was found. */
    record Found(Object service, Origin origin) {}

    /**
     * A place to look in.
     *
     * @param name for messages
     * @param holds whether a class belongs to it; a service loader finds what the place's parents provide, too
     */
    private record Place(String name, Predicate<Class<?>> holds, Function<Class<?>, Origin> origin) {}

    /** What is found; what is wrong with it is added to {@code problems}. */
    static List<Found> discover(List<Path> pluginFolders, List<Problem> problems) {
        Discovery discovery = new Discovery(problems);
        discovery.host();
        pluginFolders.forEach(discovery::pluginFolder);
        return discovery.found;
    }

    private void host() {
        Place modulePath = new Place("module path", type -> type.getModule().isNamed(), Discovery::origin);
        Place classPath = new Place("class path", type -> !type.getModule().isNamed(), Discovery::origin);
        ModuleLayer modules = layer == null ? ModuleLayer.boot() : layer;
        for (Class<?> service : SERVICES) {
            load(ServiceLoader.load(modules, service), modulePath);
            load(ServiceLoader.load(service, loader), classPath);
        }
        loadDescribed(loader, classPath);
    }

    private void pluginFolder(Path folder) {
        if (!Files.isDirectory(folder)) {
            LOG.debug("There is no plugin folder {}", folder);
            return;
        }
        for (Path path : list(folder)) {
            if (Files.isDirectory(path)) {
                plugin(path, list(path).stream().filter(Discovery::isJar).toList());
            } else if (isJar(path)) {
                plugin(path, List.of(path));
            }
        }
    }

    private List<Path> list(Path folder) {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.sorted().toList();
        } catch (IOException e) {
            problems.add(new Problem(folder.toString(), "cannot be read: " + reason(e)));
            return List.of();
        }
    }

    private static boolean isJar(Path path) {
        return path.toString().endsWith(".jar");
    }

    private void plugin(Path path, List<Path> jars) {
        int foundBefore = found.size();
        int problemsBefore = problems.size();
        boolean modular = false;
        String version = "";
        for (Path jar : jars) {
            try (JarFile file = new JarFile(jar.toFile(), true, ZipFile.OPEN_READ, Runtime.version())) {
                modular |= file.getEntry("module-info.class") != null;
                version = version.isEmpty() ? version(file.getManifest()) : version;
            } catch (IOException e) {
                problems.add(new Problem(jar.toString(), "is not a readable JAR: " + reason(e)));
                return;
            }
        }
        ModuleLayer host = layer;
        try {
            if (modular && host != null) {
                modularPlugin(host, path, version);
            } else {
                plainPlugin(path, jars, version);
            }
        } catch (RuntimeException | LinkageError e) {
            problems.add(broken(path.toString(), e));
        }
        if (found.size() > foundBefore) {
            LOG.info("Found plugin {}", found.getLast().origin());
        } else if (problems.size() == problemsBefore) {
            LOG.warn(
                    "Plugin {} offers nothing that Gantry knows: no 'provides' in its module-info.java, and no"
                            + " META-INF/services, names a provider",
                    path);
        }
    }

    /** A layer of its own for the plugin's modules, so that it can bring its own versions of libraries. */
    private void modularPlugin(ModuleLayer host, Path path, String version) {
        ModuleFinder finder = ModuleFinder.of(path);
        List<String> names = finder.findAll().stream()
                .map(ModuleReference::descriptor)
                .map(ModuleDescriptor::name)
                .sorted()
                .toList();
        // With a copy of ours, the plugin's components would implement the copy's interfaces and silently not be found.
        List<String> copies =
                names.stream().filter(name -> host.findModule(name).isPresent()).toList();
        if (!copies.isEmpty()) {
            problems.add(new Problem(
                    path.toString(),
                    "holds the module " + String.join(", ", copies)
                            + ", which the application has already; take it out of the plugin"));
            return;
        }
        Configuration configuration = host.configuration().resolveAndBind(finder, ModuleFinder.of(), names);
        ModuleLayer plugin = host.defineModulesWithOneLoader(configuration, loader);
        Place place = new Place(
                path.toString(),
                type -> type.getModule().getLayer() == plugin,
                type -> new Origin(
                        type.getModule().getName(),
                        type.getModule().getDescriptor().rawVersion().orElse(version),
                        path.toString()));
        for (Class<?> service : SERVICES) {
            load(ServiceLoader.load(plugin, service), place);
        }
    }

    @SuppressWarnings("resource") // the loader stays open as long as its components live
    private void plainPlugin(Path path, List<Path> jars, String version) {
        URL[] urls = jars.stream().map(Discovery::url).toArray(URL[]::new);
        URLClassLoader plugin = new URLClassLoader(path.toString(), urls, loader);
        Place place = new Place(
                path.toString(),
                type -> plugin.equals(type.getClassLoader()),
                type -> new Origin(path.getFileName().toString(), version, path.toString()));
        for (Class<?> service : SERVICES) {
            load(ServiceLoader.load(service, plugin), place);
        }
        loadDescribed(plugin, place);
    }

    private void load(ServiceLoader<?> services, Place place) {
        try {
            for (Object service : services) {
                if (place.holds.test(service.getClass())) {
                    found.add(new Found(service, place.origin.apply(service.getClass())));
                }
            }
        } catch (ServiceConfigurationError | LinkageError e) {
            problems.add(broken(place.name, e));
        }
    }

    /** A modular JAR on a class path still has its descriptor; what that provides is found there as well. */
    private void loadDescribed(ClassLoader jars, Place place) {
        Set<Class<?>> known =
                found.stream().map(Found::service).map(Object::getClass).collect(Collectors.toSet());
        try {
            for (URL url : Collections.list(jars.getResources("module-info.class"))) {
                for (ModuleDescriptor.Provides provides : provides(url)) {
                    for (Class<?> service : SERVICES) {
                        if (service.getName().equals(provides.service())) {
                            loadDescribed(service, provides.providers(), jars, place, known);
                        }
                    }
                }
            }
        } catch (IOException | ReflectiveOperationException | LinkageError e) {
            problems.add(broken(place.name, e));
        }
    }

    private void loadDescribed(
            Class<?> service, List<String> providers, ClassLoader jars, Place place, Set<Class<?>> known)
            throws ReflectiveOperationException {
        for (String provider : providers) {
            Class<?> type = Class.forName(provider, false, jars);
            if (place.holds.test(type) && known.add(type)) {
                found.add(new Found(provide(service, type), place.origin.apply(type)));
            }
        }
    }

    private static Set<ModuleDescriptor.Provides> provides(URL url) throws IOException {
        try (InputStream in = url.openStream()) {
            return ModuleDescriptor.read(in).provides();
        } catch (InvalidModuleDescriptorException e) {
            LOG.debug("Passed over {}: {}", url, e.getMessage());
            return Set.of();
        }
    }

    /** As the service loader does for a module's provider: by its method {@code provider()}, else by its constructor. */
    private static Object provide(Class<?> service, Class<?> type) throws ReflectiveOperationException {
        Optional<Method> method = Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals("provider") && m.getParameterCount() == 0)
                .filter(m -> Modifier.isStatic(m.getModifiers()) && service.isAssignableFrom(m.getReturnType()))
                .findFirst();
        return method.isPresent()
                ? method.get().invoke(null)
                : type.getConstructor().newInstance();
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static String version(@Nullable Manifest manifest) {
        String version =
                manifest == null ? null : manifest.getMainAttributes().getValue(Attributes.Name.IMPLEMENTATION_VERSION);
        return version == null ? "" : version;
    }

    private static Origin origin(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String location = source == null || source.getLocation() == null
                ? ""
                : source.getLocation().toString();
        Module module = type.getModule();
        if (module.isNamed()) {
            return new Origin(
                    module.getName(), module.getDescriptor().rawVersion().orElse(""), location);
        }
        String version = type.getPackage().getImplementationVersion();
        return new Origin(location.replaceFirst(".*/(?=[^/]+/?$)", ""), version == null ? "" : version, location);
    }

    static Problem broken(String where, Throwable error) {
        return new Problem(where, "cannot be loaded: " + reason(error));
    }

    private static String reason(Throwable error) {
        String message = error.getMessage() == null ? error.getClass().getSimpleName() : error.getMessage();
        return switch (error) {
            case ServiceConfigurationError e when e.getCause() != null -> reason(e.getCause());
            case ServiceConfigurationError e -> message.replaceFirst("^\\S+: ", "");
            case InvocationTargetException e when e.getCause() != null -> reason(e.getCause());
            case FindException e
            when message.contains("not found") ->
                message + "; JARs that a plugin needs belong beside it, in a folder of its own";
            case UnsupportedClassVersionError e ->
                "it was built for a Java newer than " + Runtime.version().feature();
            case NoClassDefFoundError e -> "the class " + message.replace('/', '.') + " is missing";
            case ClassNotFoundException e -> "the class " + message + " is missing";
            case LinkageError e -> "it was built for another version of Gantry: " + message;
            default -> message;
        };
    }
}
