package dev.gantry.runtime;

import dev.gantry.engine.backend.BackendProvider;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;

/** The devices that were found, of which a recipe names one, or {@code auto}: the best that works. */
record Devices(List<BackendProvider> found) {

    private static final Logger LOG = LogManager.getLogger(Devices.class);

    private static final String AUTO = "auto";

    /**
     * The device of a name, if it can be used here.
     *
     * @param problem is told why it cannot, to be read after {@code backend.device}
     */
    Optional<BackendProvider> find(String name, Consumer<String> problem) {
        if (name.equals(AUTO)) {
            Optional<BackendProvider> best = best();
            if (best.isEmpty()) {
                problem.accept("finds no device; add a backend to the class path");
            }
            return best;
        }
        Optional<BackendProvider> named =
                found.stream().filter(device -> device.isCalled(name)).findFirst();
        if (named.isEmpty()) {
            problem.accept("is '" + name + "', and there are only "
                    + found.stream().map(BackendProvider::device).sorted().toList());
        }
        Optional<String> reason = named.flatMap(BackendProvider::problem);
        reason.ifPresent(text -> problem.accept("is '" + name + "', which cannot be used here: " + text));
        return reason.isPresent() ? Optional.empty() : named;
    }

    private Optional<BackendProvider> best() {
        List<String> problems = new ArrayList<>();
        for (BackendProvider device : found.stream()
                .filter(BackendProvider::automatic)
                .sorted(Comparator.comparingInt(BackendProvider::rank).reversed())
                .toList()) {
            Optional<String> problem = device.problem();
            if (problem.isEmpty()) {
                boolean slower = device.lastResort() && !problems.isEmpty();
                LOG.log(
                        slower ? Level.WARN : Level.INFO,
                        "takes device {}{}",
                        device.device(),
                        String.join("", problems));
                return Optional.of(device);
            }
            problems.add("; " + device.device() + " cannot be used here: " + problem.get());
        }
        return Optional.empty();
    }
}
