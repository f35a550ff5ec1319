package dev.millrace.streams.store;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OuterJoinBuffer} to be built.
 *
 * @param rows the store that its rows are kept in: name, engine and logging; caching has no meaning here
 * @param keySerde null: the default of the configuration
 * @param leftSerde values of the left stream; null: the default of the configuration
 * @param rightSerde values of the right stream; null: the default of the configuration
 */
public record OuterJoinBufferSpec<K, L, R>(
        @Nullable Serde<K> keySerde,
        @Nullable Serde<L> leftSerde,
        @Nullable Serde<R> rightSerde,
        KeyValueStoreSpec<Bytes, byte[]> rows) {

    /**
     * The buffer's name, unique in its topology.
     *
     * @return the name of the store that its rows are kept in
     */
    public String name() {
        return rows.name();
    }
}
