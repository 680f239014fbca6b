package dev.gantry.core.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.lang.invoke.MethodHandles;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A component that no recipe could use is refused where it is made, and it is the component that is blamed. */
final class ComponentTest {

    private record Plain(double scale) {}

    private record Floating(float scale) {}

    private record Lists(List<Map<String, String>> maps) {}

    private record Nested(Floating inner) {}

    private record Outer(Plain inner, Config free, List<Plain> plains, Optional<Integer> perhaps) {}

    private record Tree(int leaf, List<Tree> branches) {}

    private static void refused(Class<?> type, String reference, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Component.of(MethodHandles.lookup(), type, "odd", "Help.", reference))
                .withMessage(message);
    }

    @Test
    void aTypeThatSettingsCannotHoldIsRefused() {
        refused(
                Floating.class,
                "scale = 1",
                "component 'odd': settings cannot hold 'scale', a float; they hold double, int, long, boolean, strings,"
                        + " paths, enums, records, Config, parts, and lists or optionals of these");
        refused(
                Lists.class,
                "maps = []",
                "component 'odd': settings cannot hold 'maps', a java.util.Map<java.lang.String, java.lang.String>; they"
                        + " hold double, int, long, boolean, strings, paths, enums, records, Config, parts, and lists or"
                        + " optionals of these");
        refused(
                Nested.class,
                "inner { scale = 1 }",
                "component 'odd': settings cannot hold 'inner.scale', a float; they hold double, int, long, boolean,"
                        + " strings, paths, enums, records, Config, parts, and lists or optionals of these");
    }

    @Test
    void keysOfTheReferenceAreThoseOfTheRecord() {
        refused(
                Plain.class,
                "scale = 1, scael = 2",
                "component 'odd': its reference has the key 'scael', and its record no component of that name");
        refused(
                Plain.class,
                "",
                "component 'odd': its record has the component of key 'scale', and its reference no such key; give it its"
                        + " default, or null where recipes must set it");
        refused(
                Outer.class,
                "inner { scale = 1, other = 2 }, free {}, plains = [], perhaps = null",
                "component 'odd': its reference has the key 'inner.other', and its record no component of that name");
    }

    @Test
    void optionalKeysAreKnown() {
        Component<Outer> outer = Component.of(
                MethodHandles.lookup(),
                Outer.class,
                "odd",
                "Help.",
                "inner { scale = 1 }, free {}, plains = [], perhaps = null");

        assertThat(outer.optional()).containsExactly("perhaps");
    }

    @Test
    void aDefaultOfAnotherTypeIsRefused() {
        refused(Plain.class, "scale = wide", "component 'odd': 'scale' must be a number, found \"wide\"");
    }

    @Test
    void aReferenceThatIsNoHoconIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Component.of(MethodHandles.lookup(), Plain.class, "odd", "Help.", "scale = 1\n1"))
                .withMessageStartingWith("component 'odd': its reference is not HOCON: ");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Component.of(MethodHandles.lookup(), Plain.class, "odd", "Help.", "scale = ${nowhere}"))
                .withMessage("component 'odd': its reference has substitutions, and defaults are values");
    }

    @Test
    void aLookupThatDoesNotReachTheRecordIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Component.of(MethodHandles.publicLookup(), Plain.class, "odd", "Help.", "scale = 1"))
                .withMessage("component 'odd': its lookup does not reach the constructor of " + Plain.class.getName());
    }

    @Test
    void whatIsNoRecordIsRefused() {
        refused(String.class, "", "component 'odd': java.lang.String is no record");
    }

    @Test
    void aNameIsLowerCaseWithDashes() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Component.of(() -> "made", "Wide", "Help."))
                .withMessage("a component's name is lower case with dashes, found 'Wide'");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Component.of(() -> "made", null, "Help."))
                .withMessage("a component's name is lower case with dashes, found 'null'");
    }

    @Test
    void everyTypeThatSettingsHoldIsAccepted() {
        Component<Outer> component = Component.of(
                MethodHandles.lookup(),
                Outer.class,
                "odd",
                "Help.",
                "inner { scale = 1 }, free { a = 1 }, plains = [{ scale = 2 }], perhaps = null");

        assertThat(component.from(ConfigFactory.empty()))
                .isEqualTo(new Outer(
                        new Plain(1), ConfigFactory.parseString("a = 1"), List.of(new Plain(2)), Optional.empty()));
    }

    @Test
    void aRecordMayHoldItsOwnKind() {
        Component<Tree> component = Component.of(
                MethodHandles.lookup(),
                Tree.class,
                "tree",
                "Help.",
                "leaf = 1, branches = [{ leaf = 2, branches = [] }]");

        assertThat(component.from(ConfigFactory.empty())).isEqualTo(new Tree(1, List.of(new Tree(2, List.of()))));
    }
}
