package dev.millrace.stores;

import java.util.Arrays;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Chooses what a cache lets go: a hand goes round all nodes, spares those used since it came by last, and takes the
 * first that was not (second chance, an approximation of least recently used). A use costs one store into the node
 * itself.
 */
final class Clock<N extends KeyedNode> {

    private @Nullable KeyedNode[] nodes = new KeyedNode[64];
    private int size;
    private int hand;

    int size() {
        return size;
    }

    void add(N node) {
        if (size == nodes.length) {
            nodes = Arrays.copyOf(nodes, size * 2);
        }
        node.clockAt = size;
        nodes[size++] = node;
    }

    void remove(N node) {
        int at = node.clockAt;
        KeyedNode last = nodes[--size];
        nodes[size] = null;
        if (last != null && last != node) {
            nodes[at] = last;
            last.clockAt = at;
        }
        node.clockAt = -1;
    }

    /**
     * The next node to go; not removed.
     *
     * @param mayGo whether a node can go at all
     * @return null if none can after two rounds, or so many tries that the caller had better go on
     */
    @SuppressWarnings("unchecked")
    @Nullable
    N next(Predicate<N> mayGo, int tries) {
        int rounds = Math.min(tries, 2 * size);
        for (int i = 0; i < rounds; i++) {
            if (hand >= size) {
                hand = 0;
            }
            N node = (N) nodes[hand];
            if (node == null) {
                return null;
            }
            if (node.used) {
                node.used = false;
                hand++;
            } else if (mayGo.test(node)) {
                return node;
            } else {
                hand++;
            }
        }
        return null;
    }

    void clear() {
        nodes = new KeyedNode[64];
        size = 0;
        hand = 0;
    }
}
