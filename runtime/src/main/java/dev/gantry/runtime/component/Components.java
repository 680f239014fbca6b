package dev.gantry.runtime.component;

import dev.gantry.core.spi.ClassifierTrainer;
import dev.gantry.core.spi.Component;
import dev.gantry.core.spi.ModelExporter;
import dev.gantry.core.spi.Provider;
import dev.gantry.engine.backend.BackendProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Every component that recipes can name, by kind and name, every device, every format that models can be exported to, and what trains classifiers. */
public final class Components {

    private static final Logger LOG = LogManager.getLogger(Components.class);

    private final Map<Kind<?>, SequencedMap<String, Entry<?>>> entries = new HashMap<>();
    private final List<BackendProvider> backends = new ArrayList<>();
    private final List<ModelExporter> exporters = new ArrayList<>();
    private final List<ClassifierTrainer> classifierTrainers = new ArrayList<>();

    private Components() {
        Kind.all().forEach(kind -> entries.put(kind, new TreeMap<>()));
    }

    /**
     * What the application's modules and class path offer, and what lies in plugin folders: JARs, modular or plain, each a
     * plugin, and folders of JARs, each a plugin together with the libraries it needs.
     *
     * @param pluginFolders those that do not exist are passed over
     * @throws PluginException if a plugin cannot be loaded, or two offer a component of the same kind and name
     */
    public static Components discover(List<Path> pluginFolders) {
        List<Problem> problems = new ArrayList<>();
        Components components = new Components();
        for (Discovery.Found found : Discovery.discover(pluginFolders, problems)) {
            components.add(found, problems);
        }
        if (!problems.isEmpty()) {
            throw new PluginException(problems);
        }
        return components;
    }

    /**
     * These and no others, without any discovery.
     *
     * @throws PluginException if two components of a kind have the same name
     */
    public static Components given(List<? extends Provider<?>> providers, List<BackendProvider> backends) {
        List<Problem> problems = new ArrayList<>();
        Components components = new Components();
        Origin origin = new Origin("the application", "", "");
        providers.forEach(provider -> components.add(new Discovery.Found(provider, origin), problems));
        backends.forEach(backend -> components.add(new Discovery.Found(backend, origin), problems));
        if (!problems.isEmpty()) {
            throw new PluginException(problems);
        }
        return components;
    }

    /** The components of a kind, in alphabetical order. */
    @SuppressWarnings("unchecked") // add() puts an entry only under its own kind
    public <T> Collection<Entry<T>> of(Kind<T> kind) {
        return (Collection<Entry<T>>) (Collection<?>) ofKind(kind).sequencedValues();
    }

    /** One component, if there is one of that name. */
    public <T> Optional<Entry<T>> find(Kind<T> kind, String name) {
        return of(kind).stream().filter(entry -> entry.name().equals(name)).findFirst();
    }

    /** The devices that recipes can ask for, whether they can be used here or not. */
    public List<BackendProvider> backends() {
        return List.copyOf(backends);
    }

    /** What writes trained networks for other software. */
    public List<ModelExporter> exporters() {
        return List.copyOf(exporters);
    }

    /** What trains classifiers. */
    public List<ClassifierTrainer> classifierTrainers() {
        return List.copyOf(classifierTrainers);
    }

    private SequencedMap<String, Entry<?>> ofKind(Kind<?> kind) {
        return entries.getOrDefault(kind, new TreeMap<>());
    }

    private void add(Discovery.Found found, List<Problem> problems) {
        switch (found.service()) {
            case BackendProvider backend -> {
                LOG.debug("Found device '{}' in {}", backend.device(), found.origin());
                backends.add(backend);
            }
            case ModelExporter exporter -> {
                LOG.debug("Found exporter '{}' in {}", exporter.format(), found.origin());
                exporters.add(exporter);
            }
            case ClassifierTrainer trainer -> {
                LOG.debug("Found a trainer of classifiers in {}", found.origin());
                classifierTrainers.add(trainer);
            }
            case Provider<?> provider -> {
                for (Kind<?> kind : Kind.all()) {
                    if (kind.provider().isInstance(provider)) {
                        add(kind, provider, found.origin(), problems);
                    }
                }
            }
            default ->
                throw new IllegalStateException("no service: " + found.service().getClass());
        }
    }

    @SuppressWarnings("unchecked") // the provider is of this kind
    private <T> void add(Kind<T> kind, Provider<?> provider, Origin origin, List<Problem> problems) {
        Component<T> component;
        try {
            component = ((Provider<T>) provider).component();
        } catch (RuntimeException | LinkageError e) {
            problems.add(Discovery.broken(origin.place(), e));
            return;
        }
        Entry<?> earlier = ofKind(kind).putIfAbsent(component.name(), new Entry<>(kind, component, origin));
        if (earlier == null) {
            LOG.debug("Found {} '{}' in {}", kind, component.name(), origin);
        } else {
            problems.add(new Problem(
                    origin.place(),
                    "its %s '%s' is in %s already; names are unique, so one of the two must go"
                            .formatted(kind, component.name(), earlier.origin().place())));
        }
    }

    /**
     * A component and where it was found.
     *
     * @param <T> the interface that components of this kind implement
     */
    public record Entry<T>(Kind<T> kind, Component<T> component, Origin origin) {

        public String name() {
            return component.name();
        }

        /** One line on what it is. */
        public String help() {
            return component.help();
        }

        /** The keys that recipes can set. */
        public List<Key> keys() {
            return Key.of(component.reference());
        }
    }

    /**
     * Where a component was found.
     *
     * @param name the module or the JAR
     * @param version empty where it is not known
     * @param location the JAR's path or address; empty where it is not known
     */
    public record Origin(String name, String version, String location) {

        @Override
        public String toString() {
            return name + (version.isEmpty() ? "" : " " + version) + (location.isEmpty() ? "" : " (" + location + ")");
        }

        /** Where a reader of a message should look. */
        String place() {
            return location.isEmpty() ? name : location;
        }
    }
}
