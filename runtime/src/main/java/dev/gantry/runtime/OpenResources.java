package dev.gantry.runtime;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** What a runtime has opened and not yet closed. */
final class OpenResources {

    /** Closing twice does nothing, and no checked exception is thrown. */
    interface Resource extends AutoCloseable {

        @Override
        void close();
    }

    private final Set<Resource> open = ConcurrentHashMap.newKeySet();

    <T extends Resource> T opened(T resource) {
        open.add(resource);
        return resource;
    }

    /** Whether the resource was open until now. */
    boolean closing(Resource resource) {
        return open.remove(resource);
    }

    /** Runs before what they run on. */
    void closeAll() {
        open.stream().filter(TrainingRun.class::isInstance).forEach(Resource::close);
        open.forEach(Resource::close);
    }
}
