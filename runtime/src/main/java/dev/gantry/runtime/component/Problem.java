package dev.gantry.runtime.component;

/**
 * Something wrong with a recipe or a plugin.
 *
 * @param location where: {@code recipes/mnist.conf: 3}, {@code --set batch-size=x}, or a plugin's JAR
 * @param message what is wrong, the rule, what was found and the cure
 */
public record Problem(String location, String message) {

    public Problem {
        // A recipe can include files of any name, and terminals obey some characters.
        location = location.replaceAll("\\p{Cntrl}", "?");
    }

    @Override
    public String toString() {
        return location + ": " + message;
    }

    public static String list(String what, Iterable<Problem> problems) {
        StringBuilder text = new StringBuilder();
        int count = 0;
        for (Problem problem : problems) {
            text.append("\n  ").append(problem);
            count++;
        }
        return what + (count == 1 ? " 1 problem:" : " " + count + " problems:") + text;
    }
}
