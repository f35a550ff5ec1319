package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.internals.SessionWindow;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.AggregationWithHeaders;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.SessionBytesStoreSupplier;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.ValueTimestampHeaders;
import org.apache.kafka.streams.state.VersionedBytesStoreSupplier;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.state.VersionedRecord;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;

/** Every kind of store, asked everything with each record; what it answers goes out. */
final class StoreSpecs {

    private static final Duration KEPT = Duration.ofMillis(60);
    private static final Duration SIZE = Duration.ofMillis(10);

    private StoreSpecs() {}

    static List<Spec> all() {
        List<Spec> specs = new ArrayList<>();
        specs.add(spec("key-value", keyValue(Stores.inMemoryKeyValueStore("s")), KeyValueAsker::new));
        specs.add(spec("key-value", keyValue(Stores.persistentKeyValueStore("s")), KeyValueAsker::new)
                .rocksDb());
        specs.add(
                spec("key-value", keyValue(Stores.inMemoryKeyValueStore("s")).withCachingEnabled(), KeyValueAsker::new)
                        .cached());
        specs.add(spec("window", window(Stores.inMemoryWindowStore("s", KEPT, SIZE, false)), WindowAsker::new));
        specs.add(spec("window", window(Stores.persistentWindowStore("s", KEPT, SIZE, false)), WindowAsker::new)
                .rocksDb());
        specs.add(spec("session", session(Stores.inMemorySessionStore("s", KEPT)), SessionAsker::new));
        specs.add(spec("session", session(Stores.persistentSessionStore("s", KEPT)), SessionAsker::new)
                .rocksDb());
        specs.add(versioned("versioned", Stores.persistentVersionedKeyValueStore("s", KEPT)));
        specs.add(versioned(
                "versioned, in short segments",
                Stores.persistentVersionedKeyValueStore("s", KEPT, Duration.ofMillis(7))));
        specs.add(versioned("versioned, without a past", Stores.persistentVersionedKeyValueStore("s", Duration.ZERO)));
        specs.addAll(withHeaders());
        return specs;
    }

    private static StoreBuilder<KeyValueStore<String, String>> keyValue(KeyValueBytesStoreSupplier engine) {
        return Stores.keyValueStoreBuilder(engine, Serdes.String(), Serdes.String());
    }

    private static StoreBuilder<WindowStore<String, String>> window(WindowBytesStoreSupplier engine) {
        return Stores.windowStoreBuilder(engine, Serdes.String(), Serdes.String());
    }

    private static StoreBuilder<SessionStore<String, String>> session(SessionBytesStoreSupplier engine) {
        return Stores.sessionStoreBuilder(engine, Serdes.String(), Serdes.String());
    }

    /** Without a changelog: Kafka Streams also logs a put that came too late and was refused. */
    private static Spec versioned(String title, VersionedBytesStoreSupplier engine) {
        return spec(
                title,
                Stores.versionedKeyValueStoreBuilder(engine, Serdes.String(), Serdes.String())
                        .withLoggingDisabled(),
                VersionedAsker::new);
    }

    private static List<Spec> withHeaders() {
        return List.of(
                spec(
                                "key-value with headers",
                                Stores.timestampedKeyValueStoreWithHeadersBuilder(
                                        Stores.persistentTimestampedKeyValueStoreWithHeaders("s"),
                                        Serdes.String(),
                                        Serdes.String()),
                                HeadersAsker::new)
                        .rocksDb(),
                spec(
                        "key-value with headers",
                        Stores.timestampedKeyValueStoreWithHeadersBuilder(
                                Stores.inMemoryKeyValueStore("s"), Serdes.String(), Serdes.String()),
                        HeadersAsker::new),
                spec(
                                "window with headers",
                                Stores.timestampedWindowStoreWithHeadersBuilder(
                                        Stores.persistentTimestampedWindowStoreWithHeaders("s", KEPT, SIZE, false),
                                        Serdes.String(),
                                        Serdes.String()),
                                WindowHeadersAsker::new)
                        .rocksDb(),
                spec(
                                "session with headers",
                                Stores.sessionStoreWithHeadersBuilder(
                                        Stores.persistentSessionStoreWithHeaders("s", KEPT),
                                        Serdes.String(),
                                        Serdes.String()),
                                SessionHeadersAsker::new)
                        .rocksDb());
    }

