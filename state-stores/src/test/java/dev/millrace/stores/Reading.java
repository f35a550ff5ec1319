package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.state.VersionedRecordIterator;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/** An iterator and what it has still to give, whatever happens to its store in the meantime. */
final class Reading {

    private final String call;
    private final Iterator<?> iterator;
    private final Function<Object, String> text;
    private final Runnable close;
    private final Deque<String> expected;

    private Reading(
            String call, Iterator<?> iterator, Function<Object, String> text, Runnable close, List<String> expected) {
        this.call = call;
        this.iterator = iterator;
        this.text = text;
        this.close = close;
        this.expected = new ArrayDeque<>(expected);
    }

    @SuppressWarnings("unchecked")
    static <K, V> Reading of(
            String call, KeyValueIterator<K, V> iterator, BiFunction<K, V, String> text, List<String> expected) {
        return new Reading(
                call,
                iterator,
                next -> {
                    var entry = (KeyValue<K, V>) next;
                    return text.apply(entry.key, entry.value);
                },
                iterator::close,
                expected);
    }

    @SuppressWarnings("unchecked")
    static <V> Reading of(
            String call,
            VersionedRecordIterator<V> iterator,
            Function<VersionedRecord<V>, String> text,
            List<String> expected) {
        return new Reading(call, iterator, next -> text.apply((VersionedRecord<V>) next), iterator::close, expected);
    }

    /** Reads on; false if this was the end. */
    boolean read(int entries) {
        for (int i = 0; i < entries; i++) {
            assertThat(iterator.hasNext())
                    .as("%s: more than %s", call, expected)
                    .isEqualTo(!expected.isEmpty());
            if (expected.isEmpty()) {
                return false;
            }
            assertThat(text.apply(iterator.next())).as(call).isEqualTo(expected.poll());
        }
        return true;
    }

    void close() {
        close.run();
    }

    /** Its store was closed. */
    void endsWithItsStore() {
        assertThatThrownBy(iterator::hasNext).as(call).isInstanceOf(InvalidStateStoreException.class);
        close();
    }
}
