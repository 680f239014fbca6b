package dev.gantry.runtime.component;

import dev.gantry.core.component.Component;
import dev.gantry.core.component.NearestName;
import dev.gantry.core.component.Part;
import dev.gantry.core.component.Parts;
import dev.gantry.core.component.Provider;
import dev.gantry.core.export.ModelExporter;
import dev.gantry.core.metric.ClassifierTrainer;
import dev.gantry.engine.backend.BackendProvider;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** Every component that recipes can name, by kind and name, every device, every format that models can be exported to, and what trains classifiers. */
public final class Components implements Parts {

    private static final Logger LOG = LogManager.getLogger(Components.class);

    private final Map<Kind<?>, SequencedMap<String, Entry<?>>> entries = new HashMap<>();
    private final List<BackendProvider> backends = new ArrayList<>();
    private final List<ModelExporter> exporters = new ArrayList<>();
    private final List<ClassifierTrainer> classifierTrainers = new ArrayList<>();
    private final List<Extension<?>> extensions = new ArrayList<>();

    /** What is offered of each extension, by its service. */
    private final Map<Class<?>, SequencedMap<String, Offered<?>>> extended = new HashMap<>();

    private final Map<String, Origin> offered = new HashMap<>();
    private final List<Problem> setAside = new ArrayList<>();

    private Components() {
        Kind.all().forEach(kind -> entries.put(kind, new TreeMap<>()));
    }

    /**
     * What the application's modules and class path offer, and what lies in plugin folders: JARs, modular or plain, each a
     * plugin, and folders of JARs, each a plugin together with the libraries it needs. What is broken is {@link #setAside}, with
     * a warning.
     *
     * @param pluginFolders those that do not exist are passed over
     * @throws PluginException if two offer a component of the same kind and name, or nothing offers any component
     */
    public static Components discover(List<Path> pluginFolders) {
        return discover(pluginFolders, List.of());
    }

    /**
     * The same, with services of the application's own.
     *
     * @param pluginFolders those that do not exist are passed over
     * @throws PluginException if two offer something of the same kind and name, or nothing offers any component
     */
    public static Components discover(List<Path> pluginFolders, List<Extension<?>> extensions) {
        Components components = new Components();
        extensions.forEach(components::reserve);
        List<Problem> clashes = new ArrayList<>();
        List<Class<?>> services =
                extensions.stream().<Class<?>>map(Extension::service).toList();
        for (Discovery.Found found : Discovery.discover(pluginFolders, services, components.setAside)) {
            components.add(found, clashes);
        }
        components.setAside.replaceAll(problem -> new Problem(problem.location(), Reason.printable(problem.message())));
        components.setAside.forEach(problem -> LOG.warn("Set aside {}", problem));
        if (!clashes.isEmpty()) {
            throw new PluginException(clashes);
        }
        if (components.entries.values().stream().allMatch(Map::isEmpty)) {
            List<Problem> problems = new ArrayList<>(components.setAside);
            problems.addFirst(new Problem(
                    "class path",
                    "there is no component at all. Add JARs that offer some; where several were joined into one, their files"
                            + " in META-INF/services must be joined, too"));
            throw new PluginException(problems);
        }
        return components;
    }

