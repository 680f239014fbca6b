package dev.gantry.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class LivePageTest {

    @TempDir
    private Path folder;

    private final HttpClient client = HttpClient.newHttpClient();
    private final List<String> pressed = new ArrayList<>();
    private Path run;
    private LivePage page;

    @BeforeEach
    void open() throws IOException {
        run = Files.createDirectories(folder.resolve("run/samples")).getParent();
        Files.writeString(run.resolve("recipe.conf"), "secret");
        Files.writeString(folder.resolve("outside.png"), "outside");
        Files.write(run.resolve("samples/step-00000010.png"), new byte[] {1, 2, 3});
        Files.writeString(run.resolve("metrics.csv"), "step,seconds,distance\n10,1.0,5.0\n");
        page = LivePage.open(run, 0, Optional.of(new LivePage.Controls() {
            @Override
            public void stop() {
                pressed.add("stop");
            }

            @Override
            public void checkpoint() {
                pressed.add("checkpoint");
            }
        }));
    }

    @AfterEach
    void close() {
        page.close();
        client.close();
    }

    private HttpResponse<String> get(URI address) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(address).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(URI address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(address).POST(BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @Test
    void isOnTheLoopbackAddressAlone() {
        assertThat(page.address().getHost()).isEqualTo("127.0.0.1");
        assertThat(page.address().getPath()).matches("/[0-9a-f]{32}/");
    }

    @Test
    void servesThePageAndItsPictures() throws IOException, InterruptedException {
        HttpResponse<String> shown = get(page.address());

        assertThat(shown.statusCode()).isEqualTo(200);
        assertThat(shown.headers().firstValue("Content-Type")).contains("text/html; charset=utf-8");
        assertThat(shown.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(shown.body()).contains("\"live\":true", "\"source\":\"samples/step-00000010.png\"");
        HttpResponse<byte[]> picture = client.send(
                HttpRequest.newBuilder(page.address().resolve("samples/step-00000010.png"))
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(picture.body()).containsExactly(1, 2, 3);
        assertThat(picture.headers().firstValue("Content-Type")).contains("image/png");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "recipe.conf",
                "metrics.csv",
                "samples/",
                "samples/step-1.png",
                "samples/../recipe.conf",
                "../outside.png",
                "..%2foutside.png",
                "samples/..%2f..%2foutside.png",
                "samples/step-00000010.png/../../recipe.conf",
                "interpolation.png",
                "%00"
            })
    void servesNoOtherFile(String name) throws IOException {
        assertThat(raw(
                        "GET",
                        page.address().getPath() + name,
                        "Host: " + page.address().getAuthority()))
                .satisfiesAnyOf(
                        answer -> assertThat(answer).startsWith("HTTP/1.1 404"),
                        answer -> assertThat(answer).startsWith("HTTP/1.1 403"),
                        answer -> assertThat(answer).startsWith("HTTP/1.1 400"));
    }

    @Test
    void aLinkAmongThePicturesIsNotFollowed() throws IOException, InterruptedException {
        Files.createSymbolicLink(run.resolve("samples/step-00000020.png"), folder.resolve("outside.png"));

        assertThat(get(page.address().resolve("samples/step-00000020.png")).statusCode())
                .isEqualTo(404);
    }

    /** As it is sent, with no client that mends it first. */
    private String raw(String method, String path, String... headers) throws IOException {
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), page.address().getPort())) {
            String request = method + " " + path + " HTTP/1.1\r\n" + String.join("\r\n", headers)
                    + "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void refusesWhoDoesNotKnowTheToken() throws IOException, InterruptedException {
        URI root = page.address().resolve("/");
        String wrong = "0".repeat(32);

        for (String path : List.of("", "stop", wrong, wrong + "/", wrong + "/stop", wrong + "/events")) {
            assertThat(get(root.resolve(path)).statusCode()).as(path).isEqualTo(403);
            assertThat(post(root.resolve(path)).statusCode()).as(path).isEqualTo(403);
        }
        assertThat(pressed).isEmpty();
    }

    /** A page of another site can send a request here; a name that an attacker's server gives this address is not ours. */
    @Test
    void refusesRequestsOfOtherSites() throws IOException, InterruptedException {
        URI stop = page.address().resolve("stop");
        String own = "Host: " + page.address().getAuthority();

        assertThat(post(stop, "Origin", "http://evil.example").statusCode()).isEqualTo(403);
        assertThat(post(stop, "Origin", "null").statusCode()).isEqualTo(403);
        assertThat(raw("POST", stop.getPath(), "Host: evil.example")).startsWith("HTTP/1.1 403");
        assertThat(raw("POST", stop.getPath(), "Host: evil.example:" + stop.getPort()))
                .startsWith("HTTP/1.1 403");
        assertThat(raw("POST", stop.getPath(), own, "Host: evil.example")).startsWith("HTTP/1.1 4");
        assertThat(pressed).isEmpty();
        assertThat(raw("POST", stop.getPath(), own)).startsWith("HTTP/1.1 200");
        assertThat(pressed).containsExactly("stop");
    }

    @Test
    void buttonsArePressedByPost() throws IOException, InterruptedException {
        URI stop = page.address().resolve("stop");
        URI checkpoint = page.address().resolve("checkpoint");

        assertThat(get(stop).statusCode()).isEqualTo(405);
        assertThat(post(checkpoint, "Origin", "http://" + stop.getAuthority()).statusCode())
                .isEqualTo(200);
        assertThat(post(stop).statusCode()).isEqualTo(200);
        assertThat(pressed).containsExactly("checkpoint", "stop");
    }

    @Test
    void withoutARunOfItsOwnThereAreNoButtons() throws IOException, InterruptedException {
        try (LivePage watching = LivePage.open(run, 0, Optional.empty())) {
            assertThat(post(watching.address().resolve("stop")).statusCode()).isEqualTo(404);
            assertThat(get(watching.address()).body()).contains("\"controls\":false");
        }
    }

    @Test
    void tellsWhatIsNewAndTheEnd() throws IOException, InterruptedException {
        HttpResponse<Stream<String>> events = client.send(
                HttpRequest.newBuilder(page.address().resolve("events")).build(), BodyHandlers.ofLines());
        Iterator<String> data =
                events.body().filter(line -> line.startsWith("data: ")).iterator();

        assertThat(events.headers().firstValue("Content-Type")).contains("text/event-stream");
        assertThat(data.next()).contains("\"step\":[10]");
        Files.writeString(run.resolve("metrics.csv"), "step,seconds,distance\n10,1.0,5.0\n20,2.0,4.5\n");
        assertThat(data.next()).contains("\"step\":[10,20]", "\"value\":[5.0,4.5]");

        Thread closing = Thread.ofVirtual().start(page::close);
        List<String> rest = new ArrayList<>();
        data.forEachRemaining(rest::add);
        closing.join();
        assertThat(rest).hasSizeGreaterThanOrEqualTo(2).endsWith("data: {}");
    }

    @Test
    void aPortThatIsTakenIsNamed() {
        assertThatThrownBy(() -> LivePage.open(run, page.address().getPort(), Optional.empty()))
                .isInstanceOf(TrainingException.class)
                .hasMessageContaining("port " + page.address().getPort())
                .hasMessageContaining("--port");
    }
}
