package dev.millrace.streams.kstream;

import dev.millrace.streams.state.SessionStore;
import org.apache.kafka.common.utils.Bytes;

/**
 * Several streams, grouped by key and by sessions over all of them. Made by
 * {@link CogroupedKStream#windowedBy(SessionWindows)}.
 *
 * @param <K> keys
 * @param <V> aggregates
 */
public interface SessionWindowedCogroupedKStream<K, V> {

    /**
     * As {@link #aggregate(Initializer, Merger, Named, Materialized)}, with generated names and default serdes.
     *
     * @param initializer makes the aggregate that a key and session starts with, never null
     * @param sessionMerger makes one aggregate of those of two sessions
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> aggregate(Initializer<V> initializer, Merger<? super K, V> sessionMerger) {
        return aggregate(initializer, sessionMerger, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Merger, Named, Materialized)}, with a generated store and default serdes.
     *
     * @param initializer makes the aggregate that a key and session starts with, never null
     * @param sessionMerger makes one aggregate of those of two sessions
     * @param named names the processors
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> aggregate(
            Initializer<V> initializer, Merger<? super K, V> sessionMerger, Named named) {
        return aggregate(initializer, sessionMerger, named, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Merger, Named, Materialized)}, with generated names of processors.
     *
     * @param initializer makes the aggregate that a key and session starts with, never null
     * @param sessionMerger makes one aggregate of those of two sessions
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> aggregate(
            Initializer<V> initializer,
            Merger<? super K, V> sessionMerger,
            Materialized<K, V, SessionStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, sessionMerger, Unnamed.INSTANCE, materialized);
    }

    /**
     * Folds the values of all streams into one for each key and session. Records with a null key, and late ones whose
     * session is closed, are dropped.
     *
     * @param initializer makes the aggregate that a session starts with, never null
     * @param sessionMerger joins the aggregates of two sessions that have become one
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<Windowed<K>, V> aggregate(
            Initializer<V> initializer,
            Merger<? super K, V> sessionMerger,
            Named named,
            Materialized<K, V, SessionStore<Bytes, byte[]>> materialized);
}