    /**
     * These and no others, without any discovery.
     *
     * @throws PluginException if a component cannot be made or used, or two of a kind have the same name
     */
    public static Components given(List<? extends Provider<?>> providers, List<BackendProvider> backends) {
        Components components = new Components();
        List<Problem> problems = components.setAside;
        Origin origin = new Origin("the application", "", "");
        Stream.concat(providers.stream(), backends.stream())
                .map(service -> new Discovery.Found(service, service.getClass().getName(), origin))
                .forEach(found -> components.add(found, problems));
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

    /** Says that there is no component of that kind and name, and which there are. */
    public String unknown(Kind<?> kind, String name) {
        Set<String> names = names(kind);
        return "unknown %s '%s'.%s %s%s%s"
                .formatted(
                        kind,
                        name,
                        NearestName.hint(name, names),
                        available(kind, "The %s are".formatted(kind.plural())),
                        kind == Kind.SCHEDULE ? "; a number will do as well" : "",
                        setAsideHint());
    }

    /** Ends a message with what there is of a kind. */
    public String available(Kind<?> kind, String introduction) {
        Set<String> names = names(kind);
        return names.isEmpty()
                ? "There are no %s here; where JARs were joined into one, their files in META-INF/services must be joined, too"
                        .formatted(kind.plural())
                : introduction + ": " + String.join(", ", names);
    }

    private Set<String> names(Kind<?> kind) {
        return Collections.unmodifiableSet(ofKind(kind).keySet());
    }

    /** The component with what it throws told as its own, not as that of the component whose settings hold it. */
    @Override
    public <T> Component<T> part(Class<T> type, String name) {
        Kind<T> kind = Kind.of(type);
        Entry<T> entry = find(kind, name).orElseThrow(() -> new IllegalArgumentException(unknown(kind, name)));
        return Makers.blamed(entry);
    }

    @Override
    public Set<String> names(Class<?> type) {
        return names(Kind.of(type));
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

    /** What is offered of an extension that was looked for, by name, in alphabetical order. */
    @SuppressWarnings("unchecked") // extend() puts only what is of the extension's service
    public <S> SequencedMap<String, Offered<S>> of(Extension<S> extension) {
        return (SequencedMap<String, Offered<S>>)
                (SequencedMap<String, ?>) extended.getOrDefault(extension.service(), new TreeMap<>());
    }

    private void reserve(Extension<?> extension) {
        Origin application = Origin.of(extension.service());
        extensions.add(extension);
        extended.put(extension.service(), new TreeMap<>());
        extension.own().forEach(name -> offered.put(offer(extension.singular(), name), application));
    }

    private SequencedMap<String, Entry<?>> ofKind(Kind<?> kind) {
        return entries.getOrDefault(kind, new TreeMap<>());
    }

    /** What was found and cannot be used, and why, with the cure: broken plugins, or single classes of them. */
    public List<Problem> setAside() {
        return List.copyOf(setAside);
    }

    /** Ends the message that there is nothing of some name here, which a plugin that was set aside might have offered. */
    public String setAsideHint() {
        return setAside.isEmpty()
                ? ""
                : setAside.stream()
                        .map(Problem::toString)
                        .collect(Collectors.joining("; ", " (plugins were set aside: ", ")"));
    }

    private void add(Discovery.Found found, List<Problem> clashes) {
        String place = found.origin().place();
        try {
            switch (found.service()) {
                case BackendProvider backend -> {
                    if (isNew("device", backend.device(), found.origin(), clashes)) {
                        backends.add(backend);
                        backends.addAll(backend.others());
                    }
                }
                case ModelExporter exporter -> {
                    if (isNew("exporter", exporter.format(), found.origin(), clashes)) {
                        exporters.add(exporter);
                    }
                }
                case ClassifierTrainer trainer -> {
                    if (isNew("trainer of", "classifiers", found.origin(), clashes)) {
                        classifierTrainers.add(trainer);
                    }
                }
                case Provider<?> provider -> {
                    for (Kind<?> kind : Kind.all()) {
                        if (kind.provider().isInstance(provider)) {
                            add(kind, provider, found.origin(), clashes);
                        }
                    }
                }
                default -> extensions.forEach(extension -> extend(extension, found, clashes));
            }
        } catch (RuntimeException | Error e) {
            setAside.add(
                    new Problem(place, "its class %s cannot be used: %s".formatted(found.provider(), Reason.of(e))));
        }
    }

    private <S> void extend(Extension<S> extension, Discovery.Found found, List<Problem> clashes) {
        if (extension.service().isInstance(found.service())) {
            S service = extension.service().cast(found.service());
            String name = extension.name().apply(service);
            if (isNew(extension.singular(), name, found.origin(), clashes)) {
                extended.getOrDefault(extension.service(), new TreeMap<>())
                        .put(name, new Offered<>(service, found.origin()));
            }
        }
    }

    @SuppressWarnings("unchecked") // the provider is of this kind
    private <T> void add(Kind<T> kind, Provider<?> provider, Origin origin, List<Problem> clashes) {
        Component<T> component = ((Provider<T>) provider).component();
        if (component == null) {
            throw new IllegalStateException("its component() gives null");
        }
        Set<String> shadowed = new TreeSet<>(component.reference().root().keySet());
        shadowed.retainAll(kind.recipeKeys());
        if (!shadowed.isEmpty()) {
            throw new IllegalStateException(
                    "%s '%s' has the key '%s', which is the recipe's own in the block of a %s; give it another name"
                            .formatted(kind, component.name(), String.join("', '", shadowed), kind));
        }
        component.parts().forEach((key, type) -> {
            if (Kind.all().stream().noneMatch(known -> known.type() == type)) {
                throw new IllegalStateException(
                        "%s '%s' holds in '%s' a %s, which is no kind of component; let it hold one of the kinds that there are: %s"
                                .formatted(kind, component.name(), key, type.getName(), kindsOfParts()));
            }
        });
        if (isNew(kind.singular(), component.name(), origin, clashes)) {
            ofKind(kind).put(component.name(), new Entry<>(kind, Makers.notNothing(component), origin));
        }
    }

    private static String kindsOfParts() {
        return Kind.all().stream()
                .map(Kind::type)
                .filter(Part.class::isAssignableFrom)
                .map(Class::getName)
                .collect(Collectors.joining(", "));
    }

    /** Whether nothing of that name was offered before; otherwise there is a clash. */
    private boolean isNew(String what, String name, Origin origin, List<Problem> clashes) {
        if (name == null || name.isBlank()) {
            throw new IllegalStateException("it offers a " + what + " without a name");
        }
        Origin earlier = offered.putIfAbsent(offer(what, name), origin);
        if (earlier == null) {
            LOG.debug("Found {} '{}' in {}", what, name, origin);
            return true;
        }
        clashes.add(new Problem(
                origin.place(),
                "its %s '%s' is in %s already; names are unique, so one of the two must go"
                        .formatted(what, name, earlier.place())));
        return false;
    }

    private static String offer(String what, String name) {
        return what + " '" + name + "'";
    }

    /**
     * What is offered of an extension, and where it was found.
     *
     * @param <S> the service
     */
    public record Offered<S>(S service, Origin origin) {}

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

        /** Says that the component's own code threw something. */
        public String failed(Throwable error) {
            return "%s '%s' of %s failed: %s".formatted(kind, name(), origin.place(), Reason.of(error));
        }

        /** The keys that recipes can set. */
        public List<Key> keys() {
            return Key.of(component.reference(), component.parts(), component.optional());
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

        /** Where the class of something that is in use comes from. */
        public static Origin of(Class<?> type) {
            return Discovery.origin(type);
        }

        @Override
        public String toString() {
            return name + (version.isEmpty() ? "" : " " + version) + (location.isEmpty() ? "" : " (" + location + ")");
        }

        /** Where a reader of a message should look. */
        public String place() {
            return location.isEmpty() ? name : location;
        }
    }
}
