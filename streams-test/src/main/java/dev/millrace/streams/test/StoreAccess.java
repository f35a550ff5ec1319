package dev.millrace.streams.test;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.KeyValueStoreView;
import dev.millrace.streams.store.SessionStoreView;
import dev.millrace.streams.store.ValueView;
import dev.millrace.streams.store.WindowStoreView;
import org.jspecify.annotations.Nullable;

/** A store as a test asks for it: one that keeps more is seen without the rest; null if it is of another kind. */
@SuppressWarnings("unchecked") // the test says which types the store has
final class StoreAccess {

    private StoreAccess() {}

    /** The method of the driver that gives a store of a built-in kind; null for a kind of the user's own. */
    static @Nullable String methodFor(@Nullable StateStore store) {
        if (store instanceof VersionedKeyValueStore) {
            return "getVersionedKeyValueStore";
        }
        if (store instanceof TimestampedKeyValueStoreWithHeaders) {
            return "getTimestampedKeyValueStoreWithHeaders";
        }
        if (store instanceof TimestampedKeyValueStore) {
            return "getTimestampedKeyValueStore";
        }
        if (store instanceof KeyValueStore) {
            return "getKeyValueStore";
        }
        if (store instanceof TimestampedWindowStoreWithHeaders) {
            return "getTimestampedWindowStoreWithHeaders";
        }
        if (store instanceof TimestampedWindowStore) {
            return "getTimestampedWindowStore";
        }
        if (store instanceof WindowStore) {
            return "getWindowStore";
        }
        if (store instanceof SessionStoreWithHeaders) {
            return "getSessionStoreWithHeaders";
        }
        return store instanceof SessionStore ? "getSessionStore" : null;
    }

    static <K, V> @Nullable KeyValueStore<K, V> keyValue(@Nullable StateStore store) {
        if (store instanceof TimestampedKeyValueStoreWithHeaders) {
            return new KeyValueStoreView<>(
                    (TimestampedKeyValueStoreWithHeaders<K, V>) store, ValueView.withoutTimestampAndHeaders());
        }
        if (store instanceof TimestampedKeyValueStore) {
            return new KeyValueStoreView<>((TimestampedKeyValueStore<K, V>) store, ValueView.withoutTimestamp());
        }
        return store instanceof KeyValueStore ? (KeyValueStore<K, V>) store : null;
    }

    static <K, V> @Nullable KeyValueStore<K, ValueAndTimestamp<V>> timestampedKeyValue(@Nullable StateStore store) {
        if (store instanceof TimestampedKeyValueStoreWithHeaders) {
            return KeyValueStoreView.timestamped((TimestampedKeyValueStoreWithHeaders<K, V>) store);
        }
        return store instanceof TimestampedKeyValueStore ? (TimestampedKeyValueStore<K, V>) store : null;
    }

    static <K, V> @Nullable WindowStore<K, V> window(@Nullable StateStore store) {
        if (store instanceof TimestampedWindowStoreWithHeaders) {
            return new WindowStoreView<>(
                    (TimestampedWindowStoreWithHeaders<K, V>) store, ValueView.withoutTimestampAndHeaders());
        }
        if (store instanceof TimestampedWindowStore) {
            return new WindowStoreView<>((TimestampedWindowStore<K, V>) store, ValueView.withoutTimestamp());
        }
        return store instanceof WindowStore ? (WindowStore<K, V>) store : null;
    }

    static <K, V> @Nullable WindowStore<K, ValueAndTimestamp<V>> timestampedWindow(@Nullable StateStore store) {
        if (store instanceof TimestampedWindowStoreWithHeaders) {
            return WindowStoreView.timestamped((TimestampedWindowStoreWithHeaders<K, V>) store);
        }
        return store instanceof TimestampedWindowStore ? (TimestampedWindowStore<K, V>) store : null;
    }

    static <K, V> @Nullable SessionStore<K, V> session(@Nullable StateStore store) {
        if (store instanceof SessionStoreWithHeaders) {
            return new SessionStoreView<>((SessionStoreWithHeaders<K, V>) store, ValueView.ofAggregation());
        }
        return store instanceof SessionStore ? (SessionStore<K, V>) store : null;
    }
}
