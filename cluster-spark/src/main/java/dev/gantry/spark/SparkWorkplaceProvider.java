package dev.gantry.spark;

import dev.gantry.runtime.TrainingPlan;
import dev.gantry.runtime.WorkplaceProvider;
import dev.gantry.runtime.run.Workplace;
import java.io.File;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;

/** Opens workplaces at what Spark calls a master, such as {@code spark://host:7077}. */
public final class SparkWorkplaceProvider implements WorkplaceProvider {

    private static final Pattern MASTER = Pattern.compile("(spark|k8s)://.*|yarn|local(-cluster)?\\[.*]");

    /** What the Vector API, oneDNN and ND4J need. */
    private static final String JVM =
            "--add-modules=jdk.incubator.vector --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"
                    + " -XX:+UseSerialGC";

    /** For {@link java.util.ServiceLoader}. */
    public SparkWorkplaceProvider() {}

    @Override
    public boolean knows(String address) {
        return MASTER.matcher(address).matches();
    }

    @Override
    public Workplace open(String address, TrainingPlan plan) {
        JavaSparkContext context = new JavaSparkContext(configuration(address, plan));
        try {
            return checked(new SparkWorkplace(context, context::close, plan.recipe()), plan);
        } catch (RuntimeException | Error e) {
            context.close();
            throw e;
        }
    }

    /**
     * A workplace of an application that uses Spark otherwise, too.
     *
     * @param context stays the caller's to close, after the workplace; its executors have Gantry's JARs
     * @throws dev.gantry.core.run.TrainingException if an executor cannot be used
     */
    public static Workplace of(JavaSparkContext context, TrainingPlan plan) {
        return checked(new SparkWorkplace(context, () -> {}, plan.recipe()), plan);
    }

    private static SparkWorkplace checked(SparkWorkplace place, TrainingPlan plan) {
        place.checkJava(plan.recipe().settings().workers().count());
        return place;
    }

    /** What {@code spark-submit} has set stays as it is. */
    private static SparkConf configuration(String address, TrainingPlan plan) {
        SparkConf conf = new SparkConf()
                .setIfMissing(
                        "spark.app.name", "gantry " + plan.recipe().settings().name())
                .setMaster(address)
                .setIfMissing("spark.ui.enabled", "false");
        String extension = System.getProperty("org.bytedeco.javacpp.platform.extension", "");
        conf.set(
                "spark.executor.extraJavaOptions",
                conf.get("spark.executor.extraJavaOptions", "") + " " + JVM
                        + " -Dorg.bytedeco.javacpp.platform.extension=" + extension);
        if (!conf.contains("spark.jars") && !conf.contains("spark.executor.extraClassPath")) {
            conf.set("spark.jars", ownJars());
        }
        return conf;
    }

    /** Gantry's JARs and all that are beside them, but for Spark, which executors have. */
    private static String ownJars() {
        return Stream.of("jdk.module.path", "java.class.path")
                .flatMap(path -> Arrays.stream(System.getProperty(path, "").split(Pattern.quote(File.pathSeparator))))
                .flatMap(entry -> jars(new File(entry)))
                .filter(jar -> !jar.getPath().contains(File.separator + "spark" + File.separator))
                .map(jar -> jar.toURI().toString())
                .distinct()
                .collect(Collectors.joining(","));
    }

    private static Stream<File> jars(File entry) {
        File[] inFolder = entry.listFiles((_, name) -> name.endsWith(".jar"));
        return inFolder != null
                ? Arrays.stream(inFolder)
                : Stream.of(entry).filter(file -> file.getName().endsWith(".jar"));
    }
}