    private static Spec spec(
            String title, StoreBuilder<?> store, ProcessorSupplier<String, String, String, String> asker) {
        return Spec.of(title, (StreamsBuilder b) -> {
            b.addStateStore(store);
            b.<String, String>stream("L")
                    .merge(b.stream("R"))
                    .process(asker, "s")
                    .to("out");
        });
    }

    /** Writes each record to the store, asks it, and tells what it answered. */
    abstract static class Asker<S extends StateStore> extends ContextualProcessor<String, String, String, String> {
        private final List<String> answers = new ArrayList<>();

        @Override
        public void process(Record<String, String> record) {
            if (record.key() == null) {
                return;
            }
            answers.clear();
            S store = context().getStateStore("s");
            ask(store, record);
            context().forward(record.withValue(String.join("; ", answers)));
        }

        abstract void ask(S store, Record<String, String> record);

        final void tell(Object answer) {
            answers.add(String.valueOf(answer));
        }

        /** How many puts came too late. On RocksDB, Kafka Streams takes what a segment still has room for. */
        final void tellDropped(StateStore store) {
            if (!store.persistent()) {
                tell(context().metrics().metrics().entrySet().stream()
                        .filter(each -> each.getKey().name().equals("dropped-records-total"))
                        .mapToDouble(each -> (Double) each.getValue().metricValue())
                        .sum());
            }
        }

        /** An empty prefix, which is no bound here, is an IndexOutOfBoundsException in memory there. */
        static String prefix(String key) {
            return key.isEmpty() ? "a" : key.substring(0, 1);
        }

        /** What something gives, or how it fails. */
        final void tell(Supplier<?> question) {
            try {
                tell(question.get());
            } catch (RuntimeException e) {
                tell(e.getClass().getSimpleName());
            }
        }

        final <K, V> void tell(KeyValueIterator<K, V> entries) {
            StringBuilder text = new StringBuilder();
            try (entries) {
                while (entries.hasNext()) {
                    K peeked = entries.peekNextKey();
                    KeyValue<K, V> entry = entries.next();
                    text.append(key(peeked))
                            .append('=')
                            .append(value(entry.value))
                            .append(' ');
                }
            }
            tell(text);
        }

        /** Windows have no order that a user can count on. */
        final <K, V> void tellSorted(KeyValueIterator<K, V> entries) {
            List<String> lines = new ArrayList<>();
            try (entries) {
                entries.forEachRemaining(entry -> lines.add(key(entry.key) + "=" + value(entry.value)));
            }
            lines.sort(null);
            tell(lines);
        }

        private static String key(Object key) {
            return key instanceof Windowed<?> windowed
                    ? windowed.key() + "@" + windowed.window().start() + ".."
                            + windowed.window().end()
                    : String.valueOf(key);
        }

        static String value(Object value) {
            if (value instanceof ValueTimestampHeaders<?> whole) {
                return whole.value() + " at " + whole.timestamp() + " with " + headers(whole.headers());
            }
            if (value instanceof AggregationWithHeaders<?> whole) {
                return whole.aggregation() + " with " + headers(whole.headers());
            }
            return String.valueOf(value);
        }

        private static String headers(Headers headers) {
            StringBuilder text = new StringBuilder();
            for (Header header : headers) {
                text.append(header.key())
                        .append(':')
                        .append(new String(header.value()))
                        .append(' ');
            }
            return text.toString();
        }
    }

    static final class KeyValueAsker extends Asker<KeyValueStore<String, String>> {
        @Override
        void ask(KeyValueStore<String, String> store, Record<String, String> record) {
            String key = record.key();
            if (record.value() == null) {
                tell(store.delete(key));
            } else if (record.timestamp() % 2 == 0) {
                tell(store.putIfAbsent(key, record.value()));
            } else {
                store.put(key, record.value());
            }
            tell(store.get(key));
            tell(store.all());
            tell(store.reverseAll());
            tell(store.range(key, null));
            tell(store.range(null, key));
            tell(store.reverseRange("a", key));
            tell(store.range("b", "a"));
            tell(store.prefixScan(prefix(key), new StringSerializer()));
            tell(() -> store.get(null));
            tell(() -> {
                store.put(null, "x");
                return "put";
            });
        }
    }

