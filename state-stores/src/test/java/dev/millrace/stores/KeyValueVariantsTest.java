package dev.millrace.stores;

import static dev.millrace.stores.KeyValueContract.drain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

/** Key-value stores with timestamps, with keys that only bytes can tell apart, with a limit. */
class KeyValueVariantsTest {

    private static TimestampedKeyValueStore<String, Long> timestamped() {
        return new MillraceStores().timestampedKeyValueStore(Specs.keyValue(false));
    }

    @Test
    void theTimestampIsInTheTableAndIsThatOfTheChangelogRecord() {
        try (Harness task = Harness.inMemory()) {
            TimestampedKeyValueStore<String, Long> store = task.open(timestamped());
            task.at(99);
            store.put("a", ValueAndTimestamp.make(1L, 17));
            assertThat(store.get("a")).isEqualTo(ValueAndTimestamp.make(1L, 17));
            task.commit();
            Harness.Change change = task.changelog("kv").get(0);
            assertThat(change.value()).isEqualTo(Rows.ofLong(1));
            assertThat(change.timestampMs()).isEqualTo(17);
            assertThat(drain(store.all())).containsExactly(KeyValue.pair("a", ValueAndTimestamp.make(1L, 17)));
            task.reopen();
            store = task.open(timestamped());
            assertThat(store.get("a")).isEqualTo(ValueAndTimestamp.make(1L, 17));
            store.delete("a");
            task.commit();
            assertThat(task.changelog("kv").get(1).value()).isNull();
        }
    }

    @Test
    void keysOfByteArraysAreToldApartByTheirBytes() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStore<byte[], String> store = task.open(new MillraceStores()
                    .keyValueStore(new KeyValueStoreSpec<>(
                            "kv", false, Serdes.ByteArray(), Serdes.String(), StoreOptions.DEFAULT)));
            store.put(new byte[] {1}, "one");
            store.put(new byte[] {1}, "uno");
            store.put(new byte[] {2}, "two");
            assertThat(store.get(new byte[] {1})).isEqualTo("uno");
            task.commit();
            assertThat(task.changelog("kv")).hasSize(2);
            assertThat(store.get(new byte[] {1})).isEqualTo("uno");
        }
    }

    @Test
    void aStoreWithALimitDeletesWhatWasNotUsedForLongest() {
        try (Harness task = Harness.inMemory()) {
            KeyValueStoreSpec<String, Long> spec = new KeyValueStoreSpec<>(
                    "lru", false, Serdes.String(), Serdes.Long(), 2, null, StoreOptions.DEFAULT);
            KeyValueStore<String, Long> store = task.open(new MillraceStores().keyValueStore(spec));
            store.put("a", 1L);
            store.put("b", 2L);
            assertThat(store.get("a")).isEqualTo(1L);
            store.put("c", 3L);
            assertThat(store.get("b")).isNull();
            task.commit();
            assertThat(drain(store.all())).containsExactly(KeyValue.pair("a", 1L), KeyValue.pair("c", 3L));
            task.reopen();
            store = task.open(new MillraceStores().keyValueStore(spec));
            store.put("d", 4L);
            assertThat(drain(store.all())).hasSize(2).contains(KeyValue.pair("d", 4L));
        }
    }
}
