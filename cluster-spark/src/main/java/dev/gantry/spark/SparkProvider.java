package dev.gantry.spark;

import dev.gantry.core.run.TrainingException;
import dev.gantry.runtime.ClusterProvider;
import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.run.EvaluationRequest;
import dev.gantry.runtime.run.EvaluationTask;
import dev.gantry.runtime.run.RunPlace;
import dev.gantry.runtime.run.Workplace;
import java.io.File;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/** Has work done at what Spark calls a master, such as {@code spark://host:7077}. */
public final class SparkProvider implements ClusterProvider {

    private static final Pattern MASTER = Pattern.compile("(spark|k8s)://.*|yarn|local(-cluster)?\\[.*]");

    private static final String STANDALONE = "spark://";
    private static final int MOST_PORT = 65_535;

    /** In milliseconds. */
    private static final int PATIENCE = 10_000;

    private static final String CLASS_PATH = "spark.executor.extraClassPath";

    /** What the Vector API, oneDNN and ND4J need. */
    private static final String JVM =
            "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                    + " -XX:+UseSerialGC";

    /** For {@link java.util.ServiceLoader}. */
    public SparkProvider() {}

    @Override
    public boolean knows(String address) {
        return MASTER.matcher(address).matches();
    }

    @Override
    public Workplace workers(String address, List<Path> plugins, TrainingPlan plan) {
        SparkCluster cluster = open(address, plugins, plan.recipe().settings().name());
        return checked(cluster, workers(plan), () -> new SparkWorkplace(cluster, plan.recipe()));
    }

    @Override
    public RunPlace runs(String address, List<Path> plugins, String name) {
        SparkCluster cluster = open(address, plugins, name);
        return checked(cluster, cluster.context().defaultParallelism(), () -> new SparkRuns(cluster));
    }

    @Override
    public List<double[]> evaluate(
            String address, List<Path> plugins, EvaluationRequest request, List<EvaluationTask> tasks) {
        try (SparkCluster cluster = open(address, plugins, "evaluation")) {
            return evaluate(cluster, request, tasks);
        }
    }

    /**
     * Does tasks of an evaluation on the executors of an application that uses Spark otherwise, too.
     *
     * @param context its executors have Gantry's JARs
     * @return what each found, in their order
     * @throws dev.gantry.core.run.TrainingException if one cannot be done
     */
    public static List<double[]> evaluate(
            JavaSparkContext context, EvaluationRequest request, List<EvaluationTask> tasks) {
        return evaluate(new SparkCluster(context, () -> {}), request, tasks);
    }

    private static List<double[]> evaluate(
            SparkCluster cluster, EvaluationRequest request, List<EvaluationTask> tasks) {
        cluster.checkJava(cluster.context().defaultParallelism());
        Broadcast<SentEvaluation> sent = cluster.context().broadcast(SentEvaluation.of(request));
        try {
            return cluster.find(tasks, new EvaluationFunction(sent)).stream()
                    .map(EvaluationFunction::doubles)
                    .toList();
        } finally {
            sent.destroy();
        }
    }

    /**
     * A workplace of an application that uses Spark otherwise, too.
     *
     * @param context stays the caller's to close, after the workplace; its executors have Gantry's JARs
     * @throws dev.gantry.core.run.TrainingException if an executor cannot be used
     */
    public static Workplace workers(JavaSparkContext context, TrainingPlan plan) {
        SparkCluster cluster = new SparkCluster(context, () -> {});
        return checked(cluster, workers(plan), () -> new SparkWorkplace(cluster, plan.recipe()));
    }

    /**
     * Trains runs on the executors of an application that uses Spark otherwise, too.
     *
     * @param context stays the caller's to close, after the place; its executors have Gantry's JARs
     * @throws dev.gantry.core.run.TrainingException if an executor cannot be used
     */
    public static RunPlace runs(JavaSparkContext context) {
        SparkCluster cluster = new SparkCluster(context, () -> {});
        return checked(cluster, context.defaultParallelism(), () -> new SparkRuns(cluster));
    }