    static final class WindowAsker extends Asker<WindowStore<String, String>> {
        @Override
        void ask(WindowStore<String, String> store, Record<String, String> record) {
            String key = record.key();
            long now = record.timestamp();
            store.put(key, record.value(), now);
            tell(store.fetch(key, now));
            tell(store.fetch(key, now - 30, now + 30));
            tell(store.backwardFetch(key, now - 30, now + 30));
            tell(store.fetch(key, Instant.ofEpochMilli(0), Instant.ofEpochMilli(now)));
            tellSorted(store.fetch("a", key, now - 50, now));
            tellSorted(store.backwardFetch(null, key, now - 50, now));
            tellSorted(store.fetchAll(now - 40, now + 5));
            tellSorted(store.backwardFetchAll(now - 40, now + 5));
            tellSorted(store.all());
            tellSorted(store.backwardAll());
            tell(() -> store.fetch(null, now));
            tellDropped(store);
        }
    }

    static final class SessionAsker extends Asker<SessionStore<String, String>> {
        @Override
        void ask(SessionStore<String, String> store, Record<String, String> record) {
            String key = record.key();
            long now = record.timestamp();
            Windowed<String> session = new Windowed<>(key, new SessionWindow(Math.max(0, now - 5), now));
            if (record.value() == null) {
                store.remove(session);
            } else {
                store.put(session, record.value());
            }
            tell(store.fetchSession(key, Math.max(0, now - 5), now));
            tell(store.fetch(key));
            tell(store.backwardFetch(key));
            tell(store.findSessions(key, now - 20, now));
            tell(store.backwardFindSessions(key, now - 20, now));
            tellSorted(store.findSessions("a", key, now - 30, now + 10));
            tellSorted(store.fetch(null, key));
            tellSorted(store.backwardFetch("a", null));
            tell(() -> store.fetchSession(null, 0, 1));
            tellDropped(store);
        }
    }

    static final class VersionedAsker extends Asker<VersionedKeyValueStore<String, String>> {
        @Override
        void ask(VersionedKeyValueStore<String, String> store, Record<String, String> record) {
            String key = record.key();
            long now = record.timestamp();
            if (record.value() == null && now % 2 == 0) {
                tell(text(store.delete(key, now)));
            } else {
                tell(store.put(key, record.value(), now));
            }
            tell(text(store.get(key)));
            Stream.of(now, now - 1, now - 7, now - 20, now - 59, now - 60, now - 61, now + 30, 0L)
                    .forEach(asOf -> tell(text(store.get(key, asOf))));
            tell(() -> store.get(null));
            tell(() -> store.put(null, "x", now));
        }

        private static String text(VersionedRecord<String> version) {
            return version == null ? "-" : version.toString();
        }
    }

    static final class HeadersAsker extends Asker<KeyValueStore<String, ValueTimestampHeaders<String>>> {
        @Override
        void ask(KeyValueStore<String, ValueTimestampHeaders<String>> store, Record<String, String> record) {
            String key = record.key();
            store.put(key, ValueTimestampHeaders.make(record.value(), record.timestamp(), record.headers()));
            tell(value(store.get(key)));
            tell(store.all());
            tell(store.reverseRange("a", key));
            tell(store.prefixScan(prefix(key), new StringSerializer()));
        }
    }

    static final class WindowHeadersAsker extends Asker<WindowStore<String, ValueTimestampHeaders<String>>> {
        @Override
        void ask(WindowStore<String, ValueTimestampHeaders<String>> store, Record<String, String> record) {
            String key = record.key();
            long now = record.timestamp();
            store.put(key, ValueTimestampHeaders.make(record.value(), now, record.headers()), now);
            tell(value(store.fetch(key, now)));
            tell(store.fetch(key, now - 30, now + 30));
            tellSorted(store.all());
        }
    }

    static final class SessionHeadersAsker extends Asker<SessionStore<String, AggregationWithHeaders<String>>> {
        @Override
        void ask(SessionStore<String, AggregationWithHeaders<String>> store, Record<String, String> record) {
            String key = record.key();
            long now = record.timestamp();
            Windowed<String> session = new Windowed<>(key, new SessionWindow(Math.max(0, now - 5), now));
            store.put(session, AggregationWithHeaders.make(record.value(), record.headers()));
            tell(store.fetch(key));
            tellSorted(store.findSessions("a", key, now - 30, now + 10));
        }
    }
}
