package dev.millrace.streams.kstream;

import dev.millrace.streams.state.WindowStore;
import org.apache.kafka.common.utils.Bytes;

/**
 * Records of a stream, grouped by key and by windows of a fixed length. Made by {@link KGroupedStream#windowedBy}.
 *
 * <p>A window takes records until stream time has passed its end by the grace period. Each record updates its result;
 * {@link KTable#suppress} holds updates back until a window is closed.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface TimeWindowedKStream<K, V> {

    /**
     * As {@link #count(Named, Materialized)}, with a generated name and default serdes.
     *
     * @return the results, as they change
     */
    default KTable<Windowed<K>, Long> count() {
        return count(Unnamed.INSTANCE);
    }

    /**
     * As {@link #count(Named, Materialized)}, with default serdes.
     *
     * @param named names the processor
     * @return the results, as they change
     */
    default KTable<Windowed<K>, Long> count(Named named) {
        return count(named, Materialized.with(null, null));
    }

    /**
     * As {@link #count(Named, Materialized)}, with a generated name.
     *
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<Windowed<K>, Long> count(Materialized<K, Long, WindowStore<Bytes, byte[]>> materialized) {
        return count(Unnamed.INSTANCE, materialized);
    }

    /**
     * Counts the records of each key and window. Records with a null key, and late ones whose window is closed, are
     * dropped.
     *
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<Windowed<K>, Long> count(Named named, Materialized<K, Long, WindowStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with a generated name and default serdes.
     *
     * @param reducer makes one value of the result so far and a new value; it gets the result first
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> reduce(Reducer<V> reducer) {
        return reduce(reducer, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with default serdes.
     *
     * @param reducer makes one value of the result so far and a new value; it gets the result first
     * @param named names the processor
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> reduce(Reducer<V> reducer, Named named) {
        return reduce(reducer, named, Materialized.with(null, null));
    }

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with a generated name.
     *
     * @param reducer makes one value of the result so far and a new value; it gets the result first
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized) {
        return reduce(reducer, Unnamed.INSTANCE, materialized);
    }

    /**
     * Combines the values of each key and window; the first value is the first result. Records with a null key, and
     * late ones whose window is closed, are dropped.
     *
     * @param reducer combines the result so far (first argument) with a value (second)
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}, with a generated name and default serdes.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer, Aggregator<? super K, ? super V, VOut> aggregator) {
        return aggregate(initializer, aggregator, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}, with default serdes.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param named names the processor
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer, Aggregator<? super K, ? super V, VOut> aggregator, Named named) {
        return aggregate(initializer, aggregator, named, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Aggregator, Named, Materialized)}, with a generated name.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param materialized the store of the results; with a name it can be queried
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Materialized<K, VOut, WindowStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, aggregator, Unnamed.INSTANCE, materialized);
    }

    /**
     * Folds the values of each key and window into one. Records with a null key, and late ones whose window is closed,
     * are dropped.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Named named,
            Materialized<K, VOut, WindowStore<Bytes, byte[]>> materialized);

    /**
     * Says when results are sent: at each update, or when a window has closed.
     *
     * @param emitStrategy the default is {@link EmitStrategy#onWindowUpdate}
     * @return the same groups, whose aggregations send as said
     */
    TimeWindowedKStream<K, V> emitStrategy(EmitStrategy emitStrategy);
}
