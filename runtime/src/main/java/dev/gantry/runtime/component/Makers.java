package dev.gantry.runtime.component;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import dev.gantry.core.component.Component;
import dev.gantry.core.component.Made;
import dev.gantry.core.component.Parts;
import dev.gantry.core.component.Progress;
import dev.gantry.core.component.Schedule;
import dev.gantry.runtime.component.Components.Entry;

/** Components whose makers are a stranger's code. */
final class Makers {

    private Makers() {}

    /** The component, which refuses to make nothing: a plugin may be compiled without a check of nulls. */
    static <T> Component<T> notNothing(Component<T> component) {
        return with(component, (settings, parts) -> {
            Made<T> made = component.create().make(settings, parts);
            if (made == null || made.component() == null) {
                throw new IllegalStateException("it makes nothing");
            }
            return made;
        });
    }

    /** The component with what it throws told as its own, not as that of the component whose settings hold it. */
    static <T> Component<T> blamed(Entry<T> entry) {
        return with(entry.component(), (settings, parts) -> made(entry, settings, parts));
    }

    private static <T> Component<T> with(Component<T> component, Component.Maker<T> maker) {
        return new Component<>(
                component.name(),
                component.help(),
                component.reference(),
                component.parts(),
                component.optional(),
                maker);
    }

    private static <T> Made<T> made(Entry<T> entry, Config settings, Parts parts) {
        try {
            Made<T> made = entry.component().create().make(settings, parts);
            if (made.component() instanceof Schedule schedule) {
                askOnce(entry, schedule);
            }
            return made;
        } catch (IllegalArgumentException | ConfigException e) {
            throw e;
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException(entry.failed(e), e);
        }
    }

    /** Whoever holds a schedule asks it while settings are read, and would be blamed for what it throws. */
    private static void askOnce(Entry<?> entry, Schedule schedule) {
        try {
            if (schedule.isConstant()) {
                schedule.at(Progress.START);
            }
        } catch (RuntimeException | LinkageError e) {
            throw new IllegalArgumentException(entry.failed(e), e);
        }
    }
}
