package dev.gantry.spark;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.imageio.ImageIO;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerTaskStart;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a cluster of two executors, which all share, as they share its application. */
@Tag("cluster")
@Timeout(value = 3, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
abstract class OnCluster {

    private static @Nullable JavaSparkContext shared;

    static StandaloneCluster cluster;
    static JavaSparkContext context;

    @TempDir
    Path folder;

    @BeforeAll
    static synchronized void start() throws IOException {
        cluster = StandaloneCluster.shared();
        if (shared == null) {
            shared = new JavaSparkContext(
                    new SparkConf().setMaster(cluster.master()).setAppName("tests"));
        }
        context = shared;
    }

    /** Is released when a task begins; before the first one, something else is done. */
    static Semaphore tasks(Runnable first) {
        Semaphore begun = new Semaphore(0);
        AtomicBoolean any = new AtomicBoolean();
        context.sc().addSparkListener(new SparkListener() {
            @Override
            public void onTaskStart(SparkListenerTaskStart task) {
                if (!any.getAndSet(true)) {
                    first.run();
                }
                begun.release();
            }
        });
        return begun;
    }

    /** A folder of one image. */
    Path pictures() throws IOException {
        Path pictures = Files.createDirectory(folder.resolve("pictures"));
        ImageIO.write(
                new BufferedImage(8, 8, BufferedImage.TYPE_INT_RGB),
                "png",
                pictures.resolve("a.png").toFile());
        return pictures;
    }
}
