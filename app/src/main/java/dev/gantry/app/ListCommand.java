package dev.gantry.app;

import dev.gantry.runtime.TrainingRuntime;
import dev.gantry.runtime.component.Components;
import dev.gantry.runtime.component.Key;
import dev.gantry.runtime.component.Kind;
import dev.gantry.runtime.component.Problem;
import dev.gantry.runtime.recipe.RecipeReader;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

/** {@code gantry list}. */
@Command(
        name = "list",
        description =
                "Lists the components that recipes can name, those of plugins included, and the keys that every recipe has, with"
                        + " their defaults.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ListCommand implements Callable<Integer> {

    @Spec
    private CommandSpec command;

    @ParentCommand
    private Gantry gantry;

    @Override
    public Integer call() {
        PrintWriter out = command.commandLine().getOut();
        try (TrainingRuntime runtime = gantry.installation().runtime()) {
            out.println("Of the keys, those with ? must be set, and those with none may be left out.");
            out.println();
            for (Kind<?> kind : Kind.all()) {
                out.println(kind.plural());
                runtime.components().of(kind).forEach(entry -> print(out, entry));
                out.println();
            }
            out.println("formats of export");
            runtime.components().exporters().forEach(exporter -> out.println("  " + exporter.format()));
            out.println();
            List<Problem> setAside = new ArrayList<>(runtime.components().setAside());
            setAside.addAll(gantry.pluginCommands().setAside());
            if (!setAside.isEmpty()) {
                out.println("set aside");
                setAside.forEach(problem -> out.println("  " + problem));
                out.println();
            }
        }
        out.println("keys of every recipe");
        RecipeReader.keys().forEach(key -> print(out, key));
        return Gantry.GOOD;
    }

    private static void print(PrintWriter out, Components.Entry<?> entry) {
        out.printf(Locale.ROOT, "  %-38s %s%n", entry.name(), entry.help());
        entry.keys().forEach(key -> print(out, key));
    }

    private static void print(PrintWriter out, Key key) {
        String setting = key.name() + " = " + key.defaultValue().orElse(key.optional() ? "none" : "?");
        String held = key.holds()
                .map(kind -> " (" + (kind == Kind.SCHEDULE ? "number or " : "") + kind + ")")
                .orElse("");
        out.printf(Locale.ROOT, "    %-36s %s%n", setting, (key.help() + held).strip());
    }
}
