package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.processor.StreamPartitioner;
import java.util.List;
import java.util.OptionalInt;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Adds repartitioning to a plan. The internal topic is named after what it is for: {@code <base>-repartition}. Its
 * nodes are named after the topic if the user gave the base, and by numbers if it was generated.
 */
final class Repartitions {

    private static final String SUFFIX = "-repartition";

    private Repartitions() {}

    /** For a verb that needs records by key; {@link KeepNullKeys} says whether it also gets those without. */
    static PlanNode.Repartition forVerb(
            PlannedStream<?, ?> stream,
            String base,
            @Nullable Serde<?> keySerde,
            @Nullable Serde<?> valueSerde,
            boolean isJoin) {
        return add(stream, base, keySerde, valueSerde, null, OptionalInt.empty(), isJoin, true);
    }

    /** Asked for by the user, so it is never merged with others. */
    static PlanNode.Repartition forUser(
            PlannedStream<?, ?> stream,
            String base,
            @Nullable Serde<?> keySerde,
            @Nullable Serde<?> valueSerde,
            @Nullable StreamPartitioner<?, ?> partitioner,
            OptionalInt partitionCount) {
        if (partitionCount.isPresent() && partitionCount.getAsInt() < 1) {
            throw new TopologyException("The repartition topic " + topic(base) + " of "
                    + stream.node().name() + " was given " + partitionCount.getAsInt()
                    + " partitions. Give Repartitioned.withNumberOfPartitions at least 1, or leave it out for as many as the"
                    + " source topics have.");
        }
        return add(stream, base, keySerde, valueSerde, partitioner, partitionCount, false, false);
    }

    /** What {@link #forVerb} uses up of the counter, for one that is used again. */
    static void skipNames(Names names) {
        names.next("");
        names.next("");
        names.next("");
    }

    /** The name of the internal topic. */
    static String topic(String base) {
        return base.endsWith(SUFFIX) ? base : base + SUFFIX;
    }

    private static PlanNode.Repartition add(
            PlannedStream<?, ?> stream,
            String base,
            @Nullable Serde<?> keySerde,
            @Nullable Serde<?> valueSerde,
            @Nullable StreamPartitioner<?, ?> partitioner,
            OptionalInt partitionCount,
            boolean keepsNullKeys,
            boolean mergeable) {
        Names names = stream.plan().names();
        String topic = topic(base);
        String sink = names.next("KSTREAM-SINK-");
        String filter = names.next("KSTREAM-FILTER-");
        String source = names.next("KSTREAM-SOURCE-");
        boolean generated = Names.isGenerated(base);
        return stream.plan()
                .add(id -> new PlanNode.Repartition(
                        id,
                        List.of(stream.node().id()),
                        topic,
                        generated ? sink : topic + "-sink",
                        generated ? filter : topic + "-filter",
                        generated ? source : topic + "-source",
                        keySerde,
                        valueSerde,
                        partitioner,
                        partitionCount,
                        keepsNullKeys,
                        mergeable));
    }
}
