package dev.millrace.log;

import dev.millrace.log.record.RecordBatch;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;

/** Which batches belong to aborted transactions. Never changed. */
final class AbortedRanges {
    /** By producer: first offset → marker's offset. A producer's transactions do not overlap. */
    private final Map<Long, TreeMap<Long, Long>> byProducer = new HashMap<>();

    AbortedRanges(AbortedTransaction[] transactions) {
        for (AbortedTransaction one : transactions) {
            byProducer
                    .computeIfAbsent(one.producerId(), producer -> new TreeMap<>())
                    .put(one.firstOffset(), one.lastOffset());
        }
    }

    boolean contains(RecordBatch batch) {
        if (!batch.isTransactional() || byProducer.isEmpty()) {
            return false;
        }
        TreeMap<Long, Long> ranges = byProducer.get(batch.producerId());
        Map.Entry<Long, Long> range = ranges == null ? null : ranges.floorEntry(batch.baseOffset());
        return range != null && batch.baseOffset() < range.getValue();
    }
}
