package dev.millrace.streams.state;

import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store for reading. Safe for any thread; iterators show the store as it is at some moment not before they
 * were made.
 *
 * <p>"In order" means the order of the serialised keys, byte by byte and unsigned, which for many types is not the
 * order of the keys themselves.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public interface ReadOnlyKeyValueStore<K, V> {
    /**
     * The value of a key.
     *
     * @param key the key, not null
     * @return the value, null if the key is absent
     * @throws NullPointerException if the key is null
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    @Nullable
    V get(K key);

    /**
     * Entries of a range of keys, in order.
     *
     * @param from the first key, included; null for no lower limit
     * @param to the last key, included; null for no upper limit
     * @return an iterator to be closed
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    KeyValueIterator<K, V> range(@Nullable K from, @Nullable K to);

    /**
     * Entries of a range of keys, in reverse order.
     *
     * @param from the lowest key, included; null for no lower limit
     * @param to the highest key, included; null for no upper limit
     * @return an iterator to be closed
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<K, V> reverseRange(@Nullable K from, @Nullable K to) {
        throw UnsupportedQuery.of(this, "reverseRange");
    }

    /**
     * All entries, in order.
     *
     * @return an iterator to be closed
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    KeyValueIterator<K, V> all();

    /**
     * All entries, in reverse order.
     *
     * @return an iterator to be closed
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default KeyValueIterator<K, V> reverseAll() {
        throw UnsupportedQuery.of(this, "reverseAll");
    }

    /**
     * Entries whose serialised key begins with certain bytes, in order.
     *
     * @param prefix the beginning
     * @param prefixKeySerializer turns it into bytes
     * @param <PS> type of the serialiser
     * @param <P> type of the beginning, which need not be that of the keys
     * @return an iterator to be closed
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     * @throws UnsupportedOperationException if the store cannot do this, which is the default
     */
    default <PS extends Serializer<P>, P> KeyValueIterator<K, V> prefixScan(P prefix, PS prefixKeySerializer) {
        throw UnsupportedQuery.of(this, "prefixScan");
    }

    /**
     * How many entries there are, as far as it can be told without counting them.
     *
     * @return exact for stores in memory, an estimate for others
     * @throws dev.millrace.streams.errors.InvalidStateStoreException if the store is not open
     */
    long approximateNumEntries();
}
