package dev.millrace.streams.store;

import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * An {@link OuterJoinBuffer} to be built. It lives in memory and is rebuilt from its changelog at each start.
 *
 * @param name the buffer's name, unique in its topology
 * @param keySerde null: the default of the configuration
 * @param leftSerde values of the left stream; null: the default of the configuration
 * @param rightSerde values of the right stream; null: the default of the configuration
 * @param options logging and live values; caching has no meaning here
 */
public record OuterJoinBufferSpec<K, L, R>(
        String name,
        @Nullable Serde<K> keySerde,
        @Nullable Serde<L> leftSerde,
        @Nullable Serde<R> rightSerde,
        StoreOptions options) {}
