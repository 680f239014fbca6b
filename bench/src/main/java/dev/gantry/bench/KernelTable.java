package dev.gantry.bench;

import dev.gantry.engine.plan.PlannedProgram;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.CommandLineOptionException;
import org.openjdk.jmh.runner.options.CommandLineOptions;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Measures kernels and prints a line for each: time, and the work that its plan counts by that time. */
final class KernelTable {

    private static final String LINE = "%-50s %6s %12s %10s %9s %9s%n";

    private KernelTable() {}

    /**
     * @param arguments a pattern that names of kernels contain, all where there is none, and options of JMH
     */
    public static void main(String[] arguments) throws CommandLineOptionException, RunnerException {
        String pattern = arguments.length == 0 ? "" : arguments[0];
        List<String> kernels = Kernels.all().stream()
                .map(graph -> graph.name())
                .filter(Pattern.compile(pattern).asPredicate())
                .toList();
        if (kernels.isEmpty()) {
            System.err.println("no kernel is called '" + pattern + "'");
            System.exit(2);
        }
        String[] rest = Arrays.copyOfRange(arguments, Math.min(1, arguments.length), arguments.length);
        CommandLineOptions given = new CommandLineOptions(rest);
        System.out.printf(LINE, "kernel", "shards", "us", "+/- 99.9%", "GFLOP/s", "GB/s");
        for (String kernel : kernels) {
            Options options = new OptionsBuilder()
                    .parent(given)
                    .include(KernelBench.class.getName())
                    .param("kernel", kernel)
                    .verbosity(given.verbosity().orElse(VerboseMode.SILENT))
                    .build();
            new Runner(options).run().forEach(KernelTable::print);
        }
    }

    private static void print(RunResult result) {
        String kernel = result.getParams().getParam("kernel");
        String shards = result.getParams().getParam("shards");
        PlannedProgram program =
                KernelBench.plan(kernel, Integer.parseInt(shards)).program(kernel);
        Result<?> time = result.getPrimaryResult();
        System.out.printf(
                LINE,
                kernel,
                shards,
                "%.1f".formatted(time.getScore()),
                "%.1f".formatted(time.getScoreError()),
                "%.1f".formatted(1e-3 * program.flops() / time.getScore()),
                "%.1f".formatted(1e-3 * program.bytes(Float.BYTES) / time.getScore()));
    }
}
