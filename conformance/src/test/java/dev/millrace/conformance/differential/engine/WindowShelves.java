package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Verb;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.internals.SessionWindow;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.AggregationWithHeaders;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.ValueTimestampHeaders;
import org.apache.kafka.streams.state.WindowStore;

/**
 * What can be done to the stores of windows and of sessions. What is of several keys is told sorted: it has no order.
 */
final class WindowShelves {

    private static final int WINDOWS_KEPT = 3;
    private static final int QUESTIONS = 9;

    private WindowShelves() {}

    static StoreBuilder<?> store(Verb.Keep verb) {
        Duration size = Duration.ofMillis(verb.windowMs());
        Duration retention = size.multipliedBy(WINDOWS_KEPT);
        if (verb.kind() == Verb.StoreKind.HEADERS_SESSION) {
            return Stores.sessionStoreWithHeadersBuilder(
                    Stores.persistentSessionStoreWithHeaders(verb.store(), retention),
                    Serdes.String(),
                    Serdes.String());
        }
        if (verb.kind() == Verb.StoreKind.HEADERS_WINDOW) {
            return Stores.timestampedWindowStoreWithHeadersBuilder(
                    Stores.persistentTimestampedWindowStoreWithHeaders(verb.store(), retention, size, false),
                    Serdes.String(),
                    Serdes.String());
        }
        if (verb.kind() == Verb.StoreKind.SESSION) {
            return Stores.sessionStoreBuilder(
                    Stores.inMemorySessionStore(verb.store(), retention), Serdes.String(), Serdes.String());
        }
        boolean duplicates = verb.kind() == Verb.StoreKind.DUPLICATES;
        var engine = Stores.inMemoryWindowStore(verb.store(), retention, size, duplicates);
        return verb.kind() == Verb.StoreKind.TIMESTAMPED_WINDOW
                ? Stores.timestampedWindowStoreBuilder(engine, Serdes.String(), Serdes.String())
                : Stores.windowStoreBuilder(engine, Serdes.String(), Serdes.String());
    }

    /** The casts: the store is the one that was built for the kind. */
    @SuppressWarnings("unchecked")
    static Keeping.Shelf windows(Verb.Keep verb, StateStore store) {
        if (verb.kind() == Verb.StoreKind.HEADERS_WINDOW) {
            WindowStore<String, ValueTimestampHeaders<String>> whole =
                    (WindowStore<String, ValueTimestampHeaders<String>>) store;
            return (question, key, record) -> windows(
                    whole,
                    question,
                    key,
                    record.value() == null
                            ? null
                            : ValueTimestampHeaders.make(
                                    Functions.shortText(record.value()), record.timestamp(), record.headers()),
                    record.timestamp(),
                    verb.windowMs());
        }
        if (verb.kind() == Verb.StoreKind.TIMESTAMPED_WINDOW) {
            WindowStore<String, ValueAndTimestamp<String>> stamped =
                    (WindowStore<String, ValueAndTimestamp<String>>) store;
            return (question, key, record) -> windows(
                    stamped,
                    question,
                    key,
                    record.value() == null
                            ? null
                            : ValueAndTimestamp.make(Functions.shortText(record.value()), record.timestamp()),
                    record.timestamp(),
                    verb.windowMs());
        }
        WindowStore<String, String> plain = (WindowStore<String, String>) store;
        return (question, key, record) -> windows(
                plain,
                question,
                key,
                record.value() == null ? null : Functions.shortText(record.value()),
                record.timestamp(),
                verb.windowMs());
    }

    private static <V> String windows(
            WindowStore<String, V> store, int question, String key, V value, long nowMs, long sizeMs) {
        Instant from = Instant.ofEpochMilli(Math.max(0, nowMs - sizeMs));
        Instant to = Instant.ofEpochMilli(nowMs + sizeMs);
        return switch (Math.floorMod(question, QUESTIONS)) {
            case 0, 1, 2 -> {
                store.put(key, value, nowMs);
                yield "put " + (value == null ? "" : told(store.fetch(key, from, to), false));
            }
            case 3 -> "one " + text(store.fetch(key, nowMs));
            case 4 -> "backwards " + told(store.backwardFetch(key, from, to), false);
            case 5 -> "of all " + told(store.fetchAll(from, to), true);
            case 6 -> "of all, backwards " + told(store.backwardFetchAll(from, to), true);
            case 7 -> "from this key " + told(store.fetch(key, null, from, to), true);
            default -> "all " + told(store.all(), true);
        };
    }

    @SuppressWarnings("unchecked") // as above
    static Keeping.Shelf sessions(Verb.Keep verb, StateStore store) {
        if (verb.kind() == Verb.StoreKind.HEADERS_SESSION) {
            SessionStore<String, AggregationWithHeaders<String>> whole =
                    (SessionStore<String, AggregationWithHeaders<String>>) store;
            return (question, key, record) -> sessions(
                    whole,
                    question,
                    key,
                    AggregationWithHeaders.make(Functions.shortText(record.value()), record.headers()),
                    record.timestamp(),
                    verb.windowMs());
        }
        SessionStore<String, String> sessions = (SessionStore<String, String>) store;
        return (question, key, record) -> sessions(
                sessions, question, key, Functions.shortText(record.value()), record.timestamp(), verb.windowMs());
    }

    private static <V> String sessions(
            SessionStore<String, V> store, int question, String key, V value, long nowMs, long gapMs) {
        long from = Math.max(0, nowMs - gapMs);
        long to = nowMs + gapMs;
        return switch (Math.floorMod(question, QUESTIONS)) {
            case 0, 1, 2 -> {
                store.put(new Windowed<>(key, new SessionWindow(from, nowMs)), value);
                yield "put " + told(store.findSessions(key, from, to), false);
            }
            case 3 -> {
                List<Windowed<String>> found = new ArrayList<>();
                try (KeyValueIterator<Windowed<String>, V> near = store.findSessions(key, from, to)) {
                    near.forEachRemaining(each -> found.add(each.key));
                }
                found.forEach(store::remove);
                yield "removed " + found.size() + " of " + told(store.fetch(key), false);
            }
            case 4 -> "backwards " + told(store.backwardFindSessions(key, from, to), false);
            case 5 -> "one " + text(store.fetchSession(key, from, nowMs));
            case 6 -> "of this key, backwards " + told(store.backwardFetch(key), false);
            case 7 -> "from this key " + told(store.findSessions(key, null, from, to), true);
            default -> "all " + told(store.fetch(null, null), true);
        };
    }

    private static <K, V> String told(KeyValueIterator<K, V> entries, boolean sorted) {
        List<String> lines = new ArrayList<>();
        try (entries) {
            entries.forEachRemaining(each -> lines.add(Functions.text(each.key) + "=" + text(each.value)));
        }
        if (sorted) {
            Collections.sort(lines);
        }
        return String.join(" ", lines);
    }

    private static String text(Object value) {
        if (value instanceof ValueTimestampHeaders<?> whole) {
            return whole.value() + "@" + whole.timestamp() + Functions.text(whole.headers());
        }
        if (value instanceof AggregationWithHeaders<?> whole) {
            return whole.aggregation() + Functions.text(whole.headers());
        }
        return value instanceof ValueAndTimestamp<?> stamped
                ? stamped.value() + "@" + stamped.timestamp()
                : String.valueOf(value);
    }
}
