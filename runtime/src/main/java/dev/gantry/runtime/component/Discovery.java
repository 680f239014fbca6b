package dev.gantry.runtime.component;

import dev.gantry.core.export.ModelExporter;
import dev.gantry.core.metric.ClassifierTrainer;
import dev.gantry.engine.backend.BackendProvider;
import dev.gantry.runtime.component.Components.Origin;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.Configuration;
import java.lang.module.InvalidModuleDescriptorException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.module.ModuleReference;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.jspecify.annotations.Nullable;

/** Finds services in the application's modules, on its class path and in plugin folders. */
final class Discovery {

    private static final Logger LOG = LogManager.getLogger(Discovery.class);

    private static final String MODULE_INFO = "module-info.class";

    /** The longest list of services that is read. */
    private static final int MOST_BYTES = 1 << 20;

    private static final List<Class<?>> SERVICES = Stream.<Class<?>>concat(
                    Stream.of(BackendProvider.class, ModelExporter.class, ClassifierTrainer.class),
                    Kind.all().stream().map(Kind::provider))
            .toList();

    /** The loader and the layer that hold Gantry; there is no layer where Gantry itself is on the class path. */
    private final ClassLoader loader = Discovery.class.getClassLoader();

    private final @Nullable ModuleLayer layer = Discovery.class.getModule().getLayer();

    /** {@link #SERVICES}, and those of the application. */
    private final List<Class<?>> services;

    private final List<Found> found = new ArrayList<>();
    private final Set<Offer> offers = new HashSet<>();
    private final List<Problem> problems;

    private Discovery(List<Class<?>> more, List<Problem> problems) {
        this.services = Stream.concat(SERVICES.stream(), more.stream()).toList();
        this.problems = problems;
        // This module's descriptor cannot name what it does not know.
        more.forEach(service -> Discovery.class.getModule().addUses(service));
    }

    /**
     * A provider of components or of a backend, an exporter, a trainer, or a service of the application, and where it was found.
     *
     * @param provider the name of the class that stands for it in a list of services
     */
    record Found(Object service, String provider, Origin origin) {}

    private record Offer(Class<?> service, Class<?> type) {}

    /**
     * A place to look in.
     *
     * @param name for messages
     * @param holds whether a class belongs to it; lists of services name classes of the place's parents, too
     */
    private record Place(String name, Predicate<Class<?>> holds, Function<Class<?>, Origin> origin) {}

    /** What is found; what cannot be used is set aside, and why is added to {@code setAside}. Throws nothing. */
    static List<Found> discover(List<Path> pluginFolders, List<Class<?>> more, List<Problem> setAside) {
        Discovery discovery = new Discovery(more, setAside);
        discovery.host();
        pluginFolders.forEach(discovery::pluginFolder);
        return discovery.found;
    }

