package dev.gantry.core.scheme;

/**
 * A program that was traced.
 *
 * @param name lower case with dashes, unique among the programs of a step, such as {@code critic-step}; random streams have it in
 *     their names
 */
public record Program(String name) {

    public Program {
        if (!name.matches("[a-z][a-z0-9]*(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException("a program's name is lower case with dashes, found '" + name + "'");
        }
    }
}
