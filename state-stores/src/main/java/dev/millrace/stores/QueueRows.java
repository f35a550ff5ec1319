package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.store.OuterJoinBuffer.Verdict;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A key-value store that is used as a queue: written at its end, more or less, and read at its front.
 *
 * <p>How much waits depends on the traffic, so it is in a store, as all state. But what is written once is read once,
 * in order. So the head of the queue, the next few thousand rows, is held in order beside the store, and what goes
 * through it costs a put and a delete, which often meet before the store writes anything. Only when the head is used
 * up, and something is behind it, the next part is read, with one scan.
 *
 * <p>The head has all rows before {@link #behindHead} and no others, so it alone answers for them.
 */
final class QueueRows {

    /** How many rows the head holds. */
    static final int HEAD_ROWS = 4096;

    /** Looks at a row and says what becomes of it. */
    @FunctionalInterface
    interface Visitor {
        Verdict visit(byte[] key, byte[] row);
    }

    private final LiveKeyValueStore<Bytes, byte[]> store;
    private final TreeMap<Bytes, byte[]> head = new TreeMap<>();

    /** Rows from here on are in the store only; null: the head has all. */
    private @Nullable Bytes behindHead = Bytes.wrap(Rows.EMPTY);

    QueueRows(LiveKeyValueStore<Bytes, byte[]> store) {
        this.store = store;
        store.whenForgotten(this::clear);
    }

    /** Adds a row, or replaces the one of the same key. */
    void put(byte[] key, byte[] row) {
        Bytes rowKey = Bytes.wrap(key);
        store.put(rowKey, row);
        if (isInHead(rowKey)) {
            head.put(rowKey, row);
            if (head.size() > HEAD_ROWS) {
                behindHead = head.pollLastEntry().getKey();
            }
        }
    }

    private boolean isInHead(Bytes rowKey) {
        Bytes behind = behindHead;
        return behind == null || rowKey.compareTo(behind) < 0;
    }

    byte @Nullable [] get(byte[] key) {
        Bytes rowKey = Bytes.wrap(key);
        return isInHead(rowKey) ? head.get(rowKey) : store.get(rowKey);
    }

    /** Removes a row; false if there is none. */
    boolean remove(byte[] key) {
        Bytes rowKey = Bytes.wrap(key);
        boolean isThere = isInHead(rowKey) ? head.remove(rowKey) != null : store.get(rowKey) != null;
        if (isThere) {
            store.put(rowKey, null);
        }
        return isThere;
    }

    /** The first row; null if there is none. */
    Map.@Nullable Entry<Bytes, byte[]> first() {
        if (head.isEmpty() && behindHead != null) {
            readHead(behindHead);
        }
        return head.firstEntry();
    }

    /** Removes the first row, which must be there. */
    void removeFirst() {
        store.put(head.pollFirstEntry().getKey(), null);
    }

    /** All rows, in order: the store has those of the head, too. */
    KeyValueIterator<Bytes, byte[]> all() {
        return store.all();
    }

    /** Goes through the rows in order, until the visitor has seen enough. */
    void visit(Visitor visitor) {
        if (first() == null) {
            return;
        }
        Iterator<Map.Entry<Bytes, byte[]>> waiting = head.entrySet().iterator();
        while (waiting.hasNext()) {
            Map.Entry<Bytes, byte[]> row = waiting.next();
            Bytes key = row.getKey(); // the entry is another one once it is removed
            Verdict verdict = visitor.visit(key.get(), row.getValue());
            if (verdict == Verdict.STOP) {
                return;
            }
            if (verdict == Verdict.REMOVE) {
                waiting.remove();
                store.put(key, null);
            }
        }
        if (behindHead != null) {
            visitBehind(behindHead, visitor);
        }
    }

    private void visitBehind(Bytes from, Visitor visitor) {
        try (KeyValueIterator<Bytes, byte[]> scan = store.range(from, null)) {
            while (scan.hasNext()) {
                KeyValue<Bytes, byte[]> row = scan.next();
                Verdict verdict = visitor.visit(row.key.get(), row.value);
                if (verdict == Verdict.STOP) {
                    return;
                }
                if (verdict == Verdict.REMOVE) {
                    store.put(row.key, null);
                }
            }
        }
    }

    /** Half a head, so that there is room for what comes between. */
    private void readHead(Bytes from) {
        Bytes behind = null;
        try (KeyValueIterator<Bytes, byte[]> scan = store.front(from, HEAD_ROWS / 2 + 1)) {
            while (scan.hasNext() && behind == null) {
                KeyValue<Bytes, byte[]> row = scan.next();
                if (head.size() < HEAD_ROWS / 2) {
                    head.put(row.key, row.value);
                } else {
                    behind = row.key;
                }
            }
        }
        behindHead = behind;
    }

    private void clear() {
        head.clear();
        behindHead = Bytes.wrap(Rows.EMPTY);
    }
}
