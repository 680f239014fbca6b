package dev.gantry.core.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigException.ValidationProblem;
import com.typesafe.config.ConfigFactory;
import java.lang.invoke.MethodHandles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    record Size(int height, int width) implements OneOrEach {}

    record Sized(Size size) {}

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {"size = 64; 64; 64", "size = [48, 64]; 48; 64", "size { width = 64, height = 48 }; 48; 64"})
    void aRecordOfNumbersCanBeOneOrAList(String settings, int height, int width) {
        assertThat(bind(Sized.class, settings)).isEqualTo(new Sized(new Size(height, width)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "size = large; 1 size: 'size' must be a whole number, [height, width] or a block { ... }, found \"large\"",
                "size = [1]; 1 size: 'size' must be a whole number, [height, width] or a block { ... }, found [1]",
                "size = [1, x]; 1 size.width: 'size.width' must be a whole number, found \"x\""
            })
    void whatIsNeitherOneNorAListIsRefused(String settings, String problem) {
        ConfigException.ValidationFailed refusal =
                catchThrowableOfType(ConfigException.ValidationFailed.class, () -> bind(Sized.class, settings));
        assertThat(problems(refusal)).containsExactly(problem);
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

    /** A kind of component that settings hold. */
    interface Figure extends Part {}

    record Square(double side) implements Figure {

        Square {
            Require.positive("side", side);
        }
    }

    record Point() implements Figure {}

    record Group(List<Figure> figures, Figure around) implements Figure {}

    record Drawing(String title, Figure main, List<Figure> others, Optional<Figure> frame, Page page) {

        record Page(Figure stamp) {}
    }

    private static final class Figures implements Parts {

        private final Map<String, Component<? extends Figure>> known = new TreeMap<>();

        Figures() {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            known.put("square", Component.of(lookup, Square.class, "square", "Four corners.", "side = 2"));
            known.put("point", Component.of(Point::new, "point", "No corners."));
            known.put(
                    "group",
                    Component.of(lookup, Group.class, "group", "Several.", "figures = [point], around = null"));
        }

        @Override
        @SuppressWarnings("unchecked") // of the one kind that is asked for
        public <T> Component<T> part(Class<T> kind, String name) {
            assertThat(kind).isEqualTo(Figure.class);
            if (!known.containsKey(name)) {
                throw new IllegalArgumentException(
                        "unknown figure '" + name + "'. The figures are: " + String.join(", ", known.keySet()));
            }
            return (Component<T>) known.get(name);
        }

        @Override
        public Set<String> names(Class<?> kind) {
            return known.keySet();
        }
    }

    private static final Component<Drawing> DRAWING = Component.of(
            MethodHandles.lookup(),
            Drawing.class,
            "drawing",
            "A drawing.",
            "title = none, main = square, others = [point], frame = null, page { stamp = point }");

    private static List<String> refusals(String settings) {
        return problems(catchThrowableOfType(
                ConfigException.ValidationFailed.class,
                () -> DRAWING.from(ConfigFactory.parseString(settings), new Figures())));
    }

    @Test
    void aPartIsMadeOfItsNameOrItsBlock() {
        Made<Drawing> made = DRAWING.from(ConfigFactory.parseString("""
                main { type = square, side = 3 }
                others = [square, { type = group, around { type = square } }]
                frame = point
                """), new Figures());

        assertThat(made.component())
                .isEqualTo(new Drawing(
                        "none",
                        new Square(3),
                        List.of(new Square(2), new Group(List.of(new Point()), new Square(2))),
                        Optional.of(new Point()),
                        new Drawing.Page(new Point())));
    }

    @Test
    void completeSettingsHaveTheDefaultsOfPartsAndGiveTheSameAgain() {
        Made<Drawing> made = DRAWING.from(ConfigFactory.parseString("""
                others = [square, { type = group, around { type = square } }]
                """), new Figures());

        assertThat(made.settings()).isEqualTo(ConfigFactory.parseString("""
                        title = none
                        main { type = square, side = 2 }
                        others = [
                          { type = square, side = 2 },
                          { type = group, figures = [{ type = point }], around { type = square, side = 2 } }
                        ]
                        frame = null
                        page { stamp { type = point } }
                        """));
        assertThat(DRAWING.from(made.settings(), new Figures())).isEqualTo(made);
    }

    @Test
    void whatIsWrongInsideAPartIsToldAtItsOwnKeyTogetherWithTheRest() {
        assertThat(refusals("""
                titel = x
                main { type = square, side = 0 }
                others = [
                  { type = square, sied = 1 },
                  { type = group,
                    figures = [{ type = square, side = wide }] },
                  cube
                ]
                frame { type = cube }
                page { stamp { side = 1 } }
                """))
                .containsExactlyInAnyOrder(
                        "1 titel: unknown key 'titel'. Did you mean 'title'?",
                        "2 main.side: 'main.side' must be greater than 0, found 0.0",
                        "4 others[0].sied: unknown key 'others[0].sied'. Did you mean 'side'?",
                        "6 others[1].figures[0].side: 'others[1].figures[0].side' must be a number, found \"wide\"",
                        "5 others[1].around: 'others[1].around' must be set to the name of a figure or a block { type ="
                                + " NAME, ... }",
                        "7 others[2]: unknown figure 'cube'. The figures are: group, point, square",
                        "9 frame.type: unknown figure 'cube'. The figures are: group, point, square",
                        "10 page.stamp.type: 'page.stamp.type' must be set to the name of a figure: group, point, square");
    }

    @Test
    void whatIsNeitherNameNorBlockIsNoPart() {
        assertThat(refusals("main = 3\nothers = point"))
                .containsExactlyInAnyOrder(
                        "1 main: 'main' must be the name of a figure or a block { type = NAME, ... }, found 3",
                        "2 others: 'others' must be a list, found \"point\"");
    }

    @Test
    void aPartWhoseDefaultIsABlockIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Component.of(
                        MethodHandles.lookup(),
                        Drawing.Page.class,
                        "page",
                        "A page.",
                        "stamp { type = square, side = 1 }"))
                .withMessage("component 'page': the default of 'stamp' must be a name, found"
                        + " {\"side\":1,\"type\":\"square\"}; the keys of a default are those of another component");
    }
}
