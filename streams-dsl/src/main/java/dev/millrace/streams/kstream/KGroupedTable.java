package dev.millrace.streams.kstream;

import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.utils.Bytes;

/**
 * Entries of a table, grouped by a new key and ready to be aggregated. Made by {@link KTable#groupBy}.
 *
 * <p>When an entry changes, its old value is taken out of its group's aggregate and its new value is added to it; so an
 * aggregate is always the one of the entries that are in the table now.
 *
 * @param <K> keys of the groups
 * @param <V> values
 */
public interface KGroupedTable<K, V> {

    /**
     * As {@link #count(Named, Materialized)}, with a generated name and default serdes.
     *
     * @return the results, as they change
     */
    default KTable<K, Long> count() {
        return count(Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #count(Named, Materialized)}, with default serdes.
     *
     * @param named names the processor
     * @return the results, as they change
     */
    default KTable<K, Long> count(Named named) {
        return count(named, Materialized.with(null, null));
    }

    /**
     * As {@link #count(Named, Materialized)}, with a generated name.
     *
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<K, Long> count(Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized) {
        return count(Unnamed.INSTANCE, materialized);
    }

    /**
     * Counts the entries of each group.
     *
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<K, Long> count(Named named, Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #reduce(Reducer, Reducer, Named, Materialized)}, with a generated name and default serdes.
     *
     * @param adder adds a new value to the result so far
     * @param subtractor takes an old value out of the result so far
     * @return the results, as they change
     */
    default KTable<K, V> reduce(Reducer<V> adder, Reducer<V> subtractor) {
        return reduce(adder, subtractor, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #reduce(Reducer, Reducer, Named, Materialized)}, with a generated name.
     *
     * @param adder adds a new value to the result so far
     * @param subtractor takes an old value out of the result so far
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<K, V> reduce(
            Reducer<V> adder, Reducer<V> subtractor, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return reduce(adder, subtractor, Unnamed.INSTANCE, materialized);
    }

    /**
     * Combines the values of each group.
     *
     * @param adder combines the result so far (first argument) with a new value (second)
     * @param subtractor takes an old value (second argument) out of the result so far (first)
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<K, V> reduce(
            Reducer<V> adder,
            Reducer<V> subtractor,
            Named named,
            Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #aggregate(Initializer, Aggregator, Aggregator, Named, Materialized)}, with a generated name and
     * default serdes.
     *
     * @param initializer makes the aggregate that a group starts with
     * @param adder adds a new value and returns the new aggregate
     * @param subtractor takes an old value out and returns the new aggregate
     * @param <VR> aggregates
     * @return the results, as they change
     */
    default <VR> KTable<K, VR> aggregate(
            Initializer<VR> initializer,
            Aggregator<? super K, ? super V, VR> adder,
            Aggregator<? super K, ? super V, VR> subtractor) {
        return aggregate(initializer, adder, subtractor, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Aggregator, Aggregator, Named, Materialized)}, with default serdes.
     *
     * @param initializer makes the aggregate that a group starts with
     * @param adder adds a new value and returns the new aggregate
     * @param subtractor takes an old value out and returns the new aggregate
     * @param named names the processor
     * @param <VR> aggregates
     * @return the results, as they change
     */
    default <VR> KTable<K, VR> aggregate(
            Initializer<VR> initializer,
            Aggregator<? super K, ? super V, VR> adder,
            Aggregator<? super K, ? super V, VR> subtractor,
            Named named) {
        return aggregate(initializer, adder, subtractor, named, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Aggregator, Aggregator, Named, Materialized)}, with a generated name.
     *
     * @param initializer makes the aggregate that a group starts with
     * @param adder adds a new value and returns the new aggregate
     * @param subtractor takes an old value out and returns the new aggregate
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> aggregates
     * @return the results, as they change
     */
    default <VR> KTable<K, VR> aggregate(
            Initializer<VR> initializer,
            Aggregator<? super K, ? super V, VR> adder,
            Aggregator<? super K, ? super V, VR> subtractor,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, adder, subtractor, Unnamed.INSTANCE, materialized);
    }

    /**
     * Folds the values of each group into one.
     *
     * @param initializer makes the aggregate that a group starts with
     * @param adder adds a new value and returns the new aggregate
     * @param subtractor takes an old value out and returns the new aggregate
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> aggregates
     * @return the results, as they change
     */
    <VR> KTable<K, VR> aggregate(
            Initializer<VR> initializer,
            Aggregator<? super K, ? super V, VR> adder,
            Aggregator<? super K, ? super V, VR> subtractor,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);
}
