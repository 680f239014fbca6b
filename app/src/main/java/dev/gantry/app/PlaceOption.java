package dev.gantry.app;

import dev.gantry.runtime.ClusterProvider;
import java.util.Optional;
import java.util.ServiceLoader;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where the work of a command is done. */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class PlaceOption {

    /** On this machine. */
    private static final String HERE = "local";

    @Spec(Spec.Target.MIXEE)
    private CommandSpec command;

    @Option(
            names = "--on",
            paramLabel = "PLACE",
            defaultValue = "${sys:spark.master:-" + HERE + "}",
            description = "Where workers of a recipe compute, runs of a study are trained and samples are measured: "
                    + HERE + ", or a Spark master such as spark://HOST:7077, in a Gantry that has Spark."
                    + " Results are the same. Default: " + HERE + ", or where spark-submit submits to.")
    private String place;

    String address() {
        return place;
    }

    /** The cluster; empty for this machine. */
    Optional<ClusterProvider> cluster() {
        if (place.equals(HERE)) {
            return Optional.empty();
        }
        return Optional.of(ServiceLoader.load(ClusterProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(found -> found.knows(place))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        command.commandLine(),
                        "--on must be " + HERE
                                + ", or a Spark master such as spark://HOST:7077 in a Gantry that has Spark"
                                + " (docs/cluster.md), found '" + place + "'")));
    }
}
