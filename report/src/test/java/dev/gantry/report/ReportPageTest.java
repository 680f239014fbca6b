package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigSyntax;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page embeds; that its script shows it is seen in a browser, by the application's tests. */
final class ReportPageTest {

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void makeRun() throws IOException {
        run = OddRun.in(folder);
    }

    private Path picture(String name) throws IOException {
        return OddRun.picture(run.resolve(name));
    }

    /** The page's JSON, read by the library that reads recipes. */
    private static Config data(String page) {
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(data.find()).isTrue();
        return ConfigFactory.parseString(
                data.group(1), ConfigParseOptions.defaults().setSyntax(ConfigSyntax.JSON));
    }

    private Config reported() throws IOException {
        ReportPage.report(run, folder.resolve("report.html"));
        return data(Files.readString(folder.resolve("report.html")))
                .getConfigList("runs")
                .getFirst();
    }

    @Test
    void holdsWhatTheRunIs() throws IOException {
        Config shown = reported();

        assertThat(shown.getString("name")).isEqualTo(OddRun.NAME);
        assertThat(shown.getString("recipe")).contains("</script><script>alert(2)</script>");
        assertThat(shown.getString("state")).isEqualTo("finished");
        assertThat(shown.getInt("step")).isEqualTo(300);
        assertThat(shown.getInt("steps")).isEqualTo(300);
        assertThat(shown.getDouble("seconds")).isEqualTo(5);
        assertThat(shown.getString("device")).isEqualTo("a device");
        assertThat(shown.getStringList("warnings")).containsExactly("Unwise: <b>this</b>");
        assertThat(shown.getString("provenance")).contains("started").doesNotContain("alert");
    }

    @Test
    void holdsEachColumnWhereItWasMeasured() throws IOException {
        List<? extends Config> curves = reported().getConfigList("curves");

        assertThat(curves).extracting(curve -> curve.getString("name")).containsExactly("critic/loss", "distance");
        assertThat(curves.getFirst().getIntList("step")).containsExactly(50, 100, 150);
        assertThat(curves.getFirst().getDoubleList("seconds")).containsExactly(1.5, 3.25, 5.0);
        // JSON has no number for what is none.
        assertThat(curves.getFirst().root().get("value").unwrapped())
                .isEqualTo(Stream.of(0.25, null, -1.5).toList());
        assertThat(curves.getLast().getIntList("step")).containsExactly(100);
    }

    /** Of the page's own scripts there are two; nothing of the run begins or ends another. */
    @Test
    void nothingOfTheRunIsHtml() throws IOException {
        reported();
        String page = Files.readString(folder.resolve("report.html"));

        assertThat(page.split("<script", -1)).hasSize(1 + 2);
        assertThat(page.split("</script", -1)).hasSize(1 + 2);
        assertThat(page).doesNotContain("alert('1')</script>").doesNotContain("<b>this");
        assertThat(page).contains("default-src 'none'; script-src 'sha256-").doesNotContain("{{");
        assertThat(page).doesNotContainPattern("(src|href)=\"?https?:");
    }

    @Test
    void aTitleIsEscaped() throws IOException {
        Path odd = Files.move(run, folder.resolve("a & b <i>{{data}}"));
        ReportPage.report(odd, folder.resolve("report.html"));

        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("<title>a &amp; b &lt;i&gt;{{data}}</title>");
    }

    @Test
    void holdsThePicturesThemselves() throws IOException {
        Path early = picture("samples/step-00000020.png");
        picture("samples/step-00000100.png");
        picture("interpolation.png");
        Files.writeString(run.resolve("samples/notes.txt"), "no picture");

        Config shown = reported();

        assertThat(shown.getConfigList("samples"))
                .extracting(sample -> sample.getInt("step"))
                .containsExactly(20, 100);
        String prefix = "data:image/png;base64,";
        String source = shown.getConfigList("samples").getFirst().getString("source");
        assertThat(source).startsWith(prefix);
        assertThat(Base64.getDecoder().decode(source.substring(prefix.length())))
                .isEqualTo(Files.readAllBytes(early));
        assertThat(shown.getString("interpolation")).startsWith(prefix);
    }

