package dev.gantry.core.spi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigFactory;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SettingsTest {

    enum Colour {
        RED,
        DARK_BLUE
    }

    record Inner(int number) {}

    record Everything(
            double real,
            int whole,
            long big,
            boolean flag,
            String text,
            Path path,
            Colour colour,
            Inner inner,
            Config free,
            List<Inner> inners,
            List<Double> reals,
            Optional<Integer> perhaps) {}

    record Range(double low, double high) {

        Range {
            Require.positive("low", low);
            if (low > high) {
                throw new IllegalArgumentException("'high' must be at least " + low + ", found " + high);
            }
        }
    }

    private static <T> T bind(Class<T> type, String settings) {
        return Settings.bind(MethodHandles.lookup(), type, ConfigFactory.parseString(settings));
    }

    private static List<String> problems(ConfigException.ValidationFailed refusal) {
        List<String> problems = new ArrayList<>();
        for (ValidationProblem problem : refusal.problems()) {
            problems.add(problem.origin().lineNumber() + " " + problem.path() + ": " + problem.problem());
        }
        return problems;
    }

    @Test
    void bindsEveryType() {
        assertThat(bind(Everything.class, """
                real = 1e-3, whole = 1e3, big = 12345678901, flag = yes, text = a b, path = some/folder, colour = dark-blue, inner { number = 1 }
                free { x = 1 }, inners = [{ number = 2 }, { number = 3 }], reals = [1, 2.5], perhaps = 4
                """))
                .isEqualTo(new Everything(
                        1e-3,
                        1000,
                        12345678901L,
                        true,
                        "a b",
                        Path.of("some", "folder"),
                        Colour.DARK_BLUE,
                        new Inner(1),
                        ConfigFactory.parseString("x = 1"),
                        List.of(new Inner(2), new Inner(3)),
                        List.of(1.0, 2.5),
                        Optional.of(4)));
    }

    @Test
    void reportsEveryKeyThatIsWrong() {
        ConfigException.ValidationFailed refusal =
                catchThrowableOfType(ConfigException.ValidationFailed.class, () -> bind(Everything.class, """
                        real = Infinity
                        whole = 1.5
                        big = 1e30
                        flag = perhaps
                        text = [a]
                        path = "a\\u0000b"
                        colour = green
                        inner { numbr = 1 }
                        free = 3
                        inners = [{ number = 2 }, { number = x, other = 1 }]
                        reals = 1
                        perhaps = no
                        """));

        assertThat(problems(refusal))
                .containsExactlyInAnyOrder(
                        "1 real: 'real' must be a number, found \"Infinity\"",
                        "2 whole: 'whole' must be a whole number, found 1.5",
                        "3 big: 'big' must be a whole number, found 1e30",
                        "4 flag: 'flag' must be true or false, found \"perhaps\"",
                        "5 text: 'text' must be text, found [\"a\"]",
                        "6 path: 'path' must be a path, found \"a\\u0000b\"",
                        "7 colour: 'colour' must be one of red, dark-blue, found \"green\"",
                        "8 inner.numbr: unknown key 'inner.numbr'. Did you mean 'number'?",
                        "8 inner.number: 'inner.number' must be set to a whole number",
                        "9 free: 'free' must be a block { ... }, found 3",
                        "10 inners[1].number: 'inners[1].number' must be a whole number, found \"x\"",
                        "10 inners[1].other: unknown key 'inners[1].other'. The keys here are number",
                        "11 reals: 'reals' must be a list, found 1",
                        "12 perhaps: 'perhaps' must be a whole number, found \"no\"");
    }

    @Test
    void aConstructorsRuleIsLocatedAtTheKeyItNames() {
        ConfigException.ValidationFailed refusal = catchThrowableOfType(
                ConfigException.ValidationFailed.class, () -> bind(Range.class, "low = 2\nhigh = 1"));

        assertThat(problems(refusal)).containsExactly("2 high: 'high' must be at least 2.0, found 1.0");
    }

    @Test
    void aComponentReportsWhatIsUnknownMistypedAndRefusedTogether() {
        Component<Range> component =
                Component.of(MethodHandles.lookup(), Range.class, "range", "A range.", "low = 1\nhigh = 10");

        assertThat(component.from(ConfigFactory.parseString("high = 3"))).isEqualTo(new Range(1, 3));
        assertThat(problems(catchThrowableOfType(
                        ConfigException.ValidationFailed.class,
                        () -> component.from(ConfigFactory.parseString("low = -1\nhigh = x\nhihg = 2")))))
                .containsExactlyInAnyOrder(
                        "1 low: 'low' must be greater than 0, found -1.0",
                        "2 high: 'high' must be a number, found \"x\"",
                        "3 hihg: unknown key 'hihg'. Did you mean 'high'?");
    }

    @Test
    void aRefusedDefaultIsLocatedAtTheSettingsThatLeaveItOut() {
        Component<Range> component = Component.of(
                MethodHandles.lookup(), Range.class, "range", "A range.", "\n\n# the least\nlow = null\nhigh = 10");
        Config settings = ConfigFactory.parseString("range {\n}").getConfig("range");

        assertThat(problems(
                        catchThrowableOfType(ConfigException.ValidationFailed.class, () -> component.from(settings))))
                .containsExactly("1 low: 'low' must be set to a number");
    }
}
