package dev.gantry.spark;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A Spark master and two workers of one core each, on the loopback address, in processes that end with this one. */
final class StandaloneCluster implements AutoCloseable {

    private static @Nullable StandaloneCluster shared;

    private static final String HOST = "127.0.0.1";
    private static final int WORKERS = 2;

    private final Path home;
    private final String master;
    private final List<Process> processes = new ArrayList<>();

    private StandaloneCluster(Path home, int port) {
        this.home = home;
        this.master = "spark://" + HOST + ":" + port;
    }

    /** The one that tests share, started for the first of them. */
    static synchronized StandaloneCluster shared() throws IOException {
        if (shared == null) {
            shared = start(Files.createTempDirectory("gantry-spark"));
            Runtime.getRuntime().addShutdownHook(new Thread(shared::close));
            System.setProperty("spark.executor.extraClassPath", classPath());
            System.setProperty("spark.executor.memory", "600m");
            System.setProperty("spark.driver.host", HOST);
            System.setProperty("spark.driver.bindAddress", HOST);
            // Executors may be killed as often as tests like.
            System.setProperty("spark.task.maxFailures", "100");
            System.setProperty("spark.excludeOnFailure.enabled", "false");
        }
        return shared;
    }

    /**
     * @param home where Spark is to be, which is made of the JARs on the class path
     */
    static StandaloneCluster start(Path home) throws IOException {
        Path jars = Files.createDirectories(home.resolve("jars"));
        for (String entry : classPath().split(Pattern.quote(File.pathSeparator))) {
            Path jar = Path.of(entry);
            if (entry.endsWith(".jar") && Files.notExists(jars.resolve(jar.getFileName()))) {
                Files.createSymbolicLink(jars.resolve(jar.getFileName()), jar);
            }
        }
        int port = freePort();
        StandaloneCluster cluster = new StandaloneCluster(home, port);
        try {
            cluster.launch("elected leader", "master.Master", "--port", String.valueOf(port), "--webui-port", "0");
            for (int i = 0; i < WORKERS; i++) {
                cluster.launch(
                        "registered with master",
                        "worker.Worker",
                        "--cores",
                        "1",
                        "--memory",
                        "1g",
                        "--webui-port",
                        "0",
                        "--work-dir",
                        Files.createDirectory(home.resolve("worker-" + i)).toString(),
                        cluster.master);
            }
            return cluster;
        } catch (IOException | RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    static String classPath() {
        return System.getProperty("java.class.path");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        }
    }

    /** Starts a part of Spark, and waits until it says that it is there. */
    private void launch(String ready, String part, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-cp",
                home + "/jars/*" + File.pathSeparator + classPath()));
        Stream.of(System.getProperty("spark.jvm").split(" ")).forEach(command::add);
        command.addAll(List.of(EndsWithParent.class.getName(), "org.apache.spark.deploy." + part, "--host", HOST));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("SPARK_HOME", home.toString());
        builder.environment().put("SPARK_LOCAL_IP", HOST);
        // Spark looks for it in the folders of its own build where nobody says.
        builder.environment().put("SPARK_SCALA_VERSION", "2.13");
        Process process = builder.start();
        processes.add(process);
        BufferedReader out = process.inputReader();
        StringBuilder said = new StringBuilder();
        for (String line = out.readLine(); line == null || !line.contains(ready); line = out.readLine()) {
            if (line == null) {
                throw new IOException(part + " ended: " + said);
            }
            said.append(line).append(System.lineSeparator());
        }
        Thread.ofPlatform().daemon().start(() -> drain(out));
    }

    private static void drain(BufferedReader out) {
        try (out) {
            while (out.readLine() != null) {
                // Nobody reads what it says later.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String master() {
        return master;
    }

    /** Kills an executor, if there is one, with signal 9. */
    boolean killAnExecutor() {
        return executors().findAny().map(ProcessHandle::destroyForcibly).orElse(false);
    }

    /** Kills all that there are, with signal 9. */
    void killExecutors() {
        executors().forEach(ProcessHandle::destroyForcibly);
    }

    private Stream<ProcessHandle> executors() {
        return processes.stream().flatMap(Process::descendants);
    }

    @Override
    public void close() {
        killExecutors();
        processes.forEach(Process::destroyForcibly);
    }
}
