package dev.millrace.streams.plan;

import dev.millrace.streams.AutoOffsetReset;
import dev.millrace.streams.operator.TableView;
import dev.millrace.streams.processor.StreamPartitioner;
import dev.millrace.streams.processor.TimestampExtractor;
import dev.millrace.streams.processor.TopicNameExtractor;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.state.EngineStoreBuilder;
import dev.millrace.streams.state.StoreBuilder;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/** A step of a {@link Plan}. Immutable; steps refer to each other by id. */
sealed interface PlanNode {

    /** Unique in the plan. */
    int id();

    /** The name that users see. */
    String name();

    /** Ids of the steps whose records it gets. */
    List<Integer> parents();

    /** The same step below other parents. */
    PlanNode withParents(List<Integer> newParents);

    /** Reads topics of the user. {@code mergeable}: another source of the same topics may take its place. */
    record Source(
            int id,
            String name,
            List<String> topics,
            @Nullable Pattern pattern,
            @Nullable Deserializer<?> keyDeserializer,
            @Nullable Deserializer<?> valueDeserializer,
            @Nullable TimestampExtractor timestampExtractor,
            @Nullable AutoOffsetReset offsetReset,
            boolean mergeable)
            implements PlanNode {
        @Override
        public List<Integer> parents() {
            return List.of();
        }

        @Override
        public PlanNode withParents(List<Integer> newParents) {
            return this;
        }
    }

    /** Writes a topic of the user. */
    record Sink(
            int id,
            String name,
            List<Integer> parents,
            @Nullable String topic,
            @Nullable TopicNameExtractor<?, ?> extractor,
            @Nullable Serializer<?> keySerializer,
            @Nullable Serializer<?> valueSerializer,
            @Nullable StreamPartitioner<?, ?> partitioner)
            implements PlanNode {
        @Override
        public PlanNode withParents(List<Integer> newParents) {
            return new Sink(id, name, newParents, topic, extractor, keySerializer, valueSerializer, partitioner);
        }
    }

    /**
     * Writes an internal topic and reads it again: sink and source in one. Without a filter name nothing is filtered;
     * with one, records with a null key are left out unless it {@code keepsNullKeys}, which a left join can use.
     * {@code mergeable}: another repartitioning of the same records may take its place.
     */
    record Repartition(
            int id,
            List<Integer> parents,
            String topic,
            String sinkName,
            @Nullable String filterName,
            String sourceName,
            @Nullable Serde<?> keySerde,
            @Nullable Serde<?> valueSerde,
            @Nullable StreamPartitioner<?, ?> partitioner,
            OptionalInt partitionCount,
            boolean keepsNullKeys,
            boolean mergeable)
            implements PlanNode {
        @Override
        public String name() {
            return sourceName;
        }

        /** As this, but records with a null key go through, or are left out. */
        Repartition keepingNullKeys(boolean keepsThem) {
            return new Repartition(
                    id,
                    parents,
                    topic,
                    sinkName,
                    filterName,
                    sourceName,
                    keySerde,
                    valueSerde,
                    partitioner,
                    partitionCount,
                    keepsThem,
                    mergeable);
        }

        @Override
        public Repartition withParents(List<Integer> newParents) {
            return new Repartition(
                    id,
                    newParents,
                    topic,
                    sinkName,
                    filterName,
                    sourceName,
                    keySerde,
                    valueSerde,
                    partitioner,
                    partitionCount,
                    keepsNullKeys,
                    mergeable);
        }
    }

    /**
     * Works on records.
     *
     * @param factory makes its processors
     * @param traits what rules want to know of it
     * @param stores stores that come with it, beside a table's own
     * @param uses names of stores that came with others
     * @param reads ids of the tables whose current values it reads
     * @param table what kind of table it is; null if it makes a stream
     */
    record Operator(
            int id,
            String name,
            List<Integer> parents,
            Factory factory,
            Set<Trait> traits,
            List<StoreBuilder<?>> stores,
            List<String> uses,
            List<Integer> reads,
            @Nullable Table table)
            implements PlanNode {
        @Override
        public Operator withParents(List<Integer> newParents) {
            return new Operator(id, name, newParents, factory, traits, stores, uses, reads, table);
        }

        Operator withTable(Table newTable) {
            return new Operator(id, name, parents, factory, traits, stores, uses, reads, newTable);
        }
    }

    /** Fills a global store. */
    record Global(int id, String name, StoreBuilder<?> store, Source source, ProcessorSupplier<?, ?, ?, ?> supplier)
            implements PlanNode {
        @Override
        public List<Integer> parents() {
            return List.of();
        }

        @Override
        public PlanNode withParents(List<Integer> newParents) {
            return this;
        }
    }

