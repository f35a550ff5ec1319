package dev.millrace.runtime;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.topology.DefaultSerdes;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * The default serdes of one task, made when they are first asked for, and for it alone: a serde of a user's need not be
 * thread-safe, and one that is not set is no error unless somebody needs it.
 */
final class TaskSerdes implements DefaultSerdes {
    private final StreamsConfig config;
    private @Nullable Serde<?> keySerde;
    private @Nullable Serde<?> valueSerde;

    TaskSerdes(StreamsConfig config) {
        this.config = config;
    }

    @Override
    public Serde<?> keySerde() {
        Serde<?> serde = keySerde;
        if (serde == null) {
            serde = config.defaultKeySerde();
            keySerde = serde;
        }
        return serde;
    }

    @Override
    public Serde<?> valueSerde() {
        Serde<?> serde = valueSerde;
        if (serde == null) {
            serde = config.defaultValueSerde();
            valueSerde = serde;
        }
        return serde;
    }
}
