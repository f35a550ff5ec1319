package dev.millrace.stores;

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

    @SuppressWarnings("unchecked")
    private static WriteBackStore<String, String> asWriteBack(KeyValueStore<String, String> store) {
        return (WriteBackStore<String, String>) store;
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
