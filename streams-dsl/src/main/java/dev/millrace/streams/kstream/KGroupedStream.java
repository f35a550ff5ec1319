package dev.millrace.streams.kstream;

import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.utils.Bytes;

/**
 * Records of a stream, grouped by key and ready to be aggregated. Made by {@link KStream#groupBy} and
 * {@link KStream#groupByKey}.
 *
 * <p>An aggregation gives a table that is updated with each record; with write-back caching, with the last update of
 * each key at a commit. The timestamp of a result is the largest of its records'.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface KGroupedStream<K, V> {

    /**
     * As {@link #count(Named, Materialized)}, with a generated name and default serdes.
     *
     * @return the results, as they change
     */
    default KTable<K, Long> count() {
        return count(Unnamed.INSTANCE);
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
     * Counts the records of each key. Records with a null key or value are dropped.
     *
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<K, Long> count(Named named, Materialized<K, Long, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with a generated name and default serdes.
     *
     * @param reducer makes one value of the result so far and a new value; it gets the result first
     * @return the results, as they change
     */
    default KTable<K, V> reduce(Reducer<V> reducer) {
        return reduce(reducer, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with a generated name.
     *
     * @param reducer makes one value of the result so far and a new value; it gets the result first
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<K, V> reduce(Reducer<V> reducer, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return reduce(reducer, Unnamed.INSTANCE, materialized);
    }

    /**
     * Combines the values of each key; the first value of a key is its first result. Records with a null key or value
     * are dropped.
     *
     * @param reducer combines the result so far (first argument) with a value (second)
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<K, V> reduce(Reducer<V> reducer, Named named, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}, with a generated name and default serdes.
     *
     * @param initializer makes the aggregate that a key starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<K, VOut> aggregate(
            Initializer<VOut> initializer, Aggregator<? super K, ? super V, VOut> aggregator) {
        return aggregate(initializer, aggregator, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}, with a generated name.
     *
     * @param initializer makes the aggregate that a key starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param materialized the store of the results; with a name it can be queried
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<K, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Materialized<K, VOut, KeyValueStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, aggregator, Unnamed.INSTANCE, materialized);
    }

    /**
     * Folds the values of each key into one. Records with a null key or value are dropped.
     *
     * @param initializer makes the aggregate that a key starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    <VOut> KTable<K, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Named named,
            Materialized<K, VOut, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * Groups further by windows of a fixed length.
     *
     * @param windows tumbling or hopping windows
     * @param <W> the type of the windows, such as {@link TimeWindow}
     * @return what can be aggregated for each key and window
     */
    <W extends Window> TimeWindowedKStream<K, V> windowedBy(Windows<W> windows);

    /**
     * Groups further by windows that slide along with the records.
     *
     * @param windows how far apart the records of a window may lie
     * @return what can be aggregated for each key and window; records with a null value are dropped
     */
    TimeWindowedKStream<K, V> windowedBy(SlidingWindows windows);

    /**
     * Groups further by sessions.
     *
     * @param windows the gap that ends a session
     * @return what can be aggregated for each key and session
     */
    SessionWindowedKStream<K, V> windowedBy(SessionWindows windows);

    /**
     * Begins an aggregation over several streams: this one and those that are added to the result.
     *
     * @param aggregator adds a value of this stream to an aggregate and returns the new one, which may be the same
     *     object
     * @param <VOut> aggregates
     * @return what further streams can be added to
     */
    <VOut> CogroupedKStream<K, VOut> cogroup(Aggregator<? super K, ? super V, VOut> aggregator);
}