    private void host() {
        Place modulePath = new Place("module path", type -> type.getModule().isNamed(), Discovery::origin);
        Place classPath = new Place("class path", type -> !type.getModule().isNamed(), Discovery::origin);
        ModuleLayer modules = layer == null ? ModuleLayer.boot() : layer;
        for (Class<?> service : services) {
            load(ServiceLoader.load(modules, service), modulePath);
        }
        listed(loader::getResources, loader, classPath);
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
        } catch (IOException | UncheckedIOException e) {
            problems.add(new Problem(folder.toString(), "cannot be read: " + Reason.of(e)));
            return List.of();
        }
    }

    private static boolean isJar(Path path) {
        return path.toString().endsWith(".jar");
    }

    private void plugin(Path path, List<Path> jars) {
        int foundBefore = found.size();
        int problemsBefore = problems.size();
        try {
            PluginJars contents = PluginJars.of(jars, loader);
            ModuleLayer host = layer;
            if (contents.modular() && host != null) {
                modularPlugin(host, path, contents);
            } else {
                plainPlugin(path, jars, contents);
            }
        } catch (Exception | Error e) {
            problems.add(new Problem(path.toString(), "cannot be loaded: " + Reason.of(e)));
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
    private void modularPlugin(ModuleLayer host, Path path, PluginJars contents) {
        ModuleFinder finder = ModuleFinder.of(path);
        List<String> names = finder.findAll().stream()
                .map(ModuleReference::descriptor)
                .map(ModuleDescriptor::name)
                .sorted()
                .toList();
        List<String> copies =
                names.stream().filter(name -> host.findModule(name).isPresent()).toList();
        if (!copies.isEmpty()) {
            problems.add(new Problem(
                    path.toString(),
                    "holds the module " + String.join(", ", copies)
                            + ", which the application has already; take it out of the plugin"));
            return;
        }
        contents.requireNoCopies();
        Configuration configuration = host.configuration().resolveAndBind(finder, ModuleFinder.of(), names);
        ModuleLayer.Controller plugin = ModuleLayer.defineModulesWithOneLoader(configuration, List.of(host), loader);
        Place place = new Place(
                path.toString(),
                type -> type.getModule().getLayer() == plugin.layer(),
                type -> new Origin(
                        type.getModule().getName(),
                        type.getModule().getDescriptor().rawVersion().orElse(contents.version()),
                        path.toString()));
        for (String name : names) {
            Module module = plugin.layer().findModule(name).orElseThrow();
            for (ModuleDescriptor.Provides provides : module.getDescriptor().provides()) {
                offer(provides.service(), provides.providers(), place, provider -> {
                    // As for the service loader, a provider's package need not be exported.
                    plugin.addExports(
                            module, provider.substring(0, provider.lastIndexOf('.')), Discovery.class.getModule());
                    Class<?> type = Class.forName(module, provider);
                    if (type == null) {
                        throw new ClassNotFoundException(provider);
                    }
                    return type;
                });
            }
        }
    }

    private void plainPlugin(Path path, List<Path> jars, PluginJars contents) throws IOException {
        contents.requireNoCopies();
        URL[] urls = jars.stream().map(Discovery::url).toArray(URL[]::new);
        // Stays open as long as its components live.
        URLClassLoader plugin = new URLClassLoader(path.toString(), urls, loader);
        int foundBefore = found.size();
        try {
            Place place = new Place(
                    path.toString(),
                    type -> plugin.equals(type.getClassLoader()),
                    type -> new Origin(path.getFileName().toString(), contents.version(), path.toString()));
            listed(plugin::findResources, plugin, place);
        } finally {
            if (found.size() == foundBefore) {
                plugin.close();
            }
        }
    }

    /** What modules of the application provide. */
    private void load(ServiceLoader<?> services, Place place) {
        Iterator<?> all = services.iterator();
        Set<String> failures = new HashSet<>();
        while (true) {
            try {
                if (!all.hasNext()) {
                    return;
                }
                Object service = all.next();
                if (place.holds.test(service.getClass())) {
                    found.add(new Found(service, service.getClass().getName(), place.origin.apply(service.getClass())));
                }
            } catch (Exception | Error e) {
                String reason = Reason.of(e);
                // After most failures the loader goes on to the next provider; after some it fails for ever.
                if (!failures.add(reason)) {
                    return;
                }
                problems.add(new Problem(place.name, "cannot be loaded: " + reason));
            }
        }
    }

    private interface Resources {
        Enumeration<URL> named(String name) throws IOException;
    }

    private interface Classes {
        Class<?> named(String name) throws ReflectiveOperationException;
    }

    /**
     * What JARs on a class path provide, by their files in {@code META-INF/services} or, where they are modular, by their
     * descriptors. Java's own loader of services has another rule for the one than for the other.
     */
    private void listed(Resources resources, ClassLoader loader, Place place) {
        Classes classes = name -> Class.forName(name, false, loader);
        for (Class<?> service : services) {
            each(resources, "META-INF/services/" + service.getName(), place, in -> {
                byte[] text = in.readNBytes(MOST_BYTES);
                offer(service.getName(), names(new String(text, StandardCharsets.UTF_8)), place, classes);
            });
        }
        each(resources, MODULE_INFO, place, in -> {
            try {
                for (ModuleDescriptor.Provides provides :
                        ModuleDescriptor.read(in).provides()) {
                    offer(provides.service(), provides.providers(), place, classes);
                }
            } catch (InvalidModuleDescriptorException e) {
                LOG.debug("Passed over a module-info.class of {}: {}", place.name, e.getMessage());
            }
        });
    }

    /** A name on each line; a comment begins with a number sign. */
    private static List<String> names(String serviceFile) {
        return serviceFile
                .lines()
                .map(line -> line.replaceFirst("#.*", "").strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    private interface Reading {
        void read(InputStream in) throws IOException;
    }

    private void each(Resources resources, String name, Place place, Reading reading) {
        List<URL> urls;
        try {
            urls = Collections.list(resources.named(name));
        } catch (Exception | Error e) {
            problems.add(new Problem(place.name, "its " + name + " cannot be looked for: " + Reason.of(e)));
            return;
        }
        for (URL url : urls) {
            try {
                URLConnection connection = url.openConnection();
                // A cached JAR stays open, and is not read again when it has changed.
                connection.setUseCaches(false);
                try (InputStream in = connection.getInputStream()) {
                    reading.read(in);
                }
            } catch (Exception | Error e) {
                problems.add(new Problem(place.name, "its " + name + " cannot be read: " + Reason.of(e)));
            }
        }
    }

    private void offer(String serviceName, List<String> providers, Place place, Classes classes) {
        for (Class<?> service : services) {
            if (service.getName().equals(serviceName)) {
                for (String provider : providers) {
                    offer(service, provider, place, classes);
                }
            }
        }
    }

    private void offer(Class<?> service, String provider, Place place, Classes classes) {
        try {
            Class<?> type = classes.named(provider);
            if (place.holds.test(type) && offers.add(new Offer(service, type))) {
                found.add(new Found(provide(service, type), provider, place.origin.apply(type)));
            }
        } catch (Exception | Error e) {
            problems.add(new Problem(
                    place.name,
                    "its class %s, which it lists as %s, cannot be used: %s"
                            .formatted(provider, service.getSimpleName(), Reason.of(e))));
        }
    }

    /** As the service loader does for a module's provider: by its method {@code provider()}, else by its constructor. */
    private static Object provide(Class<?> service, Class<?> type) throws ReflectiveOperationException {
        Optional<Method> method = Arrays.stream(type.getMethods())
                .filter(m -> m.getName().equals("provider") && m.getParameterCount() == 0)
                .filter(m -> Modifier.isStatic(m.getModifiers()) && service.isAssignableFrom(m.getReturnType()))
                .findFirst();
        if (method.isPresent()) {
            Object provided = method.get().invoke(null);
            if (provided == null) {
                throw new IllegalStateException("its provider() gives null");
            }
            return provided;
        }
        if (!service.isAssignableFrom(type)) {
            throw new IllegalStateException("it is none, and has no public static method provider() that gives one");
        }
        try {
            return type.getConstructor().newInstance();
        } catch (NoSuchMethodException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException(
                    "it must be public, with a public constructor without arguments or a public static method provider()",
                    e);
        }
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Where the class of a component comes from. */
    static Origin origin(Class<?> type) {
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
}
