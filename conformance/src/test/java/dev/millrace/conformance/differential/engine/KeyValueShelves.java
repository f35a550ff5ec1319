package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Verb;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.ValueAndTimestamp;
import org.apache.kafka.streams.state.ValueTimestampHeaders;

/** What can be done to the key-value stores. */
final class KeyValueShelves {

    private static final int LRU_SIZE = 2;

    private KeyValueShelves() {}

    static StoreBuilder<?> store(Verb.Keep verb) {
        String name = verb.store();
        return switch (verb.kind()) {
            case TIMESTAMPED ->
                Stores.timestampedKeyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String());
            case HEADERS ->
                Stores.timestampedKeyValueStoreWithHeadersBuilder(
                        Stores.persistentTimestampedKeyValueStoreWithHeaders(name), Serdes.String(), Serdes.String());
            case LRU -> Stores.keyValueStoreBuilder(Stores.lruMap(name, LRU_SIZE), Serdes.String(), Serdes.String());
            default ->
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String());
        };
    }

    /** The casts: the store is the one that was built for the kind. */
    @SuppressWarnings("unchecked")
    static Keeping.Shelf of(Verb.StoreKind kind, StateStore store) {
        return switch (kind) {
            case TIMESTAMPED ->
                new Shelf<>(
                        (KeyValueStore<String, ValueAndTimestamp<String>>) store,
                        (value, record) -> ValueAndTimestamp.make(value, record.timestamp()),
                        each -> each.value() + "@" + each.timestamp());
            case HEADERS ->
                new Shelf<>(
                        (KeyValueStore<String, ValueTimestampHeaders<String>>) store,
                        (value, record) -> ValueTimestampHeaders.make(value, record.timestamp(), record.headers()),
                        each -> each.value() + "@" + each.timestamp()
                                + each.headers().toArray().length);
            default -> new Shelf<>((KeyValueStore<String, String>) store, (value, record) -> value, each -> each);
        };
    }

    private record Shelf<V>(
            KeyValueStore<String, V> store,
            BiFunction<String, Record<Object, Object>, V> making,
            Function<V, String> telling)
            implements Keeping.Shelf {

        @Override
        public String ask(int question, String key, Record<Object, Object> record) {
            V value = record.value() == null ? null : making.apply(Functions.shortText(record.value()), record);
            return switch (Math.floorMod(question, 9)) {
                case 0, 1 -> {
                    store.put(key, value);
                    yield "put " + told(store.get(key));
                }
                case 2 -> "deleted " + told(store.delete(key));
                case 3 -> "before " + told(store.putIfAbsent(key, value));
                case 4 -> {
                    store.putAll(List.of(KeyValue.pair(key, value), KeyValue.pair(key + "2", value)));
                    yield "all " + told(store.all());
                }
                case 5 -> "from " + told(store.range(key, null));
                case 6 -> "to, backwards " + told(store.reverseRange(null, key));
                case 7 -> "beginning " + told(store.prefixScan(key.substring(0, 1), new StringSerializer()));
                default -> "backwards " + told(store.reverseAll());
            };
        }

        private String told(V value) {
            return value == null ? "null" : telling.apply(value);
        }

        /** Without those that are deleted, which Kafka Streams' cache gives if it is asked backwards. */
        private String told(KeyValueIterator<String, V> entries) {
            StringBuilder text = new StringBuilder();
            try (entries) {
                entries.forEachRemaining(each -> {
                    if (each.value != null) {
                        text.append(each.key)
                                .append('=')
                                .append(told(each.value))
                                .append(' ');
                    }
                });
            }
            return text.toString();
        }
    }
}
