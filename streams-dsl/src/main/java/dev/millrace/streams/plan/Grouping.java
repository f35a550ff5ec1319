package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.state.EngineStoreBuilder;
import dev.millrace.streams.state.StoreBuilder;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * What the aggregations of one grouped stream share: the stream, and a repartition topic if the user gave it a name.
 * Without a name, each aggregation gets a topic of its own, named after its store.
 */
final class Grouping<K, V> {

    private final PlannedStream<K, V> stream;
    private final @Nullable String topicName;
    private @Nullable PlannedStream<K, V> shared;

    Grouping(PlannedStream<K, V> stream, @Nullable String topicName) {
        this.stream = stream;
        this.topicName = topicName;
    }

    PlannedStream<K, V> stream() {
        return stream;
    }

    Names names() {
        return stream.plan().names();
    }

    /**
     * Adds the step of an aggregation, behind a repartitioning if keys may have changed.
     *
     * @param name the name of the step
     * @param choice what is known of its store
     * @param store the store
     * @param keySerde the serde for keys of the resulting table
     * @param graceMs the time for which a window takes late records, beyond its end; null without windows
     */
    <K2, A> KTable<K2, A> aggregate(
            String name,
            StoreChoice<K, A, ?> choice,
            StoreBuilder<?> store,
            @Nullable Serde<K2> keySerde,
            @Nullable Long graceMs,
            PlanNode.Factory factory) {
        PlannedStream<K, V> input = input(choice.name());
        PlanNode step = stream.plan()
                .add(id -> new PlanNode.Operator(
                        id,
                        name,
                        List.of(input.node().id()),
                        factory,
                        Set.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        PlanNode.Table.keptIn(store)));
        return new PlannedTable<>(stream.plan(), step, keySerde, choice.valueSerde(), choice.queryableName(), graceMs);
    }

    /**
     * Lets the values of an aggregate's store stay live objects, if that is safe. The initializer made the aggregate
     * and only the aggregator changes it, but it may hold values of the stream: these must not be live objects of
     * another store, which go on changing. So no table may stand between the aggregation and the topic that its values
     * were read from.
     */
    StoreBuilder<?> live(StoreBuilder<?> store) {
        return isFresh() && store instanceof EngineStoreBuilder<?> ours ? ours.withLiveValues() : store;
    }

    /** Whether the stream's values were read from a topic and are nobody else's. */
    boolean isFresh() {
        return stream.keysChanged() || areFresh(stream.node());
    }

    /** What the repartition topic of an aggregation is named after: what the user said, or the store. */
    String topicBase(String storeName) {
        return topicName == null ? storeName : topicName;
    }

    private boolean areFresh(PlanNode node) {
        if (node instanceof PlanNode.Operator operator) {
            return operator.table() == null
                    && operator.reads().isEmpty()
                    && operator.parents().stream()
                            .allMatch(parent -> areFresh(stream.plan().node(parent)));
        }
        return true;
    }

    /** Kafka Streams uses up a number for a store that it does not name, and so do its generated names. */
    void skipNameOfCount(Materialized<?, ?, ?> materialized) {
        if (StoreChoice.nameOf(materialized) == null) {
            names().next("");
        }
    }

    private PlannedStream<K, V> input(String storeName) {
        if (!stream.keysChanged()) {
            return stream;
        }
        if (shared != null) {
            Repartitions.skipNames(names());
            return shared;
        }
        PlannedStream<K, V> input =
                stream.repartitioned(topicBase(storeName), stream.keySerde(), stream.valueSerde(), false);
        if (topicName != null) {
            shared = input;
        }
        return input;
    }
}
