package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.HeadersBytesStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.store.WriteBackStore;
import java.io.File;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stores that keep headers: what is put is got, whatever becomes of the objects and of the process. */
class HeaderStoresTest {

    private static final Headers HEADERS =
            new RecordHeaders().add("a", new byte[] {1, 2}).add("b", null);

    @TempDir
    File directory;

    private static TimestampedKeyValueStoreWithHeaders<String, Long> keyValue(Harness task) {
        return task.open(new MillraceStores().timestampedKeyValueStoreWithHeaders(Specs.keyValue(true)));
    }

    private static TimestampedWindowStoreWithHeaders<String, String> window(Harness task) {
        return task.open(new MillraceStores()
                .timestampedWindowStoreWithHeaders(Specs.window(true, 100, 50, false, Serdes.String())));
    }

    private static SessionStoreWithHeaders<String, Long> session(Harness task) {
        return task.open(new MillraceStores().sessionStoreWithHeaders(Specs.session(true, 100, 50)));
    }

    @Test
    void headersComeBackWithTheValueAfterARestart() {
        Windowed<String> visit = new Windowed<>("k", new SessionWindow(5, 9));
        try (Harness task = Harness.onDisk(directory)) {
            keyValue(task).put("k", ValueTimestampHeaders.make(7L, 70, HEADERS));
            window(task).put("k", ValueTimestampHeaders.make("v", 80, HEADERS), 20);
            session(task).put(visit, AggregationWithHeaders.make(3L, HEADERS));
            task.commitAndWrite();
            task.reopen();

            assertThat(keyValue(task).get("k")).isEqualTo(ValueTimestampHeaders.make(7L, 70, HEADERS));
            assertThat(window(task).fetch("k", 20)).isEqualTo(ValueTimestampHeaders.make("v", 80, HEADERS));
            assertThat(session(task).fetchSession("k", 5, 9)).isEqualTo(AggregationWithHeaders.make(3L, HEADERS));
        }
    }

    @Test
    void headersAreInTheChangelogRecordAndComeBackFromThere() {
        try (Harness task = Harness.inMemory()) {
            Windowed<String> visit = new Windowed<>("k", new SessionWindow(5, 9));
            keyValue(task).put("k", ValueTimestampHeaders.make(7L, 70, HEADERS));
            session(task.at(33)).put(visit, AggregationWithHeaders.make(3L, HEADERS));
            task.commit();

            for (String store : List.of("kv", "ses")) {
                Harness.Change change = task.changelog(store).get(0);
                assertThat(change.headers()).isEqualTo(HEADERS);
                assertThat(change.value()).hasSize(8);
                assertThat(change.timestampMs()).isEqualTo(store.equals("kv") ? 70 : 33);
            }
            task.reopen();

            assertThat(keyValue(task).get("k")).isEqualTo(ValueTimestampHeaders.make(7L, 70, HEADERS));
            assertThat(session(task).fetchSession("k", 5, 9)).isEqualTo(AggregationWithHeaders.make(3L, HEADERS));
        }
    }

    @Test
    void whoChangesHeadersAfterwardsDoesNotChangeTheStore() {
        try (Harness task = Harness.inMemory()) {
            TimestampedKeyValueStoreWithHeaders<String, Long> store = keyValue(task);
            Headers mine = new RecordHeaders().add("a", new byte[] {1});
            store.put("k", ValueTimestampHeaders.make(7L, 70, mine));
            mine.add("later", new byte[] {2});
            store.get("k").headers().remove("a");

            assertThat(store.get("k").headers()).extracting(Header::key).containsExactly("a");
        }
    }

    @Test
    void aNullValueIsADeletion() {
        try (Harness task = Harness.inMemory()) {
            TimestampedKeyValueStoreWithHeaders<String, Long> store = keyValue(task);
            store.put("k", ValueTimestampHeaders.make(7L, 70, HEADERS));
            store.put("k", ValueTimestampHeaders.makeAllowNullable(null, 80, HEADERS));

            assertThat(store.get("k")).isNull();
        }
    }

    @Test
    void aSerializerMayPutHeadersOfItsOwn() {
        Serializer<Long> withSchema = new Serializer<>() {
            @Override
            public byte[] serialize(String topic, Long value) {
                throw new UnsupportedOperationException("headers are there");
            }

            @Override
            public byte[] serialize(String topic, Headers headers, Long value) {
                headers.add("schema", new byte[] {9});
                return Serdes.Long().serializer().serialize(topic, value);
            }
        };
        Headers mine = new RecordHeaders();
        ValueCodec<ValueTimestampHeaders<Long>> codec =
                HeadersCodec.ofValues(Serdes.serdeFrom(withSchema, Serdes.Long().deserializer()), "topic", false);

        byte[] bytes = codec.toTable(ValueTimestampHeaders.make(7L, 70, mine));

        assertThat(codec.fromTable(bytes).headers()).extracting(Header::key).containsExactly("schema");
        assertThat(mine.toArray()).isEmpty();
    }

    @Test
    void theBytesAreThoseOfTheKip() {
        ValueCodec<ValueTimestampHeaders<Long>> codec = HeadersCodec.ofValues(Serdes.Long(), "topic", false);
        byte[] value = ByteBuffer.allocate(8).putLong(7).array();
        byte[] timestamped = ByteBuffer.allocate(16).putLong(70).put(value).array();

        assertThat(codec.toTable(ValueTimestampHeaders.make(7L, 70, null)))
                .isEqualTo(HeadersBytesStore.convertToHeaderFormat(timestamped));
        assertThat(codec.fromTable(HeadersBytesStore.convertFromPlainToHeaderFormat(value)))
                .isEqualTo(ValueTimestampHeaders.make(7L, -1, null));
        assertThat(codec.toTable(ValueTimestampHeaders.make(7L, 70, HEADERS)))
                .startsWith(18, 4, 2, 'a', 4, 1, 2, 2, 'b', 1)
                .endsWith(timestamped);
    }

    @Test
    void cachingHoldsBackOneUpdateForEachKey() {
        try (Harness task = Harness.writingBack()) {
            TimestampedKeyValueStoreWithHeaders<String, Long> store = task.open(
                    new MillraceStores().timestampedKeyValueStoreWithHeaders(Specs.keyValue(false, Specs.CACHED)));
            List<KeyValue<String, ValueTimestampHeaders<Long>>> updates = new ArrayList<>();
            @SuppressWarnings("unchecked")
            var cached = (WriteBackStore<String, ValueTimestampHeaders<Long>>) store;
            cached.setFlushListener(
                    (key, newValue, oldValue, time, headers) -> updates.add(new KeyValue<>(key, newValue)), false);
            store.put("k", ValueTimestampHeaders.make(1L, 10, HEADERS));
            store.put("k", ValueTimestampHeaders.make(2L, 20, HEADERS));
            task.commit();

            assertThat(updates).containsExactly(new KeyValue<>("k", ValueTimestampHeaders.make(2L, 20, HEADERS)));
        }
    }
}
