package dev.gantry.report;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;

/** A run folder whose texts would be HTML, were they not shown as text. */
final class OddRun {

    static final String NAME = "<script>alert('1')</script> & \"more\"";

    private OddRun() {}

    /** The run's folder, in this one. */
    static Path in(Path folder) throws IOException {
        Path run = Files.createDirectories(folder.resolve("run"));
        Files.writeString(run.resolve("recipe.conf"), "name = \"</script><script>alert(2)</script>\"\n");
        Files.writeString(run.resolve("provenance.json"), """
                { "started": "2026-01-02T03:04:05Z", "backend": { "description": "a device" },
                  "recipe": { "name": "<script>alert('1')</script> & \\"more\\"", "steps": 300 } }
                """);
        Files.writeString(run.resolve("metrics.csv"), """
                step,seconds,critic/loss,distance
                50,1.5,0.25,
                100,3.25,NaN,7.0
                150,5.0,-1.5,
                """);
        String logger = "[gantry-training] dev.gantry.runtime.TrainingLoop: ";
        Files.writeString(
                run.resolve("gantry.log"),
                "2026-01-02 03:04:05,000 INFO  " + logger + "Run 'r' starts after step 0 of 300 on a device\n"
                        + "2026-01-02 03:04:06,000 WARN  " + logger + "Unwise: <b>this</b>\n"
                        + "2026-01-02 03:04:07,000 WARN  " + logger + "Unwise: <b>this</b>\n"
                        + "2026-01-02 03:04:08,000 INFO  " + logger + "Run 'r' ends after step 300: FINISHED\n");
        return run;
    }

    static Path picture(Path file) throws IOException {
        Files.createDirectories(file.getParent());
        ImageIO.write(new BufferedImage(2, 3, BufferedImage.TYPE_INT_RGB), "png", file.toFile());
        return file;
    }
}
