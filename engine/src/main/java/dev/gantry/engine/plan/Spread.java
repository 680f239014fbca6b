package dev.gantry.engine.plan;

import dev.gantry.core.tensor.Tensor;
import java.util.List;

/** How the value of a traced tensor is spread over the shards. */
sealed interface Spread {

    /**
     * Every shard reads all of it.
     *
     * @param copies one a shard, which may be the same tensor
     */
    record Whole(List<Tensor> copies) implements Spread {}

    /** Each shard has a part along one axis. */
    record Divided(Division division, List<Tensor> parts) implements Spread {}

    /** Each shard has an addend of the value's shape, and the value is their sum. */
    record Partial(List<Tensor> addends) implements Spread {}
}
