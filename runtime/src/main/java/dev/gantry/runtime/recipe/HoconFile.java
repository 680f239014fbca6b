package dev.gantry.runtime.recipe;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigFactory;
import dev.gantry.core.component.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A HOCON file about recipes, such as a study, read as recipes are: with {@code include}, substitutions, environment variables
 * and overrides. It gathers what is found wrong with it, each with its line.
 */
public final class HoconFile {

    private final String what;
    private final RecipeText text;
    private final Problems problems;

    private HoconFile(String what, RecipeText text, Problems problems) {
        this.what = what;
        this.text = text;
        this.problems = problems;
    }

    /**
     * Reads a file.
     *
     * @param what names the kind of file in messages
     * @param overrides each {@code key=value}, both in HOCON; they win over the file, and the later ones over the earlier
     * @param includes from where the file may include
     * @throws RecipeException if it is no HOCON
     */
    public static HoconFile read(String what, Path file, List<String> overrides, Includes includes) {
        Problems problems = new Problems();
        return new HoconFile(what, RecipeText.of(file, overrides, includes, ConfigFactory.empty(), problems), problems);
    }

    public Config settings() {
        return text.settings().toConfig();
    }

    public boolean has(String path) {
        return text.has(path);
    }

    /** Where the value of a key was written; for a key that is not in the file, where the block around it was. */
    public String locate(String path) {
        return text.locate(path).toString();
    }

    /** Notes a problem with a key. */
    public void refuse(String path, String message) {
        if (!text.isUnresolved(path)) {
            problems.add(text.locate(path), message);
        }
    }

    /**
     * {@link Settings#create} for a block of the file; empty, with the problems noted, where it refuses.
     *
     * @param path of the block; empty for the whole file
     */
    public <T> Optional<T> create(Function<Config, T> create, String path, Config settings, Config reference) {
        try {
            return Optional.of(Settings.create(create, settings, reference));
        } catch (ConfigException.ValidationFailed e) {
            for (ValidationProblem problem : e.problems()) {
                String key = path.isEmpty() || problem.path().isEmpty()
                        ? path + problem.path()
                        : path + "." + problem.path();
                refuse(key, problem.problem().replace("'" + problem.path() + "'", "'" + key + "'"));
            }
            return Optional.empty();
        }
    }

    /**
     * @throws RecipeException with every problem noted, if there is one
     */
    public void throwIfAny() {
        problems.throwIfAny(what);
    }
}
