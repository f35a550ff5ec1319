package dev.millrace.stores;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A hash table whose entries are the nodes themselves: one object for each key, nothing boxed. */
final class KeyMap<N extends KeyedNode> {

    private static final int MIN_BUCKETS = 64;

    private @Nullable KeyedNode[] buckets = new KeyedNode[MIN_BUCKETS];
    private int size;

    int size() {
        return size;
    }

    /** Finds a key by its equality. */
    @SuppressWarnings("unchecked")
    @Nullable
    N find(Object key, int hash) {
        for (KeyedNode node = buckets[hash & (buckets.length - 1)]; node != null; node = node.next) {
            if (node.hash == hash && (node.key == key || key.equals(node.key))) {
                return (N) node;
            }
        }
        return null;
    }

    /** Finds a key by its bytes. */
    @SuppressWarnings("unchecked")
    @Nullable
    N find(byte[] keyBytes, int hash) {
        for (KeyedNode node = buckets[hash & (buckets.length - 1)]; node != null; node = node.next) {
            if (node.hash == hash && Arrays.equals(node.keyBytes, keyBytes)) {
                return (N) node;
            }
        }
        return null;
    }

    /** Adds a node whose key is not there yet. */
    void add(N node) {
        if (size >= buckets.length - (buckets.length >> 2)) {
            grow();
        }
        int bucket = node.hash & (buckets.length - 1);
        node.next = buckets[bucket];
        buckets[bucket] = node;
        size++;
    }

    void remove(N node) {
        int bucket = node.hash & (buckets.length - 1);
        KeyedNode before = null;
        for (KeyedNode at = buckets[bucket]; at != null; before = at, at = at.next) {
            if (at == node) {
                if (before == null) {
                    buckets[bucket] = at.next;
                } else {
                    before.next = at.next;
                }
                node.next = null;
                size--;
                return;
            }
        }
    }

    void clear() {
        buckets = new KeyedNode[MIN_BUCKETS];
        size = 0;
    }

    private void grow() {
        @Nullable KeyedNode[] larger = new KeyedNode[buckets.length * 2];
        for (KeyedNode bucket : buckets) {
            KeyedNode node = bucket;
            while (node != null) {
                KeyedNode rest = node.next;
                int at = node.hash & (larger.length - 1);
                node.next = larger[at];
                larger[at] = node;
                node = rest;
            }
        }
        buckets = larger;
    }
}
