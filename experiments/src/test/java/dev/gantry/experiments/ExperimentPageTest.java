package dev.gantry.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ExperimentPageTest {

    @TempDir
    private Path folder;

    @Test
    void aClaimThatDoesNotHoldIsMarked() throws IOException {
        Report result = new Report(
                "a < b & c",
                List.of(Claim.that(true, "%.1f is one", 1.0), Claim.that(false, "it is two")),
                List.of(),
                List.of());

        new ExperimentPage(folder).add(new Divergences(), 7, result);

        assertThat(result.holds()).isFalse();
        assertThat(Files.readString(folder.resolve("index.html")))
                .contains(
                        "<p>a &lt; b &amp; c</p>",
                        "<li class=\"holds\">1.0 is one</li>",
                        "<li class=\"fails\">it is two</li>",
                        "divergences --seed 7");
    }

    @Test
    void anExperimentThatRunsAgainTakesItsOldPlace() throws IOException {
        ExperimentPage page = new ExperimentPage(folder);
        page.add(new Divergences(), 1, claiming("first"));
        page.add(new EarthMover(), 1, claiming("other"));
        page.add(new Divergences(), 1, claiming("second"));

        assertThat(Files.readString(page.file())).contains("second", "other").doesNotContain("first");
    }

    private static Report claiming(String paragraph) {
        return new Report(paragraph, List.of(Claim.that(true, "something")), List.of(), List.of());
    }

    @Test
    void anExperimentClaimsSomething() {
        assertThatThrownBy(() -> new Report("nothing", List.of(), List.of(), List.of()))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void tablesAreWrittenToTheLastDigit() {
        Table table = new Table("data.csv", "name", "value");
        table.add("a", 0.1);
        table.add("b", 1 / 3.0);
        table.add("a", Double.POSITIVE_INFINITY);
        table.add("c, d", 1);

        assertThat(table.csv()).isEqualTo("name,value\na,0.1\nb,0.3333333333333333\na,Infinity\n\"c, d\",1\n");
        assertThat(table.column("value", "name", "a")).containsExactly(0.1, Double.POSITIVE_INFINITY);
        assertThatThrownBy(() -> table.add("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("data.csv has the columns [name, value], found a row of 1 cells");
    }
}
