package dev.gantry.app;

import com.typesafe.config.ConfigUtil;
import dev.gantry.core.run.TrainingException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A profile's timeline in the trace event format that chrome://tracing and ui.perfetto.dev open. */
final class TraceFile {

    /** The last steps of training are kept that have no more events than this. */
    private static final int MOST = 50_000;

    private static final int TRAINING = 0;
    private static final int PROGRAMS = 1;
    private static final int FIRST_THREAD = 2;

    private final PrintWriter out;
    private final Profile profile;
    private final long origin;

    private TraceFile(PrintWriter out, Profile profile) {
        this.out = out;
        this.profile = profile;
        this.origin = origin(profile);
    }

    static void write(Path file, Profile profile) {
        try (PrintWriter out = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8))) {
            new TraceFile(out, profile).write();
            if (out.checkError()) {
                throw new IOException("not all of it was written");
            }
        } catch (IOException e) {
            throw TrainingException.cannotWrite(file, e);
        }
    }

    private static long origin(Profile profile) {
        List<StepClock.Ran> ran = profile.ran();
        long earliest = ran.size() > MOST ? ran.get(ran.size() - MOST).begin() : Long.MIN_VALUE;
        List<Long> ends = profile.ends();
        return ends.stream()
                .filter(end -> end >= earliest && end < ends.getLast())
                .findFirst()
                .orElse(ends.get(ends.size() - 2));
    }

    private void write() {
        out.println("{\"displayTimeUnit\": \"ms\", \"traceEvents\": [");
        row(TRAINING, "steps of training");
        row(PROGRAMS, "programs");
        for (int thread = 0; thread < profile.threads(); thread++) {
            row(FIRST_THREAD + thread, profile.threads() == 1 ? "operations" : "operations, thread " + thread);
        }
        writeSteps();
        writePrograms();
        profile.ran().stream()
                .filter(one -> one.begin() >= origin)
                .forEach(one -> event(
                        profile.operation(one).operation(),
                        one.program(),
                        FIRST_THREAD + one.thread(),
                        one.begin(),
                        one.end(),
                        "\"step\": " + one.step() + ", \"shapes\": "
                                + quoted(profile.operation(one).shapes())));
        // The list's last, since none behind it may have a comma.
        out.println("{\"name\": \"process_name\", \"ph\": \"M\", \"pid\": 1, \"args\": {\"name\": \"gantry\"}}");
        out.println("]}");
    }

    private void writeSteps() {
        List<Long> ends = profile.ends();
        for (int i = 1; i < ends.size(); i++) {
            if (ends.get(i - 1) >= origin) {
                event("step", "training", TRAINING, ends.get(i - 1), ends.get(i), "");
            }
        }
    }

    /** A program begins where its steps begin anew, or another's. */
    private void writePrograms() {
        List<StepClock.Ran> first = profile.ran().stream()
                .filter(one -> one.thread() == 0 && one.begin() >= origin)
                .toList();
        int begin = 0;
        for (int i = 1; i <= first.size(); i++) {
            if (i == first.size()
                    || !first.get(i).program().equals(first.get(i - 1).program())
                    || first.get(i).step() <= first.get(i - 1).step()) {
                event(
                        first.get(begin).program(),
                        "program",
                        PROGRAMS,
                        first.get(begin).begin(),
                        first.get(i - 1).end(),
                        "");
                begin = i;
            }
        }
    }

    private void row(int row, String name) {
        out.printf(
                Locale.ROOT,
                "{\"name\": \"thread_name\", \"ph\": \"M\", \"pid\": 1, \"tid\": %d, \"args\": {\"name\": %s}},%n",
                row,
                quoted(name));
    }

    private void event(String name, String category, int row, long begin, long end, String arguments) {
        out.printf(
                Locale.ROOT,
                "{\"name\": %s, \"cat\": %s, \"ph\": \"X\", \"pid\": 1, \"tid\": %d, \"ts\": %.3f, \"dur\": %.3f,"
                        + " \"args\": {%s}},%n",
                quoted(name),
                quoted(category),
                row,
                (begin - origin) * 1e-3,
                (end - begin) * 1e-3,
                arguments);
    }

    private static String quoted(String text) {
        return ConfigUtil.quoteString(text);
    }
}
