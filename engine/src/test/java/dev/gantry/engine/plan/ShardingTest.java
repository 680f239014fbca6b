package dev.gantry.engine.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gantry.core.tensor.Gradients;
import dev.gantry.core.tensor.Shape;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.core.tensor.Window;
import dev.gantry.engine.plan.View.Storage;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where shards meet, and what each does. That results are right is shown by RandomPlansTest. */
final class ShardingTest {

    private static final Tensor BATCH = Tensor.variable("batch", Shape.of(96, 64));
    private static final Tensor PARAMETERS = Tensor.variable("parameters", Shape.of(64 * 64 + 64));
    private static final Tensor WEIGHTS = PARAMETERS.slice(0, 0, 64 * 64).reshape(64, 64);
    private static final Tensor BIAS = PARAMETERS.slice(0, 64 * 64, 64 * 64 + 64);

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aStepOfTrainingMeetsOnceAndUpdatesInPlace(int shards) {
        Tensor moment = Tensor.variable("moment", PARAMETERS.shape());
        Tensor loss = BATCH.matmul(WEIGHTS).add(BIAS).tanh().square().mean();
        List<Tensor> gradients = Gradients.of(loss, List.of(WEIGHTS, BIAS));
        Tensor gradient = Tensor.concat(0, List.of(gradients.getFirst().reshape(64 * 64), gradients.getLast()));
        Tensor moved = moment.mul(0.9).add(gradient.square().mul(0.1));
        Tensor rate = Tensor.variable("rate", Shape.SCALAR);
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("moment", moved);
        writes.put(
                "parameters", PARAMETERS.sub(gradient.mul(rate).div(moved.sqrt().add(1e-8))));

        PlannedProgram program = program(shards, writes);

        assertThat(program.sections()).hasSize(2);
        assertThat(program.sections().getLast().shards().stream().map(List::size))
                .hasSize(shards)
                .containsOnly(1);
        assertThat(program.sections().getLast().shards().stream()
                        .flatMap(List::stream)
                        .flatMap(step -> step.writes().stream()))
                .extracting(View::storage)
                .containsOnly(new Storage.Variable("moment"), new Storage.Variable("parameters"));
    }

    @Test
    void eachShardDoesItsRowsOnce() {
        Tensor features = BATCH.matmul(WEIGHTS).tanh();
        PlannedProgram divided = program(3, Map.of("features", features));
        PlannedProgram whole = program(1, Map.of("features", features));
        assertThat(divided.flops()).isEqualTo(whole.flops());
        assertThat(divided.sections()).hasSize(1);
        assertThat(divided.sections().getFirst().shards()).hasSize(3);
    }

    @Test
    void batchStatisticsAreThoseOfTheWholeBatch() {
        Tensor image = Tensor.variable("images", Shape.of(8, 4, 6, 6));
        Tensor mean = image.mean(0, 2, 3);
        PlannedProgram program = program(2, Map.of("centered", image.sub(mean)));
        // Sums of rows, and all that needs the mean.
        assertThat(program.sections()).hasSize(2);
        assertThat(program.sections().getLast().shards()).hasSize(2);
    }

    /** Running statistics, which one shard keeps and all read. */
    @Test
    void aChangingStateDoesNotPutShardsOutOfStep() {
        Tensor image = Tensor.variable("images", Shape.of(8, 4, 6, 6));
        Tensor running = Tensor.variable("running", Shape.of(1, 4, 1, 1));
        Tensor mean = image.mean(0, 2, 3);
        SequencedMap<String, Tensor> writes = new LinkedHashMap<>();
        writes.put("running", running.mul(0.9).add(mean.mul(0.1)));
        writes.put("result", image.sub(mean).square().mul(running));
        List<Section> sections = program(2, writes).sections();
        assertThat(sections).hasSize(3);
        assertThat(sections.subList(0, 2)).allMatch(section -> section.shards().size() == 2);
        assertThat(sections.getLast().shards()).hasSize(1);
    }

