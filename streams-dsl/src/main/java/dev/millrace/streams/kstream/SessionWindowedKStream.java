package dev.millrace.streams.kstream;

import dev.millrace.streams.state.SessionStore;
import org.apache.kafka.common.utils.Bytes;

/**
 * Records of a stream, grouped by key and by sessions: stretches of activity that end when nothing comes for a while.
 * Made by {@link KGroupedStream#windowedBy}.
 *
 * <p>A session takes records until stream time has passed its end by the grace period and the inactivity gap. Each
 * record updates its result; {@link KTable#suppress} holds updates back until a session is closed.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface SessionWindowedKStream<K, V> {

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
    default KTable<Windowed<K>, Long> count(Materialized<K, Long, SessionStore<Bytes, byte[]>> materialized) {
        return count(Unnamed.INSTANCE, materialized);
    }

    /**
     * Counts the records of each key and session. Records with a null key, and late ones whose session is closed, are
     * dropped.
     *
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<Windowed<K>, Long> count(Named named, Materialized<K, Long, SessionStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with a generated name and default serdes.
     *
     * @param reducer makes one value of the result so far and a new value, and of the results of two sessions
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> reduce(Reducer<V> reducer) {
        return reduce(reducer, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with default serdes.
     *
     * @param reducer makes one value of the result so far and a new value, and of the results of two sessions
     * @param named names the processor
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> reduce(Reducer<V> reducer, Named named) {
        return reduce(reducer, named, Materialized.with(null, null));
    }

    /**
     * As {@link #reduce(Reducer, Named, Materialized)}, with a generated name.
     *
     * @param reducer makes one value of the result so far and a new value, and of the results of two sessions
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Materialized<K, V, SessionStore<Bytes, byte[]>> materialized) {
        return reduce(reducer, Unnamed.INSTANCE, materialized);
    }

    /**
     * Combines the values of each key and session; the first value is the first result. Records with a null key, and
     * late ones whose session is closed, are dropped.
     *
     * @param reducer combines the result so far (first argument) with a value (second)
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, SessionStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #aggregate(Initializer, Aggregator, Merger, Named, Materialized)}, with a generated name and default
     * serdes.
     *
     * @param initializer makes the aggregate that a key and session starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param sessionMerger makes one aggregate of those of two sessions
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Merger<? super K, VOut> sessionMerger) {
        return aggregate(initializer, aggregator, sessionMerger, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Aggregator, Merger, Named, Materialized)}, with default serdes.
     *
     * @param initializer makes the aggregate that a key and session starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param sessionMerger makes one aggregate of those of two sessions
     * @param named names the processor
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Merger<? super K, VOut> sessionMerger,
            Named named) {
        return aggregate(initializer, aggregator, sessionMerger, named, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Aggregator, Merger, Named, Materialized)}, with a generated name.
     *
     * @param initializer makes the aggregate that a key and session starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param sessionMerger makes one aggregate of those of two sessions
     * @param materialized the store of the results; with a name it can be queried
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    default <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Merger<? super K, VOut> sessionMerger,
            Materialized<K, VOut, SessionStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, aggregator, sessionMerger, Unnamed.INSTANCE, materialized);
    }

    /**
     * Folds the values of each key and session into one. A record that lies between two sessions makes one of them.
     * Records with a null key, and late ones whose session is closed, are dropped.
     *
     * @param initializer makes the aggregate that a key and session starts with, never null
     * @param aggregator adds a value to an aggregate and returns the new one, which may be the same object
     * @param sessionMerger makes one aggregate of those of two sessions
     * @param named names the processor
     * @param materialized the store of the results; with a name it can be queried
     * @param <VOut> aggregates
     * @return the results, as they change
     */
    <VOut> KTable<Windowed<K>, VOut> aggregate(
            Initializer<VOut> initializer,
            Aggregator<? super K, ? super V, VOut> aggregator,
            Merger<? super K, VOut> sessionMerger,
            Named named,
            Materialized<K, VOut, SessionStore<Bytes, byte[]>> materialized);

    /**
     * Says when results are sent: at each update, or when a session has closed.
     *
     * @param emitStrategy the default is {@link EmitStrategy#onWindowUpdate}
     * @return the same groups, whose aggregations send as said
     */
    SessionWindowedKStream<K, V> emitStrategy(EmitStrategy emitStrategy);
}
