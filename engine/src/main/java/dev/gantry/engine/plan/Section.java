package dev.gantry.engine.plan;

import java.util.List;

/**
 * Steps between two meetings of the shards: each shard runs its own in order, and needs nothing of what another one writes
 * before all have ended.
 *
 * @param shards the steps of each shard; shards at the end that have none may be missing
 */
public record Section(List<List<Step>> shards) {

    public Section {
        shards = shards.stream().map(List::copyOf).toList();
    }
}
