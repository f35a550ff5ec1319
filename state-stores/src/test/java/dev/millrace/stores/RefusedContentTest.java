package dev.millrace.stores;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.store.FlushListener;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WriteBackStore;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/**
 * What a serializer refuses for its content, not its type, shows when it is serialised: at the commit, which names the
 * put.
 */
class RefusedContentTest {

    /** Takes no value that begins with an exclamation mark. */
    private static final Serde<String> CAREFUL = Serdes.serdeFrom(
            new StringSerializer() {
                @Override
                public byte[] serialize(String topic, String value) {
                    if (value != null && value.startsWith("!")) {
                        throw new SerializationException("no exclamation");
                    }
                    return super.serialize(topic, value);
                }
            },
            new StringDeserializer());

    private static final Serde<String> UNREADABLE = Serdes.serdeFrom(new StringSerializer(), (topic, bytes) -> {
        throw new SerializationException("unreadable");
    });

    @Test
    void theCommitSaysStoreTopicKeyAndTimestamp() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<String, String> store = task.open(new MillraceStores()
                    .keyValueStore(
                            new KeyValueStoreSpec<>("kv", false, Serdes.String(), CAREFUL, StoreOptions.DEFAULT)));
            task.at(5);
            store.put("good", "1");
            task.at(7);
            store.put("bad", "!");
            assertThatThrownBy(task::commit)
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContainingAll(
                            "Store kv", "key 'bad'", "timestamp 7", "app-kv-changelog", "no exclamation")
                    .hasCauseInstanceOf(SerializationException.class);
        }
    }

    @Test
    void behindACacheItSaysTheRecordToo() {
        try (Harness task = Harness.writingBack()) {
            KeyValueStore<String, String> store = task.open(new MillraceStores()
                    .keyValueStore(new KeyValueStoreSpec<>("kv", false, Serdes.String(), CAREFUL, Specs.CACHED)));
            FlushListener<String, String> nobody = (key, newValue, oldValue, timestampMs, headers) -> {};
            asWriteBack(store).setFlushListener(nobody, false);
            store.put("good", "1");
            task.at(9);
            store.put("bad", "!");
            long offset = task.offset;
            task.at(10);
            assertThatThrownBy(task::commit)
                    .hasMessageContainingAll(
                            "key 'bad'", "timestamp 9", "offset " + offset + " of partition 1 of topic input");
        }
    }

    /** A value that is held as it is is serialised by the flush, where somebody wants to hear of old values. */
    @Test
    void theFlushOfACacheSaysStoreAndKeyToo() {
        Serde<List<String>> careful = Serdes.serdeFrom(
                (topic, list) -> CAREFUL.serializer().serialize(topic, list.get(0)),
                (topic, bytes) -> new ArrayList<>(List.of(new String(bytes, UTF_8))));
        try (Harness task = Harness.writingBack()) {
            KeyValueStore<String, List<String>> store = task.open(new MillraceStores()
                    .keyValueStore(new KeyValueStoreSpec<>(
                            "kv", false, Serdes.String(), careful, Specs.CACHED.withLiveValues(true))));
            asWriteBack(store).setFlushListener((key, newValue, oldValue, timestampMs, headers) -> {}, true);
            List<String> mutable = new ArrayList<>(List.of("good"));
            task.at(4);
            store.put("k", mutable);
            mutable.set(0, "!");
            assertThatThrownBy(task::flush)
                    .isExactlyInstanceOf(StreamsException.class)
                    .hasMessageContainingAll(
                            "Store kv", "key 'k'", "timestamp 4", "partition 1 of topic input", "no exclamation")
                    .hasCauseInstanceOf(SerializationException.class);
        }
    }

    /** The value before is read from the table, with a serde that it was not written with. */
    @Test
    void theFlushOfACacheSaysWhichKeyHasAnUnreadableValue() {
        try (Harness task = Harness.writingBack()) {
            KeyValueStore<String, String> store = task.open(new MillraceStores()
                    .keyValueStore(new KeyValueStoreSpec<>("kv", false, Serdes.String(), UNREADABLE, Specs.CACHED)));
            store.put("k", "1");
            store.put("stays", "1");
            task.commitAndWrite();
            ((LiveStore<?, ?, ?>) store).evictOne(100);
            ((LiveStore<?, ?, ?>) store).evictOne(100);
            asWriteBack(store).setFlushListener((key, newValue, oldValue, timestampMs, headers) -> {}, true);
            task.at(6);
            store.put("k", "2");
            assertThatThrownBy(task::flush)
                    .isExactlyInstanceOf(StreamsException.class)
                    .hasMessageContainingAll("Store kv", "key 'k'", "timestamp 6", "unreadable");
        }
    }

    @SuppressWarnings("unchecked")
    private static <V> WriteBackStore<String, V> asWriteBack(KeyValueStore<String, V> store) {
        return (WriteBackStore<String, V>) store;
    }

    @Test
    void ofAWindowedKeyItSaysTheWindow() {
        try (Harness task = Harness.inMemory()) {
            SessionStore<String, String> store = task.open(new MillraceStores()
                    .sessionStore(new SessionStoreSpec<>(
                            "ses", false, 100, 50, Serdes.String(), CAREFUL, StoreOptions.DEFAULT)));
            store.put(new Windowed<>("good", new SessionWindow(1, 2)), "1");
            store.put(new Windowed<>("bad", new SessionWindow(3, 4)), "!");
            assertThatThrownBy(task::commit).hasMessageContaining("[bad@3/4]");
        }
    }
}
