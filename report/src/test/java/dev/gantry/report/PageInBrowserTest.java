package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a browser makes of the page. Skipped where there is none: Debian's package is {@code chromium}. */
final class PageInBrowserTest {

    /** Milliseconds on the page's own clock, which does not go on while a server has something to say. */
    private static final String OF_A_FILE = "--virtual-time-budget=2000";

    private static final String OF_A_SERVER = "--timeout=3000";

    @TempDir
    private Path folder;

    private Path run;

    @BeforeEach
    void makeRun() throws IOException {
        assumeTrue(browser().isPresent(), "there is no chromium in the PATH, in which this test would open the page");
        run = OddRun.in(folder);
        OddRun.picture(run.resolve("samples/step-00000020.png"));
        OddRun.picture(run.resolve("samples/step-00000100.png"));
    }

    private static Optional<Path> browser() {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
                .flatMap(path -> Stream.of("chromium", "chromium-browser", "google-chrome")
                        .map(Path.of(path)::resolve))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The elements of the page once its script has run, without the script and its data. */
    private String drawn(String address, String patience) throws IOException, InterruptedException {
        Path dom = folder.resolve("dom.html");
        Process browser = new ProcessBuilder(
                        browser().orElseThrow().toString(),
                        "--headless=new",
                        "--no-sandbox",
                        "--disable-gpu",
                        "--user-data-dir=" + folder.resolve("profile"),
                        patience,
                        "--dump-dom",
                        address)
                .redirectOutput(dom.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            assertThat(browser.waitFor(1, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            browser.destroyForcibly();
        }
        String all = new String(Files.readAllBytes(dom), StandardCharsets.UTF_8);
        return all.substring(all.indexOf("<body>"), all.indexOf("<script type=\"application/json\""));
    }

    private static void assertIsTheRun(String page) {
        assertThat(page)
                .contains("<h1>&lt;script&gt;alert('1')&lt;/script&gt; &amp; \"more\"</h1>")
                .contains("<li>Unwise: &lt;b&gt;this&lt;/b&gt;</li>")
                .contains("name = \"&lt;/script&gt;&lt;script&gt;alert(2)&lt;/script&gt;\"")
                .contains("step 300 of 300")
                .contains("<h3>losses</h3>", "<h3>distance</h3>")
                .doesNotContain("<b>", "<script");
        assertThat(page.split("<canvas", -1)).as("a chart each").hasSize(1 + 2);
    }

    @Test
    void aReportIsDrawnAndShowsTextAsText() throws IOException, InterruptedException {
        ReportPage.report(run, folder.resolve("report.html"));

        String page = drawn(folder.resolve("report.html").toUri().toString(), OF_A_FILE);

        assertIsTheRun(page);
        assertThat(page).contains("<img src=\"data:image/png;base64,", "type=\"range\" min=\"0\" max=\"1\"");
    }

    @Test
    void aLivePageIsDrawn() throws IOException, InterruptedException {
        try (LivePage live = LivePage.open(run, 0, Optional.empty())) {
            String page = drawn(live.address().toString(), OF_A_SERVER);

            assertIsTheRun(page);
            assertThat(page).contains("<img src=\"samples/step-00000100.png\"");
        }
    }

    @Test
    void comparedRunsShareTheirCharts() throws IOException, InterruptedException {
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.writeString(other.resolve("metrics.csv"), "step,seconds,distance\n10,1.0,5.0\n");
        ReportPage.compare(List.of(run, other), folder.resolve("compare.html"));

        String page = drawn(folder.resolve("compare.html").toUri().toString(), OF_A_FILE);

        assertThat(page).contains("<h1>Runs compared</h1>");
        assertThat(page.split("<canvas", -1)).as("critic/loss and distance").hasSize(1 + 2);
        String distance = page.substring(page.indexOf("<h3>distance</h3>"));
        assertThat(distance).contains(">run</div>", ">other</div>");
    }
}