    @Test
    void ofManyPicturesEveryOtherIsLeftOutButNotTheNewest() throws IOException {
        for (int step = 1; step <= 50; step++) {
            picture("samples/step-%08d.png".formatted(step));
        }

        List<Integer> steps = reported().getConfigList("samples").stream()
                .map(sample -> sample.getInt("step"))
                .toList();

        assertThat(steps).startsWith(1, 3, 5).endsWith(47, 49, 50);
    }

    @Test
    void linksInTheFolderAreNotFollowed() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        Files.createDirectory(run.resolve("samples"));
        Files.createSymbolicLink(run.resolve("samples/step-00000001.png"), secret);
        Files.delete(run.resolve("recipe.conf"));
        Files.createSymbolicLink(run.resolve("recipe.conf"), secret);

        Config shown = reported();

        assertThat(shown.getConfigList("samples")).isEmpty();
        assertThat(shown.getString("recipe")).isEmpty();
    }

    @Test
    void ofALongLogTheEndCounts() throws IOException {
        String ended = Files.readString(run.resolve("gantry.log"));
        Files.writeString(run.resolve("gantry.log"), "x".repeat(80) + "\n");
        for (int doubling = 0; doubling < 16; doubling++) {
            Files.write(
                    run.resolve("gantry.log"),
                    Files.readAllBytes(run.resolve("gantry.log")),
                    StandardOpenOption.APPEND);
        }
        Files.writeString(run.resolve("gantry.log"), ended, StandardOpenOption.APPEND);

        assertThat(Files.size(run.resolve("gantry.log"))).isGreaterThan(1 << 22);
        assertThat(reported().getString("state")).isEqualTo("finished");
    }

    @Test
    void anEvaluationComesWithItsIntervals() throws IOException {
        Files.writeString(run.resolve("evaluation.json"), """
                { "step": 300, "data": { "type": "idx" }, "estimates": [
                    { "name": "distance", "samples": 500, "mean": 1.5, "low": 1.25, "high": 1.75, "features": { "type": "pixels" },
                      "caution": "biased <b>" },
                    { "name": "odd", "samples": "many", "mean": 2 } ] }
                """);

        Config evaluation = reported().getConfig("evaluation");

        assertThat(evaluation.getString("data")).isEqualTo("idx");
        Config estimate = evaluation.getConfigList("estimates").getFirst();
        assertThat(estimate.getDouble("low")).isEqualTo(1.25);
        assertThat(estimate.getDouble("high")).isEqualTo(1.75);
        assertThat(estimate.getString("features")).isEqualTo("pixels");
        assertThat(estimate.getString("caution")).isEqualTo("biased <b>");
        assertThat(evaluation.getConfigList("estimates").getLast().getString("caution"))
                .isEmpty();
        assertThat(evaluation.getConfigList("estimates").getLast().getIsNull("samples"))
                .isTrue();
    }

    @Test
    void whatCannotBeReadIsLeftOut() throws IOException {
        Files.writeString(run.resolve("metrics.csv"), "no table\0");
        Files.writeString(run.resolve("provenance.json"), "{");
        Files.writeString(run.resolve("evaluation.json"), "[]");

        Config shown = reported();

        assertThat(shown.getConfigList("curves")).isEmpty();
        assertThat(shown.getIsNull("evaluation")).isTrue();
        assertThat(shown.getString("name")).isEqualTo("run");
    }

    @Test
    void runsOfOneNameAreToldApartByTheirPaths() throws IOException {
        Path other = Files.createDirectories(folder.resolve("more/run"));
        Path page = folder.resolve("compare.html");

        ReportPage.compare(List.of(run, other), page);

        assertThat(data(Files.readString(page)).getConfigList("runs"))
                .extracting(shown -> shown.getString("label"))
                .containsExactly(run.toString(), other.toString());
    }

    @Test
    void ofALongTableEveryOtherPointIsShownAndTheLast() throws IOException {
        StringBuilder table = new StringBuilder("step,critic/loss\n");
        for (int step = 1; step <= 3001; step++) {
            table.append(step).append(",1.0\n");
        }
        Files.writeString(run.resolve("metrics.csv"), table);

        List<Integer> steps = reported().getConfigList("curves").getFirst().getIntList("step");

        assertThat(steps).hasSize(1501).startsWith(1, 3).endsWith(2999, 3001);
    }
}
