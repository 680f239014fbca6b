package dev.gantry.runtime;

import dev.gantry.engine.backend.Owned;
import java.util.LinkedHashSet;
import java.util.Set;

/** What a runtime has opened and not yet closed. */
final class OpenResources {

    /** Closing twice does nothing, and no checked exception is thrown. */
    interface Resource extends AutoCloseable {

        @Override
        void close();
    }

    private final Set<Resource> open = new LinkedHashSet<>();
    private boolean closed;

    /** The resource, which the caller closes if this throws: then everything was closed meanwhile. */
    synchronized <T extends Resource> T opened(T resource) {
        requireOpen();
        open.add(resource);
        return resource;
    }

    synchronized void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the runtime is closed; build another one");
        }
    }

    /** Whether the resource was open until now. */
    synchronized boolean closing(Resource resource) {
        return open.remove(resource);
    }

    synchronized int count() {
        return open.size();
    }

    /** The newest first: it may use older ones. */
    void closeAll() {
        Owned all = new Owned();
        synchronized (this) {
            closed = true;
            open.forEach(resource -> all.add(resource::close));
        }
        all.close();
    }
}
