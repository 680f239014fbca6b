package dev.gantry.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** One thread at a time, and nobody after closing. */
final class ExclusiveSessionTest {

    private static final Map<String, Consumer<Session>> USES = Map.of(
            "run", session -> session.run("step", 0),
            "run timed", session -> session.runTimed("step", 0, (_, _, _, _, _) -> {}),
            "write doubles", session -> session.write("a", new double[2]),
            "write floats", session -> session.write("a", new float[2]),
            "read doubles", session -> session.read("a"),
            "read floats", session -> session.read("a", new float[2]),
            "read a part", session -> session.read("a", 1, new double[1]));

    /** Notes what it is asked; {@code run} waits to be let go. */
    private static final class Slow implements Session {
        private final List<String> asked = new ArrayList<>();
        private final CountDownLatch running = new CountDownLatch(1);
        private final CountDownLatch mayEnd = new CountDownLatch(1);

        @Override
        public void run(String program, long step) {
            asked.add("run");
            running.countDown();
            try {
                mayEnd.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void write(String variable, double[] values) {
            asked.add("write doubles");
        }

        @Override
        public void write(String variable, float[] values) {
            asked.add("write floats");
        }

        @Override
        public double[] read(String variable) {
            asked.add("read doubles");
            return new double[2];
        }

        @Override
        public void read(String variable, float[] target) {
            asked.add("read floats");
        }

        @Override
        public void read(String variable, int first, double[] target) {
            asked.add("read a part");
        }

        @Override
        public void close() {
            asked.add("close");
        }
    }

    @Test
    void aSecondThreadIsRefusedAndChangesNothing() throws InterruptedException {
        Slow slow = new Slow();
        Session session = new ExclusiveSession(slow);
        Thread first = new Thread(() -> session.run("step", 0), "first");
        first.start();
        slow.running.await();

        USES.forEach((use, call) -> assertThatThrownBy(() -> call.accept(session))
                .as(use)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("one thread at a time may use a session, and 'first' uses it while '"
                        + Thread.currentThread().getName() + "' asks; take turns, or give each thread its own"));
        assertThatThrownBy(session::close)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageStartingWith("one thread at a time may use a session, and 'first' uses it");
        assertThat(slow.asked).containsExactly("run");

        slow.mayEnd.countDown();
        first.join();
        session.read("a");
        session.close();
        assertThat(slow.asked).containsExactly("run", "read doubles", "close");
    }

    @Test
    void whatFailsGivesTheSessionBack() {
        try (Session session = reference()) {
            assertThatThrownBy(() -> session.run("none", 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.runTimed("none", 0, (_, _, _, _, _) -> {}))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.write("none", new double[2])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.write("none", new float[2])).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.read("none")).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> session.read("none", new float[2])).isInstanceOf(IllegalArgumentException.class);
            assertThat(session.read("a")).containsExactly(0, 0);
        }
    }

    @Test
    void closingTwiceIsHarmlessAndUseAfterwardsIsRefused() {
        Slow slow = new Slow();
        for (Session session : List.of(new ExclusiveSession(slow), reference())) {
            session.close();
            session.close();
            USES.forEach((use, call) -> assertThatThrownBy(() -> call.accept(session))
                    .as(use)
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the session is closed"));
        }
        assertThat(slow.asked).containsExactly("close");
    }

    /** The reference backend interprets the graph: it has no steps to tell of. */
    @Test
    void whatCannotTellTheTimesOfStepsRunsAllTheSame() {
        List<String> told = new ArrayList<>();
        try (Session session = reference()) {
            session.runTimed("step", 0, (program, _, _, _, _) -> told.add(program));
            assertThat(session.read("a")).containsExactly(1, 1);
        }
        assertThat(told).isEmpty();
    }

    private static Session reference() {
        LinkedHashMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("a", Tensor.variable("a", Shape.of(2)).add(1));
        return new ReferenceBackend().compile(Plan.of(List.of(new Graph("step", writes))), 0);
    }
}
