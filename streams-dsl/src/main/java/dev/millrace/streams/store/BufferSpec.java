package dev.millrace.streams.store;

import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * A {@link SuppressionBuffer}, which lives in memory as far as it fits and is rebuilt from its changelog at each start,
 * or a {@link StreamBuffer}.
 *
 * @param name the buffer's name, unique in its topology
 * @param keySerde null: the default of the configuration
 * @param valueSerde null: the default of the configuration
 * @param options logging and live values; caching has no meaning here
 */
public record BufferSpec<K, V>(
        String name, @Nullable Serde<K> keySerde, @Nullable Serde<V> valueSerde, StoreOptions options) {}
