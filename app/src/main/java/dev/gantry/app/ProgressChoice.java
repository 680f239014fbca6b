package dev.gantry.app;

import dev.gantry.core.run.TrainingListener;
import java.io.Console;
import java.io.PrintWriter;
import java.io.Writer;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** How a run tells of itself: a bar on a terminal, elsewhere lines, or what scripts ask for. */
final class ProgressChoice {

    @ArgGroup
    private @Nullable ForScripts forScripts;

    /** One of these. */
    static final class ForScripts {

        @Option(names = "--quiet", required = true, description = "Print nothing but warnings and errors.")
        @SuppressWarnings("unused") // without the other, it is this one
        private boolean quiet;

        @Option(
                names = "--json",
                required = true,
                description = "Print what happens as JSON, one object a line, and nothing else.")
        private boolean json;
    }

    /** Whether standard output is no place for sentences. */
    boolean isForScripts() {
        return forScripts != null;
    }

    /** Where sentences for people go. */
    PrintWriter forPeople(PrintWriter out) {
        return isForScripts() ? new PrintWriter(Writer.nullWriter()) : out;
    }

    TrainingListener listener(PrintWriter out) {
        if (forScripts != null) {
            return forScripts.json ? new ProgressJson(out) : _ -> {};
        }
        return onTerminal() ? new ProgressOnTerminal() : new ProgressLines(out);
    }

    static boolean onTerminal() {
        return Optional.ofNullable(System.console()).filter(Console::isTerminal).isPresent();
    }
}