    @Test
    void kernelGradientsAreAddendsOfEachShard() {
        Tensor image = Tensor.variable("images", Shape.of(8, 4, 6, 6));
        Tensor kernels =
                Tensor.variable("kernels", Shape.of(100)).slice(0, 0, 72).reshape(2, 4, 3, 3);
        Tensor loss = image.conv(kernels, Window.of(1, 1)).square().sum();
        PlannedProgram program = program(2, Map.of("gradient", Gradients.of(loss, kernels)));
        assertThat(program.sections()).hasSize(2);
        assertThat(program.sections().getFirst().shards())
                .allSatisfy(steps -> assertThat(steps).hasAtLeastOneElementOfType(Step.Convolution.class));
    }

    @Test
    void fewerRowsThanShardsStayTogether() {
        Tensor few = Tensor.variable("few", Shape.of(2, 64));
        assertThat(program(3, Map.of("result", few.matmul(WEIGHTS))).sections())
                .allSatisfy(section -> assertThat(section.shards()).hasSize(1));
    }

    /** Random graphs: in no section reads or writes one shard what another one writes. */
    @Test
    void shardsThatRunSideBySideShareNothingThatOneWrites() {
        for (int seed = 0; seed < 100; seed++) {
            PlannedProgram program = Plan.of(List.of(RandomGraphs.graph(seed)), Passes.ALL.withShards(3))
                    .program("step");
            sharesNothingThatOneWrites(program, "graph " + seed);
        }
    }

    /** Shards write their rows of a product where these lie in a whole, which is read as soon as all have. */
    @Test
    void whatReadsAWholeOfWholesWaitsForAllTheirParts() {
        Tensor product = Tensor.variable("left", Shape.of(64, 128)).matmul(Tensor.variable("right", Shape.of(128, 64)));
        Tensor flat = Tensor.concat(
                0,
                List.of(
                        product.reshape(Shape.of(4096)),
                        Tensor.variable("more", Shape.of(3)).exp()));

        PlannedProgram program = program(2, Map.of("result", flat.square().sum()));

        assertThat(program.sections()).hasSize(2);
        sharesNothingThatOneWrites(program, "whole");
    }

    private static void sharesNothingThatOneWrites(PlannedProgram program, String name) {
        for (Section section : program.sections()) {
            List<Set<Place>> written = section.shards().stream()
                    .map(steps -> places(steps.stream().flatMap(step -> step.writes().stream())))
                    .toList();
            List<Set<Place>> touched = section.shards().stream()
                    .map(steps -> places(steps.stream()
                            .flatMap(step -> Stream.concat(step.reads().stream(), step.writes().stream()))))
                    .toList();
            for (int writer = 0; writer < written.size(); writer++) {
                for (int other = 0; other < touched.size(); other++) {
                    if (other != writer) {
                        assertThat(Collections.disjoint(written.get(writer), touched.get(other)))
                                .as("%s, shards %d and %d", name, writer, other)
                                .isTrue();
                    }
                }
            }
        }
    }

    private record Place(Storage storage, long element) {}

    private static Set<Place> places(Stream<View> views) {
        Set<Place> places = new HashSet<>();
        views.forEach(view -> {
            List<Long> elements = List.of(view.offset());
            for (int axis = 0; axis < view.shape().rank(); axis++) {
                long stride = view.strides().get(axis);
                int size = stride == 0 ? 1 : view.shape().size(axis);
                elements = elements.stream()
                        .flatMap(start -> LongStream.range(0, size).mapToObj(i -> start + i * stride))
                        .toList();
            }
            elements.forEach(element -> places.add(new Place(view.storage(), element)));
        });
        return places;
    }

    private static PlannedProgram program(int shards, Map<String, Tensor> writes) {
        return Plan.of(List.of(new Graph("test", new LinkedHashMap<>(writes))), Passes.ALL.withShards(shards))
                .program("test");
    }
}
