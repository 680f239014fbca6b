package dev.gantry.nd4j;

import dev.gantry.engine.backend.Backend;
import dev.gantry.engine.backend.BackendContract;
import java.util.List;

/** What a graphics card runs of ND4J, on the processor. */
final class OpsContractTest extends BackendContract {

    @Override
    protected Backend backend() {
        return Form.ND4J_OPS.backend();
    }

    @Override
    protected int graphs() {
        return 15;
    }

    @Override
    protected List<Integer> shards() {
        return List.of(1);
    }

    @Override
    protected int operations() {
        return 30;
    }

    /** Its own oneDNN has no gradients of dilated convolutions. */
    @Override
    protected int mostDilation() {
        return 1;
    }

    /** On the processor ND4J's operations have no dilated convolutions, and their log1p is a logarithm of a rounded sum. */
    @Override
    protected boolean fails(String check) {
        return check.contains("dilated") || check.equals("log1p, close to zero");
    }
}