    private static int workers(TrainingPlan plan) {
        return plan.recipe().settings().workers().count();
    }

    private static SparkCluster open(String address, List<Path> plugins, String name) {
        requireAnswer(address);
        try {
            JavaSparkContext context = new JavaSparkContext(configuration(address, plugins, name));
            return new SparkCluster(context, context::close);
        } catch (Exception e) {
            // Scala declares none of those that it throws.
            String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
            throw new TrainingException("cannot use Spark at " + address + ": " + why, e);
        }
    }

    /** Where nobody does, Spark would try for minutes, and then end the JVM. */
    private static void requireAnswer(String address) {
        if (!address.startsWith(STANDALONE)) {
            return;
        }
        IOException failure = new IOException("it has no host and port");
        for (String master : address.substring(STANDALONE.length()).split(",", -1)) {
            int colon = master.lastIndexOf(':');
            if (colon > 0 && master.substring(colon + 1).matches("\\d{1,5}")) {
                try (Socket socket = new Socket()) {
                    int port = Math.min(Integer.parseInt(master.substring(colon + 1)), MOST_PORT);
                    socket.connect(new InetSocketAddress(master.substring(0, colon), port), PATIENCE);
                    return;
                } catch (UnknownHostException e) {
                    failure = new IOException("unknown host", e);
                } catch (IOException e) {
                    failure = e;
                }
            }
        }
        throw new TrainingException("no Spark master answers at " + address + ": " + failure.getMessage(), failure);
    }

    /** What is done on a cluster, whose executors have a Java for it; else the cluster is closed. */
    private static <P> P checked(SparkCluster cluster, int tasks, Supplier<P> place) {
        try {
            cluster.checkJava(tasks);
            return place.get();
        } catch (RuntimeException | Error e) {
            cluster.close();
            throw e;
        }
    }

    /** What {@code spark-submit} has set stays as it is. */
    private static SparkConf configuration(String address, List<Path> plugins, String name) {
        SparkConf conf = new SparkConf()
                .setIfMissing("spark.app.name", "gantry " + name)
                .setMaster(address)
                .setIfMissing("spark.ui.enabled", "false");
        String extension = System.getProperty("org.bytedeco.javacpp.platform.extension", "");
        conf.set(
                "spark.executor.extraJavaOptions",
                conf.get("spark.executor.extraJavaOptions", "") + " " + JVM
                        + " -Dorg.bytedeco.javacpp.platform.extension=" + extension);
        if (!conf.contains("spark.jars") && !conf.contains(CLASS_PATH)) {
            List<File> jars =
                    Stream.concat(ownJars(), plugins.stream().map(Path::toFile)).toList();
            if (address.startsWith("local-cluster")) {
                // Executors are on this machine.
                conf.set(CLASS_PATH, jars.stream().map(File::getPath).collect(Collectors.joining(File.pathSeparator)));
            } else {
                conf.set(
                        "spark.jars",
                        jars.stream().map(jar -> jar.toURI().toString()).collect(Collectors.joining(",")));
            }
        }
        return conf;
    }

    /** Gantry's JARs and all that are beside them, but for Spark, which executors have. */
    private static Stream<File> ownJars() {
        return Stream.of("jdk.module.path", "java.class.path")
                .flatMap(path -> Arrays.stream(System.getProperty(path, "").split(Pattern.quote(File.pathSeparator))))
                .flatMap(entry -> jars(new File(entry)))
                .filter(jar -> !jar.getPath().contains(File.separator + "spark" + File.separator))
                .distinct();
    }

    private static Stream<File> jars(File entry) {
        File[] inFolder = entry.listFiles((_, name) -> name.endsWith(".jar"));
        return inFolder != null
                ? Arrays.stream(inFolder)
                : Stream.of(entry).filter(file -> file.getName().endsWith(".jar"));
    }
}
