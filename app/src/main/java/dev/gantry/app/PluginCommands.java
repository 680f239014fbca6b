package dev.gantry.app;

import dev.gantry.app.command.CommandProvider;
import dev.gantry.runtime.component.Components.Offered;
import dev.gantry.runtime.component.Extension;
import dev.gantry.runtime.component.PluginException;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.component.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import picocli.CommandLine;

/** The commands that plugins add. One that is broken is set aside, with a warning. */
final class PluginCommands {

    private static final Logger LOG = LogManager.getLogger(PluginCommands.class);

    private final Map<String, String> places = new TreeMap<>();
    private final List<Problem> setAside = new ArrayList<>();

    /** What plugins may add beside commands of these names. */
    static Extension<CommandProvider> extension(Set<String> own) {
        return new Extension<>(CommandProvider.class, "command", PluginCommands::name, own);
    }

    private static String name(CommandProvider provider) {
        String name = provider.name();
        if (name == null || !name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a command's name is lower case with dashes, found '" + name + "'");
        }
        return name;
    }

    /** Adds them; none where plugins contradict each other, of which the commands that need plugins tell. */
    void addTo(CommandLine gantry, Installation installation) {
        try {
            installation.commands().forEach((name, offered) -> add(gantry, installation, name, offered));
        } catch (PluginException e) {
            LOG.debug("No commands of plugins: {}", e.getMessage());
        }
    }

    private void add(CommandLine gantry, Installation installation, String name, Offered<CommandProvider> offered) {
        String place = offered.origin().place();
        try {
            CommandLine command = new CommandLine(offered.service().command(installation));
            for (String alias : command.getCommandSpec().aliases()) {
                // Picocli would put it in the other's place.
                if (gantry.getSubcommands().containsKey(alias)) {
                    throw new IllegalArgumentException("its alias '" + alias + "' is a command that there is already");
                }
            }
            gantry.addSubcommand(name, command);
            places.put(name, place);
        } catch (RuntimeException | LinkageError e) {
            // Picocli may have taken the half of it.
            gantry.getCommandSpec().removeSubcommand(name);
            Problem problem = new Problem(place, "its command '" + name + "' cannot be used: " + Reason.of(e));
            LOG.warn("Set aside {}", problem);
            setAside.add(problem);
        }
    }

    List<Problem> setAside() {
        return List.copyOf(setAside);
    }

    /** The JAR that a command, or the one that it is a part of, comes from; empty if it is Gantry's own. */
    Optional<String> place(CommandLine command) {
        CommandLine whole = command;
        while (whole.getParent() != null && whole.getParent().getParent() != null) {
            whole = whole.getParent();
        }
        return Optional.ofNullable(places.get(whole.getCommandName()));
    }
}
