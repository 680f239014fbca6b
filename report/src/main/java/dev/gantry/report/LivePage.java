package dev.gantry.report;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A run's page, live, for this machine alone: a server on the loopback address. Every request needs the random token of the page's
 * address, and is refused where another site's page sent it; of the folder, no file but a picture that the page shows is served.
 */
public final class LivePage implements AutoCloseable {

    private static final String EVENTS = "events";
    private static final String STOP = "stop";
    private static final String CHECKPOINT = "checkpoint";

    /** Seconds between two looks at the folder. */
    private static final int LOOK = 1;

    /** Seconds after which the page is told what it may know already: a process that was killed changes no file. */
    private static final long TELL = 15;

    /** Seconds that a page may take to hear how the run ended. */
    private static final long PATIENCE = 5;

    private static final String POLICY = "frame-ancestors 'none'";

    private final Path folder;
    private final Optional<Controls> controls;
    private final byte[] token;
    private final HttpServer server;
    private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);

    /** What the page's buttons do. */
    public interface Controls {

        /** Asks the run to end with a checkpoint; returns at once. */
        void stop();

        /** Asks the run for a checkpoint; returns at once. */
        void checkpoint();
    }

    private LivePage(Path folder, int port, Optional<Controls> controls) throws IOException {
        this.folder = folder;
        this.controls = controls;
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.token = HexFormat.of().formatHex(random).getBytes(UTF_8);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        server.setExecutor(workers);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Serves the page of a run folder, which need not be there yet, until it is closed.
     *
     * @param port 0 for one that is free
     * @param controls empty for a page without buttons
     * @throws TrainingException if the port cannot be had
     */
    public static LivePage open(Path folder, int port, Optional<Controls> controls) {
        try {
            return new LivePage(folder, port, controls);
        } catch (IOException e) {
            throw new TrainingException(
                    "cannot serve the page on port " + port + ": " + TrainingException.reason(e)
                            + "; choose another with --port, or 0 for any that is free",
                    e);
        }
    }

    /** Where the page is, its token included. */
    public URI address() {
        return URI.create("http://" + host() + "/" + new String(token, UTF_8) + "/");
    }

    private String host() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            exchange.getResponseHeaders().set("Referrer-Policy", "no-referrer");
            exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
            exchange.getResponseHeaders().set("Content-Security-Policy", POLICY);
            String path = exchange.getRequestURI().getRawPath();
            int end = path.indexOf('/', 1);
            if (!isOurs(exchange)
                    || end < 0
                    || !MessageDigest.isEqual(token, path.substring(1, end).getBytes(UTF_8))) {
                send(exchange, 403, "text/plain", "Forbidden: open the address that was printed.\n".getBytes(UTF_8));
                return;
            }
            answer(exchange, path.substring(end + 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Whether a request is to this server by its own name, and not sent by a page of another. */
    private boolean isOurs(HttpExchange exchange) {
        int port = server.getAddress().getPort();
        Set<String> names = Set.of("127.0.0.1:" + port, "localhost:" + port, "[::1]:" + port);
        List<String> hosts = exchange.getRequestHeaders().getOrDefault("Host", List.of());
        List<String> origins = exchange.getRequestHeaders().getOrDefault("Origin", List.of());
        return hosts.size() == 1
                && names.contains(hosts.getFirst())
                && origins.stream().allMatch(origin -> origin.equals("http://" + hosts.getFirst()));
    }

    private void answer(HttpExchange exchange, String name) throws IOException, InterruptedException {
        boolean button = name.equals(STOP) || name.equals(CHECKPOINT);
        if (!exchange.getRequestMethod().equals(button ? "POST" : "GET")) {
            send(exchange, 405, "text/plain", new byte[0]);
        } else if (button && controls.isPresent()) {
            if (name.equals(STOP)) {
                controls.get().stop();
            } else {
                controls.get().checkpoint();
            }
            send(exchange, 200, "text/plain", new byte[0]);
        } else if (name.isEmpty()) {
            byte[] page = ReportPage.live(folder, controls.isPresent()).getBytes(UTF_8);
            send(exchange, 200, "text/html; charset=utf-8", page);
        } else if (name.equals(EVENTS)) {
            sendEvents(exchange);
        } else {
            Optional<byte[]> picture =
                    isPicture(name) ? RunView.bytes(folder.resolve(name), PictureFiles.MOST_BYTES) : Optional.empty();
            if (picture.isPresent()) {
                send(exchange, 200, "image/png", picture.get());
            } else {
                send(exchange, 404, "text/plain", new byte[0]);
            }
        }
    }

    private static boolean isPicture(String name) {
        String samples = PictureFiles.SAMPLES_FOLDER + "/";
        return name.equals(RunView.INTERPOLATION)
                || name.startsWith(samples)
                        && RunView.SAMPLES
                                .matcher(name.substring(samples.length()))
                                .matches();
    }

    private static void send(HttpExchange exchange, int status, String type, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
    }

    /** The run as often as it changes, until its page or this is closed. */
    private void sendEvents(HttpExchange exchange) throws IOException, InterruptedException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        OutputStream out = exchange.getResponseBody();
        String sent = "";
        while (!closing.await(sent.isEmpty() ? 0 : LOOK, TimeUnit.SECONDS)) {
            String now = state();
            if (!now.equals(sent)) {
                sent = now;
                sendEvent(out, "run", ReportPage.liveData(folder, controls.isPresent()));
            }
        }
        sendEvent(out, "run", ReportPage.liveData(folder, false));
        sendEvent(out, "end", "{}");
    }

    private static void sendEvent(OutputStream out, String name, String data) throws IOException {
        out.write(("event: " + name + "\ndata: " + data + "\n\n").getBytes(UTF_8));
        out.flush();
    }

    /** Changes when a file of the run does, and from time to time. */
    private String state() {
        StringBuilder state = new StringBuilder();
        for (String name :
                List.of("metrics.csv", "gantry.log", "evaluation.json", "samples", RunView.INTERPOLATION, ".lock")) {
            Path file = folder.resolve(name);
            try {
                state.append(Files.size(file))
                        .append(' ')
                        .append(Files.getLastModifiedTime(file))
                        .append('\n');
            } catch (IOException e) {
                state.append("-\n");
            }
        }
        return state.append(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime()) / TELL)
                .toString();
    }

    /** Tells open pages how the run stands, and ends. */
    @Override
    public void close() {
        closing.countDown();
        workers.shutdown();
        try {
            workers.awaitTermination(PATIENCE, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.stop(0);
        workers.shutdownNow();
    }
}
