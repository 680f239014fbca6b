package dev.gantry.engine.backend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gantry.core.random.Philox;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.plan.Graph;
import dev.gantry.engine.plan.Plan;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ReferenceBackendTest {

    private static final Shape PAIR = Shape.of(2);
    private static final Tensor A = Tensor.variable("a", PAIR);
    private static final Tensor B = Tensor.variable("b", PAIR);

    @Test
    void isFoundAsTheLastChoice() {
        // Whoever looks for devices says so; this module only offers one.
        getClass().getModule().addUses(BackendProvider.class);
        BackendProvider provider = ServiceLoader.load(BackendProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .filter(candidate -> candidate.device().equals("reference"))
                .findFirst()
                .orElseThrow();
        assertThat(provider.rank()).isEqualTo(Integer.MIN_VALUE);
        assertThat(provider.problem()).isEmpty();
        assertThat(provider.open()).isInstanceOf(ReferenceBackend.class);
    }

    @Test
    void variablesBeginWithZeros() {
        assertThat(session(graph("step", Map.of("a", A.add(1)))).read("a")).containsExactly(0, 0);
    }

    @Test
    void writesTakeEffectAfterTheWholeStep() {
        SequencedMap<String, Tensor> swap = new LinkedHashMap<>();
        swap.put("a", B);
        swap.put("b", A);
        Session session = session(new Graph("swap", swap));
        session.write("a", new double[] {1, 2});
        session.write("b", new double[] {3, 4});
        session.run("swap", 0);
        assertThat(session.read("a")).containsExactly(3, 4);
        assertThat(session.read("b")).containsExactly(1, 2);
    }

    @Test
    void variablesSetToOneTensorStaySeparate() {
        Tensor sum = A.add(1);
        Session session = session(graph("step", Map.of("a", sum, "b", sum)));
        session.run("step", 0);
        session.write("a", new double[] {8, 9});
        assertThat(session.read("b")).containsExactly(1, 1);
    }

    @Test
    void programsShareVariables() {
        Session session = session(graph("first", Map.of("a", A.add(3))), graph("second", Map.of("b", A.mul(A))));
        session.run("first", 0);
        session.run("second", 0);
        session.run("first", 1);
        assertThat(session.read("a")).containsExactly(6, 6);
        assertThat(session.read("b")).containsExactly(9, 9);
    }

    @Test
    void singlePrecisionArrays() {
        Session session = session(graph("step", Map.of("a", A.div(3))));
        session.write("a", new float[] {1, 0.1f});
        session.run("step", 0);
        float[] target = new float[2];
        session.read("a", target);
        assertThat(target).containsExactly(1 / 3f, (float) (0.1f / 3.0));
    }

    @Test
    void arraysGivenAndReturnedAreCopies() {
        Session session = session(graph("step", Map.of("a", A)));
        double[] given = {1, 2};
        session.write("a", given);
        given[0] = 100;
        session.read("a")[1] = 100;
        assertThat(session.read("a")).containsExactly(1, 2);

        ReferenceBackend.evaluate(A.reshape(2, 1), Map.of("a", given))[0] = 200;
        assertThat(given).containsExactly(100, 2);
    }

    @Test
    void randomDrawsBelongToSeedStreamAndStep() {
        Shape shape = Shape.of(2, 3);
        Graph graph = graph(
                "draw", Map.of("normal", Tensor.normal(shape, "noise"), "uniform", Tensor.uniform(shape, "alpha")));
        Session session = new ReferenceBackend().compile(Plan.of(List.of(graph)), 42);
        session.run("draw", 5);
        for (int i = 0; i < 6; i++) {
            assertThat(session.read("normal")[i]).isEqualTo(Philox.normal(Philox.key(42, "noise"), 5, i));
            assertThat(session.read("uniform")[i]).isEqualTo(Philox.uniform(Philox.key(42, "alpha"), 5, i));
        }
        double[] first = session.read("normal");
        session.run("draw", 6);
        assertThat(session.read("normal")).isNotEqualTo(first);
        session.run("draw", 5);
        assertThat(session.read("normal")).isEqualTo(first);
    }

    @Test
    void deepGraphs() {
        Tensor sum = A;
        for (int i = 0; i < 20_000; i++) {
            sum = sum.add(1);
        }
        assertThat(ReferenceBackend.evaluate(sum, Map.of("a", new double[] {0, 1})))
                .containsExactly(20_000, 20_001);
    }

    @Test
    void unknownProgram() {
        Session session = session(graph("step", Map.of("a", A)));
        assertThatThrownBy(() -> session.run("stop", 0))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the plan has no program 'stop'");
    }

    @Test
    void unknownVariable() {
        Session session = session(graph("step", Map.of("a", A)));
        assertThatThrownBy(() -> session.read("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the plan has no variable 'c', only [a]");
        assertThatThrownBy(() -> ReferenceBackend.evaluate(A, Map.of("c", new double[2])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("variable 'a' has no value, only [c]");
    }

    @Test
    void wrongLength() {
        Session session = session(graph("step", Map.of("a", A)));
        String message = "variable 'a' of shape [2] holds 2 values, found an array of 3";
        assertThatThrownBy(() -> session.write("a", new double[3])).hasMessage(message);
        assertThatThrownBy(() -> session.write("a", new float[3])).hasMessage(message);
        assertThatThrownBy(() -> session.read("a", new float[3])).hasMessage(message);
        assertThatThrownBy(() -> ReferenceBackend.evaluate(A, Map.of("a", new double[3])))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    private static Graph graph(String name, Map<String, Tensor> writes) {
        return new Graph(name, new LinkedHashMap<>(writes));
    }

    private static Session session(Graph... graphs) {
        return new ReferenceBackend().compile(Plan.of(List.of(graphs)), 0);
    }
}
