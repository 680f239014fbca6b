package dev.gantry.study;

import dev.gantry.study.Ended.End;
import java.util.List;
import java.util.Optional;

/**
 * How a run's process exited.
 *
 * @param errors what it wrote to standard error
 * @param onWindows where a process that is ended from outside exits with code 1, as one that fails does
 */
record Exit(int code, String errors, boolean onWindows) {

    /** Of a process that was told to stop: by SIGINT, by SIGTERM, and on Windows by Ctrl-C or a closed console. */
    private static final List<Integer> STOPPED = List.of(130, 143, 0xC000013A);

    /** What a process ended by another one exits with on Windows. */
    private static final int ENDED_ON_WINDOWS = 1;

    End end() {
        if (code == 0) {
            return End.FINISHED;
        }
        // One that fails says why.
        boolean ended = onWindows && code == ENDED_ON_WINDOWS && complaint().isEmpty() && !isJvmBroken();
        return ended || STOPPED.contains(code) ? End.INTERRUPTED : End.FAILED;
    }

    /** The last thing that a failed process complained of; where its log is, its folder tells. Empty unless it failed. */
    String message() {
        return end() == End.FAILED ? complaint().orElse("its process ended with exit code " + code) : "";
    }

    private Optional<String> complaint() {
        return errors.lines()
                .filter(line -> line.startsWith("gantry: ") && !line.startsWith("gantry: warn: "))
                .reduce((_, last) -> last)
                .map(line -> line.substring("gantry: ".length()).replaceFirst("\\. The log is .*", ""));
    }

    private boolean isJvmBroken() {
        return errors.lines().anyMatch(line -> line.startsWith("Error") || line.startsWith("Exception in thread"));
    }
}
