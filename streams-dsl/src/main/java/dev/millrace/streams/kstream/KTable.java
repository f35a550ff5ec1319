package dev.millrace.streams.kstream;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueStore;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A table that changes: at any time it has one value for each of its keys, and a record is an update of one of them.
 * Made by {@link dev.millrace.streams.StreamsBuilder#table}, {@link KStream#toTable}, or an aggregation.
 *
 * <p>A table is kept in a store if the user names one or if something reads it; otherwise it passes updates on. Every
 * verb has one full form; the others leave something to defaults. No argument may be null. Not thread-safe, as its
 * builder.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface KTable<K, V> {

    /**
     * As {@link #filter(Predicate, Named)}, with a generated name.
     *
     * @param predicate asked for each value that is not null
     * @return the entries kept
     */
    default KTable<K, V> filter(Predicate<? super K, ? super V> predicate) {
        return filter(predicate, Unnamed.INSTANCE);
    }

    /**
     * Keeps the entries for which the predicate is true, without a store of their own. An update of an entry that is
     * not kept is sent as a deletion.
     *
     * @param predicate asked for each value that is not null
     * @param named names the processor
     * @return the entries kept
     */
    KTable<K, V> filter(Predicate<? super K, ? super V> predicate, Named named);

    /**
     * As {@link #filter(Predicate, Named, Materialized)}, with a generated name.
     *
     * @param predicate asked for each value that is not null
     * @param materialized with a name: the store of the entries kept
     * @return the entries kept
     */
    default KTable<K, V> filter(
            Predicate<? super K, ? super V> predicate, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return filter(predicate, Unnamed.INSTANCE, materialized);
    }

    /**
     * Keeps the entries for which the predicate is true.
     *
     * @param predicate asked for each value that is not null
     * @param named names the processor
     * @param materialized with a name: the store of the entries kept
     * @return the entries kept
     */
    KTable<K, V> filter(
            Predicate<? super K, ? super V> predicate,
            Named named,
            Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #filterNot(Predicate, Named)}, with a generated name.
     *
     * @param predicate asked for each value that is not null
     * @return the entries kept
     */
    default KTable<K, V> filterNot(Predicate<? super K, ? super V> predicate) {
        return filterNot(predicate, Unnamed.INSTANCE);
    }

    /**
     * Keeps the entries for which the predicate is false, without a store of their own. An update of an entry that is
     * not kept is sent as a deletion.
     *
     * @param predicate asked for each value that is not null
     * @param named names the processor
     * @return the entries kept
     */
    KTable<K, V> filterNot(Predicate<? super K, ? super V> predicate, Named named);

    /**
     * As {@link #filterNot(Predicate, Named, Materialized)}, with a generated name.
     *
     * @param predicate asked for each value that is not null
     * @param materialized with a name: the store of the entries kept
     * @return the entries kept
     */
    default KTable<K, V> filterNot(
            Predicate<? super K, ? super V> predicate, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return filterNot(predicate, Unnamed.INSTANCE, materialized);
    }

    /**
     * Keeps the entries for which the predicate is false.
     *
     * @param predicate asked for each value that is not null
     * @param named names the processor
     * @param materialized with a name: the store of the entries kept
     * @return the entries kept
     */
    KTable<K, V> filterNot(
            Predicate<? super K, ? super V> predicate,
            Named named,
            Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named)}, without the key and with a generated name.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param <VR> the new values
     * @return the entries with their new values
     */
    default <VR> KTable<K, VR> mapValues(ValueMapper<? super V, ? extends VR> mapper) {
        return mapValues((key, value) -> mapper.apply(value), Unnamed.INSTANCE);
    }

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named)}, without the key.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param named names the processor
     * @param <VR> the new values
     * @return the entries with their new values
     */
    default <VR> KTable<K, VR> mapValues(ValueMapper<? super V, ? extends VR> mapper, Named named) {
        return mapValues((key, value) -> mapper.apply(value), named);
    }

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named)}, with a generated name.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param <VR> the new values
     * @return the entries with their new values
     */
    default <VR> KTable<K, VR> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends VR> mapper) {
        return mapValues(mapper, Unnamed.INSTANCE);
    }

    /**
     * Gives each entry a new value, without a store of its own.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param named names the processor
     * @param <VR> the new values
     * @return the entries with their new values
     */
    <VR> KTable<K, VR> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends VR> mapper, Named named);

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named, Materialized)}, without the key and with a generated name.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param materialized with a name: the store of the new entries
     * @param <VR> the new values
     * @return the entries with their new values
     */
    default <VR> KTable<K, VR> mapValues(
            ValueMapper<? super V, ? extends VR> mapper,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return mapValues((key, value) -> mapper.apply(value), Unnamed.INSTANCE, materialized);
    }

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named, Materialized)}, without the key.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param named names the processor
     * @param materialized with a name: the store of the new entries
     * @param <VR> the new values
     * @return the entries with their new values
     */
    default <VR> KTable<K, VR> mapValues(
            ValueMapper<? super V, ? extends VR> mapper,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return mapValues((key, value) -> mapper.apply(value), named, materialized);
    }

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named, Materialized)}, with a generated name.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param materialized with a name: the store of the new entries
     * @param <VR> the new values
     * @return the entries with their new values
     */
    default <VR> KTable<K, VR> mapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends VR> mapper,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return mapValues(mapper, Unnamed.INSTANCE, materialized);
    }

    /**
     * Gives each entry a new value, kept in a store.
     *
     * @param mapper gives the new value of one that is not null; null deletes the entry
     * @param named names the processor
     * @param materialized with a name: the store of the new entries
     * @param <VR> the new values
     * @return the entries with their new values
     */
    <VR> KTable<K, VR> mapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends VR> mapper,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #toStream(Named)}, with a generated name.
     *
     * @return the updates of this table; a deletion has a null value
     */
    default KStream<K, V> toStream() {
        return toStream(Unnamed.INSTANCE);
    }

    /**
     * The updates of this table as a stream: the new value of each, null for a deletion.
     *
     * @param named names the processor
     * @return the updates
     */
    KStream<K, V> toStream(Named named);

    /**
     * As {@link #toStream()}, followed by {@link KStream#selectKey}.
     *
     * @param mapper gives the key of a record, for the key and the value of an update; the value is null for a deletion
     * @param <KR> the new keys
     * @return the updates of this table; a deletion has a null value
     */
    default <KR> KStream<KR, V> toStream(KeyValueMapper<? super K, ? super V, ? extends KR> mapper) {
        return toStream().selectKey(mapper);
    }

    /**
     * As {@link #toStream(Named)}, followed by {@link KStream#selectKey}.
     *
     * @param mapper gives the key of a record, for the key and the value of an update; the value is null for a deletion
     * @param named names the processor
     * @param <KR> the new keys
     * @return the updates of this table; a deletion has a null value
     */
    default <KR> KStream<KR, V> toStream(KeyValueMapper<? super K, ? super V, ? extends KR> mapper, Named named) {
        return toStream(named).selectKey(mapper);
    }

    /**
     * Holds updates back, and lets the last one of each key go when its time has come.
     *
     * @param suppressed until when, and how much to hold
     * @return the same table with fewer updates
     */
    KTable<K, V> suppress(Suppressed<? super K> suppressed);

    /**
     * As {@link #groupBy(KeyValueMapper, Grouped)}, with generated names and default serdes.
     *
     * @param selector gives the group of an entry and its value there; what has a null key or value is in no group
     * @param <KR> the keys of the groups
     * @param <VR> the values in the groups
     * @return what can be aggregated
     */
    default <KR, VR> KGroupedTable<KR, VR> groupBy(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends KR, ? extends VR>> selector) {
        return groupBy(selector, Grouped.with(null, null));
    }

    /**
     * Groups the entries by a new key; they are repartitioned by it before they are aggregated.
     *
     * @param selector gives the group of an entry and its value there; what has a null key or value is in no group
     * @param grouped serdes, and the name of the repartition topic
     * @param <KR> the keys of the groups
     * @param <VR> the values in the groups
     * @return what can be aggregated
     */
    <KR, VR> KGroupedTable<KR, VR> groupBy(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends KR, ? extends VR>> selector,
            Grouped<KR, VR> grouped);

    /**
     * The name of its store for queries.
     *
     * @return null if the user gave none
     */
    @Nullable
    String queryableStoreName();

    // ---- transformers

    /**
     * As {@link #transformValues(ValueTransformerWithKeySupplier, Named, String...)}, with a generated name.
     *
     * @param transformerSupplier makes a new transformer at each call, and may bring stores
     * @param stateStoreNames stores of the program that the transformer uses
     * @param <VR> the new values
     * @return the new table, computed when it is read
     */
    default <VR> KTable<K, VR> transformValues(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends VR> transformerSupplier,
            String... stateStoreNames) {
        return transformValues(transformerSupplier, Unnamed.INSTANCE, stateStoreNames);
    }

    /**
     * Makes a table with a new value for each, by a transformer that may have state. Unlike {@link #mapValues} it sees
     * null, too.
     *
     * @param transformerSupplier makes a new transformer at each call, and may bring stores
     * @param named names the processor
     * @param stateStoreNames stores of the program that the transformer uses
     * @param <VR> the new values
     * @return the new table, computed when it is read
     */
    <VR> KTable<K, VR> transformValues(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends VR> transformerSupplier,
            Named named,
            String... stateStoreNames);

    /**
     * As {@link #transformValues(ValueTransformerWithKeySupplier, Materialized, Named, String...)}, with a generated
     * name of the processor.
     *
     * @param transformerSupplier makes a new transformer at each call, and may bring stores
     * @param materialized the store of the new table; with a name it can be queried
     * @param stateStoreNames stores of the program that the transformer uses
     * @param <VR> the new values
     * @return the new table
     */
    default <VR> KTable<K, VR> transformValues(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends VR> transformerSupplier,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized,
            String... stateStoreNames) {
        return transformValues(transformerSupplier, materialized, Unnamed.INSTANCE, stateStoreNames);
    }

    /**
     * Makes a table with a new value for each, by a transformer that may have state. Unlike {@link #mapValues} it sees
     * null, too.
     *
     * @param transformerSupplier makes a new transformer at each call, and may bring stores
     * @param materialized the store of the new table; with a name it can be queried
     * @param named names the processor
     * @param stateStoreNames stores of the program that the transformer uses
     * @param <VR> the new values
     * @return the new table
     */
    <VR> KTable<K, VR> transformValues(
            ValueTransformerWithKeySupplier<? super K, ? super V, ? extends VR> transformerSupplier,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized,
            Named named,
            String... stateStoreNames);

    // ---- joins

    /**
     * As {@link #join(KTable, ValueJoiner, Named)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result from two values that are not null; null for no result
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> join(KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return join(other, joiner, Unnamed.INSTANCE);
    }

    /**
     * Joins two tables by key: a result for each key that both have. It changes with each update of either table.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> join(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner, Named named);

    /**
     * As {@link #join(KTable, ValueJoiner, Named, Materialized)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result from two values that are not null; null for no result
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> join(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return join(other, joiner, Unnamed.INSTANCE, materialized);
    }

    /**
     * Joins two tables by key: a result for each key that both have. It changes with each update of either table, and
     * is kept in a store.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> join(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #leftJoin(KTable, ValueJoiner, Named)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; the other table's value may be null
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return leftJoin(other, joiner, Unnamed.INSTANCE);
    }

    /**
     * Joins two tables by key: a result for each key that this one has, joined with null where the other has none. It
     * changes with each update of either table.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner, Named named);

    /**
     * As {@link #leftJoin(KTable, ValueJoiner, Named, Materialized)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; the other table's value may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return leftJoin(other, joiner, Unnamed.INSTANCE, materialized);
    }

    /**
     * Joins two tables by key: a result for each key that this one has, joined with null where the other has none. It
     * changes with each update of either table, and is kept in a store.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #outerJoin(KTable, ValueJoiner, Named)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; one of the values may be null
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return outerJoin(other, joiner, Unnamed.INSTANCE);
    }

    /**
     * Joins two tables by key: a result for each key that one of them has, joined with null where the other has none.
     * It changes with each update of either table.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner, Named named);

    /**
     * As {@link #outerJoin(KTable, ValueJoiner, Named, Materialized)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; one of the values may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return outerJoin(other, joiner, Unnamed.INSTANCE, materialized);
    }

    /**
     * Joins two tables by key: a result for each key that one of them has, joined with null where the other has none.
     * It changes with each update of either table, and is kept in a store.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    // ---- joins by foreign key

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with
     * generated names, and default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return join(
                other,
                fromValue(foreignKeyExtractor),
                joiner,
                TableJoined.with(null, null),
                Materialized.with(null, null));
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with
     * generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return join(other, fromValue(foreignKeyExtractor), joiner, TableJoined.with(null, null), materialized);
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with default
     * serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        return join(other, fromValue(foreignKeyExtractor), joiner, tableJoined, Materialized.with(null, null));
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return join(other, fromValue(foreignKeyExtractor), joiner, tableJoined, materialized);
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names, and default
     * serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return join(other, foreignKeyExtractor, joiner, TableJoined.with(null, null), Materialized.with(null, null));
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return join(other, foreignKeyExtractor, joiner, TableJoined.with(null, null), materialized);
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        return join(other, foreignKeyExtractor, joiner, tableJoined, Materialized.with(null, null));
    }

    /**
     * Joins each row of this table with the row of the other table that it refers to: a result for each row that refers
     * to one that is there. A result has the key of this table's row; it changes with each update of either side. Rows
     * of both tables meet by way of two internal topics, so the tables may have different numbers of partitions.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables if
     *     they are not partitioned by the hash of the key
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results
     */
    <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with
     * generated names, and default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return leftJoin(
                other,
                fromValue(foreignKeyExtractor),
                joiner,
                TableJoined.with(null, null),
                Materialized.with(null, null));
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with
     * generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return leftJoin(other, fromValue(foreignKeyExtractor), joiner, TableJoined.with(null, null), materialized);
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with
     * default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        return leftJoin(other, fromValue(foreignKeyExtractor), joiner, tableJoined, Materialized.with(null, null));
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return leftJoin(other, fromValue(foreignKeyExtractor), joiner, tableJoined, materialized);
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names, and
     * default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return leftJoin(
                other, foreignKeyExtractor, joiner, TableJoined.with(null, null), Materialized.with(null, null));
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return leftJoin(other, foreignKeyExtractor, joiner, TableJoined.with(null, null), materialized);
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        return leftJoin(other, foreignKeyExtractor, joiner, tableJoined, Materialized.with(null, null));
    }

    /**
     * Joins each row of this table with the row of the other table that it refers to: a result for each row of this
     * table, joined with null where it refers to nothing that is there. A result has the key of this table's row; it
     * changes with each update of either side. Rows of both tables meet by way of two internal topics, so the tables
     * may have different numbers of partitions.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables if
     *     they are not partitioned by the hash of the key
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results
     */
    <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    private static <V, KO> BiFunction<Object, V, KO> fromValue(Function<? super V, ? extends KO> foreignKeyExtractor) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return (key, value) -> foreignKeyExtractor.apply(value);
    }
}
