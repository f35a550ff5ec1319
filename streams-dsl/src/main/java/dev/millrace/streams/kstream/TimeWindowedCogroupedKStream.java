package dev.millrace.streams.kstream;

import dev.millrace.streams.state.WindowStore;
import org.apache.kafka.common.utils.Bytes;

/**
 * Several streams, grouped by key and by windows of a known length. Made by
 * {@link CogroupedKStream#windowedBy(Windows)}.
 *
 * @param <K> keys
 * @param <V> aggregates
 */
public interface TimeWindowedCogroupedKStream<K, V> {

    /**
     * As {@link #aggregate(Initializer, Named, Materialized)}, with generated names and default serdes.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> aggregate(Initializer<V> initializer) {
        return aggregate(initializer, Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Named, Materialized)}, with a generated store and default serdes.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @param named names the processors
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> aggregate(Initializer<V> initializer, Named named) {
        return aggregate(initializer, named, Materialized.with(null, null));
    }

    /**
     * As {@link #aggregate(Initializer, Named, Materialized)}, with generated names of processors.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    default KTable<Windowed<K>, V> aggregate(
            Initializer<V> initializer, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized) {
        return aggregate(initializer, Unnamed.INSTANCE, materialized);
    }

    /**
     * Folds the values of all streams into one for each key and window. Records with a null key, and late ones whose
     * window is closed, are dropped.
     *
     * @param initializer makes the aggregate that a key and window starts with, never null
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @return the results, as they change
     */
    KTable<Windowed<K>, V> aggregate(
            Initializer<V> initializer, Named named, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized);
}
