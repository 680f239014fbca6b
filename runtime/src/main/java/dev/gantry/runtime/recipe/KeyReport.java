package dev.gantry.runtime.recipe;

import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigUtil;
import dev.gantry.core.component.Settings;
import java.util.List;
import java.util.Optional;

/** What is wrong with keys of a recipe, each told at the place where the recipe has it. */
final class KeyReport {

    private final RecipeText text;
    private final Problems problems;

    KeyReport(RecipeText text, Problems problems) {
        this.text = text;
        this.problems = problems;
    }

    Problems problems() {
        return problems;
    }

    /** What settings refuse, whose keys are those of a block; empty for the whole recipe. */
    void refused(String block, ConfigException.ValidationFailed failed) {
        String prefix = block.isEmpty() ? "" : block + ".";
        for (ValidationProblem problem : failed.problems()) {
            String quoted = "'" + prefix + problem.path() + "'";
            String message = problem.problem().replace("'" + problem.path() + "'", quoted)
                    + (problem.problem().startsWith("unknown key ") ? otherType(written(prefix + problem.path())) : "");
            if (problem.path().isEmpty()) {
                add(block, block.isEmpty() ? problem.problem() : "'" + block + "': " + problem.problem());
            } else if (problem.path().contains("[")) {
                problems.add(text.locate(problem.origin(), prefix + problem.path()), message);
            } else {
                add(prefix + problem.path(), message);
            }
        }
    }

    /** The cure, where a key was merged into a block from an included file, to end a message with. */
    private String otherType(String path) {
        return text.typeFromAbove(path)
                .map(location ->
                        ". The type is set elsewhere, at %s; write '%s = null' before it, and nothing of this block is left"
                                .formatted(location, blockAround(path)))
                .orElse("");
    }

    private static String blockAround(String path) {
        List<String> keys = Settings.keys(path);
        return ConfigUtil.joinPath(keys.subList(0, keys.size() - 1));
    }

    /** A problem with a key, that its message names in quotes. */
    void add(String path, String message) {
        add(path, message, Optional.empty());
    }

    /** A problem with a key that was found because something was thrown. */
    void add(String path, String message, Optional<Throwable> thrown) {
        if (!text.isUnresolved(path)) {
            String written = written(path);
            problems.add(text.locate(written), message.replace("'" + path + "'", "'" + written + "'"), thrown);
        }
    }

    /** What the critic's optimizer takes from the generator's is wrong there, and once. */
    private String written(String path) {
        if (path.startsWith(OptimizerBlocks.CRITIC)) {
            String generators = path.replace(OptimizerBlocks.CRITIC, OptimizerBlocks.GENERATOR);
            if (!text.has(ownKey(path)) || text.locate(path).equals(text.locate(generators))) {
                return generators;
            }
        }
        return path;
    }

    /** The key in the critic's block that a problem's path leads into. */
    private static String ownKey(String path) {
        List<String> keys = Settings.keys(path);
        return ConfigUtil.joinPath(keys.subList(0, Math.min(3, keys.size())));
    }
}
