package dev.gantry.runtime.trace;

import dev.gantry.core.spi.Labels;
import dev.gantry.core.tensor.Tensor;
import dev.gantry.engine.scope.Parameters;
import dev.gantry.engine.scope.Trace;
import dev.gantry.runtime.trace.NetworkTracer.Given;
import dev.gantry.runtime.trace.NetworkTracer.Judgement;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The critic in one state of its parameters. The first answer to samples moves the step's state, such as batch statistics;
 * whoever asks again gets the same answer, and other questions leave no trace.
 */
final class Judge {

    private final NetworkTracer networks;
    private final Given given;
    private final Parameters parameters;
    private final Trace trace;
    private final Map<Tensor, Judgement> known = new HashMap<>();

    Judge(NetworkTracer networks, FlatParameters critic, Given given, Trace trace) {
        this.networks = networks;
        this.given = given;
        this.parameters = networks.constrained(critic, trace);
        this.trace = trace;
    }

    /** What samples are judged by besides themselves. */
    Given given() {
        return given;
    }

    Tensor scores(Tensor samples) {
        Judgement judgement = networks.judge(samples, labels(samples), trace, parameters);
        known.put(samples, judgement);
        return judgement.scores();
    }

    /** The step's labels, over again where samples are several batches behind one another. */
    private Optional<Labels> labels(Tensor samples) {
        int rows = samples.shape().size(0);
        return given.labels()
                .filter(labels -> rows % labels.classes().shape().size(0) == 0)
                .map(labels -> new Labels(
                        Tensor.concat(
                                0,
                                Collections.nCopies(
                                        rows / labels.classes().shape().size(0), labels.classes())),
                        labels.count()));
    }

    Judgement aside(Tensor samples) {
        return known.computeIfAbsent(samples, asked -> networks.judge(asked, labels(asked), trace.fork(), parameters));
    }

    /** Labels of a batch of so many samples of the labelled subset. */
    Labels subsetLabels(int rows) {
        return networks.subsetLabels(rows);
    }
}
