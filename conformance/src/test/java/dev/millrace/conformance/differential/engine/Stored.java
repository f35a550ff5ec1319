package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Store;
import dev.millrace.conformance.differential.Windowing;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/** What a program says of a store, as {@code Materialized}. */
final class Stored {

    private Stored() {}

    static Materialized<Object, Object, KeyValueStore<Bytes, byte[]>> keyValue(Store store, Shape shape) {
        Materialized<Object, Object, KeyValueStore<Bytes, byte[]>> materialized = switch (store.engine()) {
            case MEMORY_SUPPLIER -> Materialized.as(Stores.inMemoryKeyValueStore(store.name()));
            case ROCKSDB_SUPPLIER -> Materialized.as(Stores.persistentTimestampedKeyValueStore(store.name()));
            case VERSIONED_30_MS, VERSIONED_30_MINUTES, VERSIONED_30_DAYS ->
                Materialized.as(Stores.persistentVersionedKeyValueStore(store.name(), store.history()));
            default -> named(store);
        };
        return finish(materialized, store, shape);
    }

    static Materialized<Object, Object, WindowStore<Bytes, byte[]>> window(Store store, Shape shape) {
        Windowing windowing = shape.windowing();
        Duration size = Duration.ofMillis(windowing.sizeMs());
        // Sliding windows look back for as long as two of them.
        long looksBackMs = windowing instanceof Windowing.Sliding ? 2 * windowing.sizeMs() : windowing.sizeMs();
        Duration retention = Duration.ofMillis(looksBackMs + windowing.graceMs());
        Materialized<Object, Object, WindowStore<Bytes, byte[]>> materialized = switch (store.engine()) {
            case MEMORY_SUPPLIER -> Materialized.as(Stores.inMemoryWindowStore(store.name(), retention, size, false));
            case ROCKSDB_SUPPLIER ->
                Materialized.as(Stores.persistentTimestampedWindowStore(store.name(), retention, size, false));
            default -> named(store);
        };
        return finish(
                store.engine() == Store.Engine.DEFAULT_WITH_SETTINGS
                        ? materialized.withRetention(retention.plusDays(30))
                        : materialized,
                store,
                shape);
    }

    static Materialized<Object, Object, SessionStore<Bytes, byte[]>> session(Store store, Shape shape) {
        Windowing.Session session = (Windowing.Session) shape.windowing();
        // In Kafka Streams a session in a cache outlives its store, and merges; so a cached store keeps it, too.
        Duration retention =
                store.caching() ? Duration.ofDays(1) : Duration.ofMillis(session.gapMs() + session.graceMs());
        Materialized<Object, Object, SessionStore<Bytes, byte[]>> materialized = switch (store.engine()) {
            case MEMORY_SUPPLIER -> Materialized.as(Stores.inMemorySessionStore(store.name(), retention));
            case ROCKSDB_SUPPLIER -> Materialized.as(Stores.persistentSessionStore(store.name(), retention));
            default -> named(store);
        };
        return finish(store.caching() ? materialized.withRetention(retention) : materialized, store, shape);
    }

    private static <S extends StateStore> Materialized<Object, Object, S> named(Store store) {
        return store.name() == null ? Materialized.with(null, null) : Materialized.as(store.name());
    }

    private static <S extends StateStore> Materialized<Object, Object, S> finish(
            Materialized<Object, Object, S> materialized, Store store, Shape shape) {
        Serde<Object> keys = shape.key().serde();
        Materialized<Object, Object, S> result =
                materialized.withKeySerde(keys).withValueSerde(shape.value().serde());
        if (store.engine() == Store.Engine.MEMORY_TYPE) {
            result = result.withStoreType(BuiltInDslStoreSuppliers.IN_MEMORY);
        }
        if (store.engine() == Store.Engine.DEFAULT_WITH_SETTINGS) {
            result = result.withLoggingEnabled(new HashMap<>(Map.of("min.cleanable.dirty.ratio", "0.1")));
        }
        result = store.logging() ? result : result.withLoggingDisabled();
        return store.caching() ? result.withCachingEnabled() : result.withCachingDisabled();
    }
}
