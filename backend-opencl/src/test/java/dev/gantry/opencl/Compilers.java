package dev.gantry.opencl;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.Graph;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.stream.Stream;

/** Compilers of kernels that are on the machine, and what they are given. */
final class Compilers {

    private Compilers() {}

    /** A graph that has every kind of step, those of second derivatives among them. */
    static Graph everyStep() {
        Tensor images = Tensor.variable("images", Shape.of(4, 3, 8, 8));
        Tensor kernels = Tensor.variable("kernels", Shape.of(6, 3, 4, 4));
        Tensor table = Tensor.normal(Shape.of(5, 7), "rows");
        Tensor at = Tensor.variable("at", Shape.of(3));
        Tensor scores = images.conv(kernels, Window.of(2, 1)).leakyRelu(0.2);
        Tensor norms = Gradients.of(scores.sum(), images).square().sum().sqrt();
        Tensor products = Tensor.variable("x", Shape.of(2, 9, 600)).matmul(Tensor.variable("y", Shape.of(2, 600, 9)));
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("kernels", kernels.sub(Gradients.of(norms, kernels).mul(0.1)));
        writes.put("scatter", Gradients.of(table.gather(at).square().sum(), table));
        writes.put("products", products);
        writes.put(
                "draws",
                Tensor.uniform(Shape.of(9), "draws").softplus().erf().sigmoid().pow(2.5));
        return new Graph("every", writes);
    }

    /** Programs in the PATH whose names match. */
    static List<Path> find(String pattern) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String name : System.getenv().getOrDefault("PATH", "").split(File.pathSeparator)) {
            Path folder = Path.of(name);
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.filter(file -> file.getFileName().toString().matches(pattern))
                            .filter(Files::isExecutable)
                            .forEach(found::add);
                }
            }
        }
        return found;
    }

    /** Has a compiler succeed. */
    static void run(Path compiler, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(compiler.toString()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(said).isZero();
    }
}
