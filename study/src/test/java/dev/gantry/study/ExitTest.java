package dev.gantry.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.study.Ended.End;
import org.junit.jupiter.api.Test;

final class ExitTest {

    private static Exit onWindows(int code, String errors) {
        return new Exit(code, errors, true);
    }

    private static Exit elsewhere(int code, String errors) {
        return new Exit(code, errors, false);
    }

    @Test
    void aProcessToldToStopIsTriedAgain() {
        assertThat(elsewhere(130, "").end()).isEqualTo(End.INTERRUPTED);
        assertThat(elsewhere(143, "gantry: warn: slow\n").end()).isEqualTo(End.INTERRUPTED);
        // STATUS_CONTROL_C_EXIT, and TerminateProcess(process, 1), which is Process.destroy() and the task manager.
        assertThat(onWindows(-1073741510, "").end()).isEqualTo(End.INTERRUPTED);
        assertThat(onWindows(1, "").end()).isEqualTo(End.INTERRUPTED);
        assertThat(onWindows(1, "gantry: warn: slow\nWARNING: a method is deprecated\n"))
                .extracting(Exit::end, Exit::message)
                .containsExactly(End.INTERRUPTED, "");
    }

    @Test
    void aProcessThatFailsIsNot() {
        String complaint = "gantry: the loss is NaN. The log is runs/a/gantry.log\n";
        assertThat(onWindows(1, complaint))
                .extracting(Exit::end, Exit::message)
                .containsExactly(End.FAILED, "the loss is NaN");
        assertThat(onWindows(1, "Error: Could not create the Java Virtual Machine.\n")
                        .end())
                .isEqualTo(End.FAILED);
        assertThat(elsewhere(1, ""))
                .extracting(Exit::end, Exit::message)
                .containsExactly(End.FAILED, "its process ended with exit code 1");
        assertThat(elsewhere(137, "").end()).isEqualTo(End.FAILED);
        assertThat(elsewhere(0, "gantry: warn: slow\n").end()).isEqualTo(End.FINISHED);
    }
}
