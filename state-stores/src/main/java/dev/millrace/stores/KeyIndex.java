package dev.millrace.stores;

import java.util.Objects;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What a store has in the process, by key: looked up as an object or by its bytes ({@link KeyCodec}), let go by the
 * {@link Clock}. The node that was used last is remembered, since one record often asks for its key more than once; it
 * is not let go.
 */
final class KeyIndex<K, N extends KeyedNode> {

    private final KeyCodec<K> codec;
    private final boolean keepsKeys;
    private final KeyMap<N> nodes = new KeyMap<>();
    private final Clock<N> clock = new Clock<>();
    private @Nullable N last;
    private byte @Nullable [] missedBytes;
    private int missedHash;

    /**
     * An empty index.
     *
     * @param keepsKeys whether nobody changes a key object, so that it may be kept even if it is looked up by its bytes
     */
    KeyIndex(KeyCodec<K> codec, boolean keepsKeys) {
        this.codec = codec;
        this.keepsKeys = keepsKeys || codec.live;
    }

    KeyCodec<K> codec() {
        return codec;
    }

    /** The node of a key, or null; then {@link #addMissed} may add one. */
    @Nullable
    N find(K key) {
        Objects.requireNonNull(key, "key cannot be null");
        N memo = last;
        if (memo != null && memo.key == key && codec.live) {
            memo.used = true;
            return memo;
        }
        byte[] keyBytes = null;
        if (codec.live) {
            codec.prove(key);
        } else {
            keyBytes = codec.toBytes(key);
        }
        int hash = keyBytes == null ? KeyCodec.hashOf(key) : KeyCodec.hashOf(keyBytes);
        N node = keyBytes == null ? nodes.find(key, hash) : nodes.find(keyBytes, hash);
        if (node == null) {
            missedBytes = keyBytes;
            missedHash = hash;
            return null;
        }
        node.used = true;
        last = node;
        return node;
    }

    /** The bytes of the key that was just not found. */
    byte[] missedBytes(K key) {
        byte[] bytes = missedBytes;
        if (bytes == null) {
            bytes = codec.toBytes(key);
            missedBytes = bytes;
        }
        return bytes;
    }

    /** Adds a node for the key that was just not found. */
    void addMissed(K key, N node) {
        node.key = keepsKeys ? key : null;
        node.keyBytes = missedBytes;
        node.hash = missedHash;
        node.used = true;
        missedBytes = null;
        nodes.add(node);
        clock.add(node);
        last = node;
    }

    /** The bytes of a node's key. */
    @SuppressWarnings("unchecked")
    byte[] bytesOf(N node) {
        byte[] bytes = node.keyBytes;
        if (bytes == null) {
            bytes = codec.toBytes((K) Objects.requireNonNull(node.key));
            node.keyBytes = bytes;
        }
        return bytes;
    }

    /** The key of a node. */
    @SuppressWarnings("unchecked")
    K keyOf(N node) {
        Object key = node.key;
        return key == null ? codec.fromBytes(Objects.requireNonNull(node.keyBytes)) : (K) key;
    }

    /**
     * Removes a node that was not used for long.
     *
     * @param tries how many nodes to look at, at most
     * @return null if none of these may go
     */
    @Nullable
    N evict(Predicate<N> mayGo, int tries) {
        N node = clock.next(candidate -> candidate != last && mayGo.test(candidate), tries);
        if (node != null) {
            clock.remove(node);
            nodes.remove(node);
        }
        return node;
    }

    void clear() {
        nodes.clear();
        clock.clear();
        last = null;
    }
}
