package dev.millrace.streams.kstream;

import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.utils.Bytes;

/**
 * Several grouped streams with keys of one type, to be folded into one aggregate for each key. Made by
 * {@link KGroupedStream#cogroup}; each stream has an aggregator of its own, and all share one store.
 *
 * @param <K> keys
 * @param <VOut> aggregates
 */
public interface CogroupedKStream<K, VOut> {

    /**
     * Adds a stream. A stream that is there already gets this aggregator in place of its former one.
     *
     * @param groupedStream the stream; topics of all must have equally many partitions
     * @param aggregator adds a value of that stream to an aggregate and returns the new one, which may be the same
     *     object
     * @param <VIn> values of that stream
     * @return this
     */
    <VIn> CogroupedKStream<K, VOut> cogroup(
            KGroupedStream<K, VIn> groupedStream, Aggregator<? super K, ? super VIn, VOut> aggregator);

    /**
     * As {@link #aggregate(Initializer, Named, Materialized)}, with generated names and default serdes.
     *
     * @param initializer makes the aggregate that a key starts with, never null
     * @return the results, as they change
     */
    default KTable<K, VOut> aggregate(Initializer<VOut> initializer) {
        return aggregate(initializer, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Named, Materialized)}, with a generated store and default serdes.
     *
     * @param initializer makes the aggregate that a key starts with, never null
     * @param named names the processors
     * @return the results, as they change
     */
    default KTable<K, VOut> aggregate(Initializer<VOut> initializer, Named named) {
        return aggregate(initializer, named, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Named, Materialized)}, with generated names of processors.
     *
     * @param initializer makes the aggregate that a key starts with, never null
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<K, VOut> aggregate(
            Initializer<VOut> initializer, Materialized<K, VOut, KeyValueStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, Unnamed.INSTANCE, materialized);
    }

    /**
     * Folds the values of all streams into one for each key. Records with a null key or value are dropped.
     *
     * @param initializer makes the aggregate that a key starts with, never null
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<K, VOut> aggregate(
            Initializer<VOut> initializer,
            Named named,
            Materialized<K, VOut, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * Groups further by windows of a fixed length.
     *
     * @param windows tumbling or hopping windows
     * @param <W> the type of the windows, such as {@link TimeWindow}
     * @return what can be aggregated for each key and window
     */
    <W extends Window> TimeWindowedCogroupedKStream<K, VOut> windowedBy(Windows<W> windows);

    /**
     * Groups further by windows that slide along with the records.
     *
     * @param windows how far apart the records of a window may lie
     * @return what can be aggregated for each key and window
     */
    TimeWindowedCogroupedKStream<K, VOut> windowedBy(SlidingWindows windows);

    /**
     * Groups further by sessions.
     *
     * @param windows the gap that ends a session
     * @return what can be aggregated for each key and session
     */
    SessionWindowedCogroupedKStream<K, VOut> windowedBy(SessionWindows windows);
}