    /** What rules want to know of an operator. */
    enum Trait {
        /** Its records may have other keys than its input's. */
        CHANGES_KEYS,
        /** Its records may have other values than its input's. */
        CHANGES_VALUES,
        /** It must get the old value of each update of the tables above it. */
        NEEDS_OLD_VALUES,
        /** The old values that it sends are those it gets, even where it is kept. */
        PASSES_OLD_VALUES,
        /** It gets the old value of each update if the tables above it have them at hand. */
        TAKES_OLD_VALUES,
        /** While it is not kept, it has the history of the table above it, if that has one. */
        PASSES_HISTORY,
        /** It tells records without a key, too: a left or outer join. */
        TELLS_NULL_KEYS,
        /** Records of one key must meet, of all streams and tables that it brings together. */
        NEEDS_COPARTITIONING
    }

    /**
     * A table.
     *
     * @param store what it would be kept in; null if it is never kept
     * @param kept whether it is kept
     * @param sendsOldValues whether its updates carry old values
     * @param topic the topic that it mirrors; null if it is derived
     * @param restoredFromTopic whether that topic takes the place of a changelog
     * @param derivation how to read it from the table above while it is not kept; null if that cannot be, so that it
     *     has to be kept before it can be read
     */
    record Table(
            @Nullable StoreBuilder<?> store,
            boolean kept,
            boolean sendsOldValues,
            @Nullable String topic,
            boolean restoredFromTopic,
            @Nullable Derivation derivation) {

        /** A table that is always kept. */
        static Table keptIn(StoreBuilder<?> store) {
            return new Table(store, true, false, null, false, null);
        }

        /** A table that begins here; kept if the user or a reader asks for it. */
        static Table beginning(StoreBuilder<?> store, boolean kept, @Nullable String topic) {
            return new Table(store, kept, false, topic, false, null);
        }

        /** A table that can be computed from the one above; kept if it has a store. */
        static Table derived(@Nullable StoreBuilder<?> store, Derivation derivation) {
            return new Table(store, store != null, false, null, false, derivation);
        }

        Table nowKept() {
            return new Table(store, true, sendsOldValues, topic, restoredFromTopic, derivation);
        }

        Table nowSendingOldValues() {
            return new Table(store, kept, true, topic, restoredFromTopic, derivation);
        }

        Table nowRestoredFromTopic() {
            return new Table(store, kept, sendsOldValues, topic, true, derivation);
        }

        @Nullable
        String storeName() {
            return kept && store != null ? store.name() : null;
        }

        /** How far back its own store remembers; empty if it is not kept, or has the present only. */
        OptionalLong historyRetentionMs() {
            return kept && store instanceof EngineStoreBuilder<?> engine
                    ? engine.historyRetentionMs()
                    : OptionalLong.empty();
        }
    }

    /** Makes the view of a table from the view of the table above it. */
    @FunctionalInterface
    interface Derivation {
        /** The view of a table that is not kept, from those of its parents. */
        TableView<?, ?> of(List<TableView<?, ?>> above);
    }

    /** Makes the supplier of an operator's processors, when all is decided. */
    @FunctionalInterface
    interface Factory {
        /** The supplier; it gives a new processor at each call. */
        ProcessorSupplier<?, ?, ?, ?> supplier(Wiring wiring);
    }

    /** An operator whose processors are made one by one, and bring no stores along. */
    @SuppressWarnings("unchecked") // a node's types are the verb's business; the runtime knows none
    static Factory each(Function<Wiring, Processor<?, ?, ?, ?>> maker) {
        return wiring -> (ProcessorSupplier<Object, Object, Object, Object>)
                () -> (Processor<Object, Object, Object, Object>) maker.apply(wiring);
    }

    /**
     * What was decided for an operator.
     *
     * @param storeName the store of the table that it makes; null if the table is not kept
     * @param sendsOldValues whether its updates must carry old values
     * @param getsHistory whether all its updates are those of tables with a history
     * @param tables views of the tables that it reads
     */
    record Wiring(
            @Nullable String storeName, boolean sendsOldValues, boolean getsHistory, List<TableView<?, ?>> tables) {

        /** The store of a table that is always kept. */
        String keptIn() {
            if (storeName == null) {
                throw new IllegalStateException("A table that is always kept has no store");
            }
            return storeName;
        }

        /** The view of the only table that it reads. */
        @SuppressWarnings("unchecked") // the verb knows the types of the table that it was given
        <K, V> TableView<K, V> table() {
            return (TableView<K, V>) tables.get(0);
        }
    }
}
