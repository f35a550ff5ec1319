package dev.millrace.examples.editwars;

import dev.millrace.streams.processor.StreamPartitioner;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Edits go to the partition of their key (by default as everywhere in Kafka), ticks to all partitions. */
final class EveryPartitionHearsTicks implements StreamPartitioner<String, RadarEvent> {

    @Override
    public Optional<Set<Integer>> partitions(String topic, String key, RadarEvent event, int numPartitions) {
        if (event instanceof Tick) {
            return Optional.of(IntStream.range(0, numPartitions).boxed().collect(Collectors.toSet()));
        }
        return Optional.empty();
    }
}
