package dev.gantry.app;

import static java.util.Objects.requireNonNull;

import dev.gantry.engine.plan.Section;
import dev.gantry.engine.plan.Step;
import dev.gantry.engine.plan.View;
import dev.gantry.engine.plan.View.Storage;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/** Which shard of a program wrote what was written last, so that it can be told where values pass from one to another. */
final class Writers {

    private static final int NOBODY = -1;

    /** By storage, who wrote the elements from a key to the next. */
    private final Map<Storage, NavigableMap<Long, Integer>> writers = new HashMap<>();

    void write(Section section) {
        for (int shard = 0; shard < section.shards().size(); shard++) {
            for (Step step : section.shards().get(shard)) {
                for (View view : step.writes()) {
                    write(of(view), view.offset(), view.end(), shard);
                }
            }
        }
    }

    private static void write(NavigableMap<Long, Integer> ranges, long start, long end, int shard) {
        int behind = requireNonNull(ranges.floorEntry(end)).getValue();
        ranges.subMap(start, end).clear();
        ranges.put(start, shard);
        ranges.putIfAbsent(end, behind);
    }

    /** Whether a shard's step reads what another shard wrote in an earlier section. */
    boolean othersWrote(Step step, int shard) {
        return step.reads().stream().anyMatch(view -> {
            NavigableMap<Long, Integer> ranges = of(view);
            return ranges.subMap(ranges.floorKey(view.offset()), view.end()).values().stream()
                    .anyMatch(writer -> !List.of(NOBODY, shard).contains(writer));
        });
    }

    private NavigableMap<Long, Integer> of(View view) {
        return writers.computeIfAbsent(view.storage(), _ -> new TreeMap<>(Map.of(0L, NOBODY)));
    }
}
