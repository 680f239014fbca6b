package dev.gantry.engine.scope;

import dev.gantry.core.spi.Player;
import java.util.Locale;

/** Whose a state variable is: where its name begins, and which player's updates carry it forward. */
public sealed interface Owner {

    /** One of the two networks, with all that stands in its layers. */
    record Network(Player player) implements Owner {}

    /** What moves a player's parameters. */
    record PlayersOptimizer(Player player) implements Owner {}

    record Loss() implements Owner {}

    /** A constraint of this name in the recipe. */
    record Constraint(String name) implements Owner {}

    record Regularizer(String name) implements Owner {}

    record Condition(String name) implements Owner {}

    /** A component that is traced alone, such as in its test. */
    record Alone() implements Owner {}

    /** What the names of its variables begin with. */
    default String path() {
        return switch (this) {
            case Network(Player player) -> player.name().toLowerCase(Locale.ROOT);
            case PlayersOptimizer(Player player) -> new Network(player).path() + "/optimizer";
            case Loss _ -> "loss";
            case Constraint(String name) -> "constraint/" + name;
            case Regularizer(String name) -> "regularizer/" + name;
            case Condition(String name) -> "condition/" + name;
            case Alone _ -> "";
        };
    }

    /** Whether the state goes forward with the updates of this player. */
    default boolean movesWith(Player updated) {
        return switch (this) {
            case Network(Player player) -> player == updated;
            case PlayersOptimizer(Player player) -> player == updated;
            case Constraint _ -> updated == Player.CRITIC;
            case Loss _, Regularizer _, Condition _, Alone _ -> true;
        };
    }
}
