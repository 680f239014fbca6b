package dev.gantry.runtime;

import com.google.inject.AbstractModule;
import com.google.inject.Provider;
import com.google.inject.Singleton;
import dev.gantry.runtime.component.Components;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;

/**
 * Binds {@link TrainingRuntime} and {@link Components}: where Gantry is put together. An application
 * may install it in an injector of its own, which then must not bind these types itself; closing the runtime is the
 * application's.
 */
@SuppressWarnings("exports") // an application that installs this requires Guice itself; plugins are not to see it
public final class GantryModule extends AbstractModule {

    private final Supplier<Components> components;

    private GantryModule(Supplier<Components> components) {
        this.components = components;
    }

    /** Components from the application's modules and class path, and from plugin folders. */
    public static GantryModule discovering(List<Path> pluginFolders) {
        List<Path> folders = List.copyOf(pluginFolders);
        return new GantryModule(() -> Components.discover(folders));
    }

    /** These components and no others. */
    public static GantryModule of(Components components) {
        return new GantryModule(() -> components);
    }

    /** Providers are written out: what Guice would find by reflection needs generated classes and an opened package. */
    @Override
    protected void configure() {
        binder().requireExplicitBindings();
        binder().disableCircularProxies();
        binder().requireExactBindingAnnotations();
        Provider<Components> found = getProvider(Components.class);
        Provider<Components> finding = components::get;
        Provider<TrainingRuntime> making = () -> new TrainingRuntime(found.get());
        bind(Components.class).toProvider(finding).in(Singleton.class);
        bind(TrainingRuntime.class).toProvider(making).in(Singleton.class);
    }
}
