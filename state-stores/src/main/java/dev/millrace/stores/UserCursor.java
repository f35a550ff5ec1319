package dev.millrace.stores;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueIterator;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The rows of a user's iterator. */
final class UserCursor<K> implements TableCursor {

    private final KeyValueIterator<K, byte[]> rows;
    private final Predicate<K> wanted;
    private final Function<K, byte[]> keys;
    private final UnaryOperator<byte[]> values;
    private @Nullable KeyValue<K, byte[]> current;

    /**
     * @param wanted which keys are given
     * @param keys makes table keys
     * @param values makes values as the codecs know them
     */
    UserCursor(
            KeyValueIterator<K, byte[]> rows,
            Predicate<K> wanted,
            Function<K, byte[]> keys,
            UnaryOperator<byte[]> values) {
        this.rows = rows;
        this.wanted = wanted;
        this.keys = keys;
        this.values = values;
    }

    @Override
    public boolean next() {
        do {
            current = rows.hasNext() ? rows.next() : null;
        } while (current != null && !wanted.test(current.key));
        return current != null;
    }

    @Override
    public boolean seek(byte[] key) {
        throw new UnsupportedOperationException("only the tables of versioned stores are sought in");
    }

    @Override
    public byte[] key() {
        return keys.apply(row().key);
    }

    @Override
    public byte[] value() {
        return values.apply(row().value);
    }

    private KeyValue<K, byte[]> row() {
        KeyValue<K, byte[]> row = current;
        if (row == null) {
            throw new IllegalStateException("The cursor is not on an entry");
        }
        return row;
    }

    @Override
    public void close() {
        rows.close();
    }
}
