package dev.millrace.conformance.differential.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlySessionStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** What is in a store, for people. */
final class StoreText {

    private StoreText() {}

    /** The entries in the order in which the store tells them; empty for a store that the API gives no access to. */
    static Optional<String> of(StateStore store) {
        if (store.name().contains("OUTER") || !store.isOpen()) {
            return Optional.empty(); // what an outer join waits with is no one's to read
        }
        if (store instanceof ReadOnlyKeyValueStore<?, ?> keyValue) {
            return Optional.of(text(keyValue.all()));
        }
        if (store instanceof ReadOnlyWindowStore<?, ?> window) {
            return Optional.of(text(window.all()));
        }
        if (store instanceof ReadOnlySessionStore<?, ?> session) {
            return Optional.of(text(session.fetch(null, null)));
        }
        return Optional.empty();
    }

    private static <K, V> String text(KeyValueIterator<K, V> entries) {
        List<String> lines = new ArrayList<>();
        try (entries) {
            while (entries.hasNext()) {
                KeyValue<K, V> entry = entries.next();
                lines.add(Functions.text(entry.key) + "=" + value(entry.value));
            }
        }
        return lines.toString();
    }

    private static String value(Object value) {
        return value instanceof ValueAndTimestamp<?> stamped
                ? stamped.value() + " at " + stamped.timestamp()
                : String.valueOf(value);
    }
}
