package dev.millrace.streams.state;

import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StoreProvider;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One of our engines for a session store; the accessors are those of {@link SessionBytesStoreSupplier}, in
 * milliseconds.
 *
 * @param persistent on disk or in memory
 */
record SessionEngine(String name, boolean persistent, long retentionPeriod, long segmentIntervalMs)
        implements SessionBytesStoreSupplier, HeadersBytesStoreSupplier {
    /** What is to be built over a supplier, which may be one of ours or a user's own. */
    static <K, V> SessionStoreSpec<K, V> spec(
            SessionBytesStoreSupplier supplier,
            @Nullable Serde<K> keySerde,
            @Nullable Serde<V> valueSerde,
            StoreOptions options) {
        boolean isOurs = supplier instanceof SessionEngine;
        return new SessionStoreSpec<>(
                supplier.name(),
                supplier instanceof SessionEngine ours && ours.persistent,
                supplier.retentionPeriod(),
                isOurs ? supplier.segmentIntervalMs() : Math.max(1, supplier.segmentIntervalMs()),
                keySerde,
                valueSerde,
                isOurs ? null : supplier,
                options);
    }

    @Override
    public SessionStore<Bytes, byte[]> get() {
        return StoreProvider.get()
                .sessionStore(spec(this, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT.withoutLogging()));
    }

    @Override
    public String metricsScope() {
        return persistent ? "rocksdb-session" : "in-memory-session";
    }
}
