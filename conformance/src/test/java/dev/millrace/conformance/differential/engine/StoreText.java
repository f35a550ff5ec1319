package dev.millrace.conformance.differential.engine;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;
import java.util.regex.Pattern;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.AggregationWithHeaders;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.apache.kafka.streams.state.ReadOnlySessionStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.ValueTimestampHeaders;

/** What is in a store, for people. */
final class StoreText {

    private static final Pattern INTERNAL = Pattern.compile(
            "OUTER|JOINTHIS|JOINOTHER|-join-store|-shared-|SUBSCRIPTION-STATE-STORE|-subscription-store|-Buffer");

    private static final Pattern JOIN = Pattern.compile("-join-store|KSTREAM-JOIN|KSTREAM-OUTER");

    private StoreText() {}

    /**
     * The entries; empty for a store that the API gives no access to. A key-value store tells them by key. Windows have
     * no order that a user can count on, so they are sorted here.
     */
    static Optional<List<String>> of(StateStore store) {
        if (INTERNAL.matcher(store.name()).find() || !store.isOpen()) {
            return Optional.empty(); // what a join keeps for itself is no one's to read; its changelog is compared
        }
        try {
            return entries(store);
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // Kafka Streams cannot tell a window of no length, which a join may have
        }
    }

    private static Optional<List<String>> entries(StateStore store) {
        if (store instanceof ReadOnlyKeyValueStore<?, ?> keyValue) {
            return Optional.of(lines(keyValue.all(), StoreText::whole));
        }
        if (store instanceof ReadOnlyWindowStore<?, ?> window) {
            boolean ofJoin = JOIN.matcher(store.name()).find();
            return Optional.of(sorted(lines(window.all(), ofJoin ? StoreText::alone : StoreText::whole)));
        }
        if (store instanceof ReadOnlySessionStore<?, ?> session) {
            return Optional.of(sorted(lines(session.fetch(null, null), StoreText::whole)));
        }
        return Optional.empty();
    }

    static boolean hasWindows(StateStore store) {
        return store instanceof ReadOnlyWindowStore || store instanceof ReadOnlySessionStore;
    }

    /** Which keys of the store's changelog are of windows not older than the oldest that the store has. */
    static Predicate<byte[]> living(StateStore store) {
        try {
            return notExpired(store);
        } catch (IllegalArgumentException e) {
            return key -> false; // as above: nobody knows, for windows of no length
        }
    }

    private static Predicate<byte[]> notExpired(StateStore store) {
        if (store instanceof ReadOnlyWindowStore<?, ?> window) {
            // key, 8 bytes start, 4 bytes sequence number
            return notBefore(window.all(), key -> key.window().start(), Long.BYTES + Integer.BYTES);
        }
        if (store instanceof ReadOnlySessionStore<?, ?> session) {
            // key, 8 bytes end, 8 bytes start
            return notBefore(session.fetch(null, null), key -> key.window().end(), 2 * Long.BYTES);
        }
        return key -> true;
    }

    private static <K, V> Predicate<byte[]> notBefore(
            KeyValueIterator<Windowed<K>, V> entries, ToLongFunction<Windowed<K>> time, int timeFromEnd) {
        long oldest = Long.MAX_VALUE;
        try (entries) {
            while (entries.hasNext()) {
                oldest = Math.min(oldest, time.applyAsLong(entries.next().key));
            }
        }
        long from = oldest;
        return key -> ByteBuffer.wrap(key).getLong(key.length - timeFromEnd) >= from;
    }

    private static List<String> sorted(List<String> lines) {
        Collections.sort(lines);
        return lines;
    }

    private static <K, V> List<String> lines(KeyValueIterator<K, V> entries, Function<Object, String> value) {
        List<String> lines = new ArrayList<>();
        try (entries) {
            while (entries.hasNext()) {
                KeyValue<K, V> entry = entries.next();
                lines.add(Functions.text(entry.key) + "=" + value.apply(entry.value));
            }
        }
        return lines;
    }

    private static String whole(Object value) {
        if (value instanceof ValueAndTimestamp<?> stamped) {
            return stamped.value() + " at " + stamped.timestamp();
        }
        if (value instanceof ValueTimestampHeaders<?> whole) {
            return whole.value() + " at " + whole.timestamp();
        }
        return value instanceof AggregationWithHeaders<?> whole
                ? String.valueOf(whole.aggregation())
                : String.valueOf(value);
    }

    /** Kafka Streams' stores of joins hand out more than they hold. */
    private static String alone(Object value) {
        return value instanceof ValueTimestampHeaders<?> more ? String.valueOf(more.value()) : String.valueOf(value);
    }
}
