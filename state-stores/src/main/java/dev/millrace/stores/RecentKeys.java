package dev.millrace.stores;

import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/** The keys of a store with a limit ({@code Stores.lruMap}), in the order of their last use. */
final class RecentKeys<K> {

    private final int maxEntries;
    private final KeyCodec<K> keys;
    private final Map<Object, K> byUse = new LinkedHashMap<>(16, 0.75f, true);

    RecentKeys(int maxEntries, KeyCodec<K> keys) {
        this.maxEntries = maxEntries;
        this.keys = keys;
    }

    /**
     * Notes that a key that has a value was used.
     *
     * @return the key that must go for it; null if there is room
     */
    @Nullable
    K used(K key) {
        byUse.put(identity(key), key);
        if (byUse.size() <= maxEntries) {
            return null;
        }
        var eldest = byUse.entrySet().iterator();
        K gone = eldest.next().getValue();
        eldest.remove();
        return gone;
    }

    void removed(K key) {
        byUse.remove(identity(key));
    }

    private Object identity(K key) {
        return keys.live ? key : Bytes.wrap(keys.toBytes(key));
    }
}
