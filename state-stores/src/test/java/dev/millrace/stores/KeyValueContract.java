package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key-value store does, on whatever engine. */
abstract class KeyValueContract {

    Harness task;
    KeyValueStore<String, Long> store;

    abstract Harness newTask();

    abstract boolean persistent();

    @BeforeEach
    void openStore() {
        task = newTask();
        reopenStore();
    }

    void reopenStore() {
        store = task.open(new MillraceStores().keyValueStore(Specs.keyValue(persistent())));
    }

    @AfterEach
    void closeTask() {
        task.close();
    }

    static <K, V> List<KeyValue<K, V>> drain(KeyValueIterator<K, V> iterator) {
        List<KeyValue<K, V>> all = new ArrayList<>();
        try (iterator) {
            while (iterator.hasNext()) {
                K peeked = iterator.peekNextKey();
                KeyValue<K, V> next = iterator.next();
                assertThat(next.key).isEqualTo(peeked);
                all.add(next);
            }
        }
        return all;
    }

    private static KeyValue<String, Long> kv(String key, long value) {
        return KeyValue.pair(key, value);
    }

    @Test
    void aPutIsSeenAtOnceAndAfterTheCommitAndAfterAReopen() {
        store.put("a", 1L);
        assertThat(store.get("a")).isEqualTo(1L);
        task.commit();
        assertThat(store.get("a")).isEqualTo(1L);
        task.reopen();
        reopenStore();
        assertThat(store.get("a")).isEqualTo(1L);
        assertThat(store.get("b")).isNull();
    }

    @Test
    void whatWasNotCommittedIsGoneAfterACrash() {
        store.put("a", 1L);
        task.commit();
        store.put("a", 2L);
        store.put("b", 2L);
        task.reopen();
        reopenStore();
        assertThat(store.get("a")).isEqualTo(1L);
        assertThat(store.get("b")).isNull();
    }

    @Test
    void whatOnlyTheChangelogHasIsReplayed() {
        store.put("a", 1L);
        store.put("b", 1L);
        task.commit();
        store.put("a", 2L);
        store.delete("b");
        task.commitChangelogOnly();
        task.reopen();
        reopenStore();
        assertThat(store.get("a")).isEqualTo(2L);
        assertThat(store.get("b")).isNull();
    }

    @Test
    void deleteGivesTheOldValueAndPutIfAbsentKeepsIt() {
        assertThat(store.putIfAbsent("a", 1L)).isNull();
        assertThat(store.putIfAbsent("a", 2L)).isEqualTo(1L);
        assertThat(store.get("a")).isEqualTo(1L);
        assertThat(store.delete("a")).isEqualTo(1L);
        assertThat(store.delete("a")).isNull();
        assertThat(store.get("a")).isNull();
    }

    @Test
    void rangesMergeChangesWithTheTableInTheOrderOfBytes() {
        store.putAll(List.of(kv("b", 1L), kv("d", 1L), kv("f", 1L)));
        task.commitAndWrite();
        store.put("a", 2L);
        store.put("d", 2L);
        store.put("e", 2L);
        store.delete("f");
        assertThat(drain(store.all())).containsExactly(kv("a", 2), kv("b", 1), kv("d", 2), kv("e", 2));
        assertThat(drain(store.reverseAll())).containsExactly(kv("e", 2), kv("d", 2), kv("b", 1), kv("a", 2));
        assertThat(drain(store.range("b", "d"))).containsExactly(kv("b", 1), kv("d", 2));
        assertThat(drain(store.range(null, "b"))).containsExactly(kv("a", 2), kv("b", 1));
        assertThat(drain(store.reverseRange("b", null))).containsExactly(kv("e", 2), kv("d", 2), kv("b", 1));
        assertThat(drain(store.range("d", "b"))).isEmpty();
        task.commit();
        assertThat(drain(store.all())).containsExactly(kv("a", 2), kv("b", 1), kv("d", 2), kv("e", 2));
    }

    @Test
    void aPrefixScanGivesWhatBeginsWithIt() {
        store.putAll(List.of(kv("a", 1L), kv("ab", 1L), kv("abc", 1L)));
        task.commitAndWrite();
        store.put("abd", 2L);
        store.put("b", 2L);
        assertThat(drain(store.prefixScan("ab", new StringSerializer())))
                .containsExactly(kv("ab", 1), kv("abc", 1), kv("abd", 2));
    }

    @Test
    void anIteratorSeesOneState() {
        store.put("a", 1L);
        task.commitAndWrite();
        store.put("b", 1L);
        try (KeyValueIterator<String, Long> all = store.all()) {
            store.put("a", 2L);
            store.put("c", 2L);
            store.delete("b");
            task.commitAndWrite();
            List<KeyValue<String, Long>> seen = new ArrayList<>();
            all.forEachRemaining(seen::add);
            assertThat(seen).containsExactly(kv("a", 1), kv("b", 1));
        }
        assertThat(drain(store.all())).containsExactly(kv("a", 2), kv("c", 2));
    }

    @Test
    void everyEntryCanBeDeletedWhileIterating() {
        for (int i = 0; i < 100; i++) {
            store.put("k" + i, (long) i);
            if (i == 50) {
                task.commitAndWrite();
            }
        }
        try (KeyValueIterator<String, Long> all = store.all()) {
            while (all.hasNext()) {
                store.delete(all.next().key);
            }
        }
        assertThat(drain(store.all())).isEmpty();
        task.commit();
        assertThat(drain(store.all())).isEmpty();
    }

    @Test
    void betweenDrainAndCommitTheStoreReadsTheSame() {
        store.put("a", 1L);
        task.commitChangelogOnly();
        assertThat(store.get("a")).isEqualTo(1L);
        assertThat(drain(store.all())).containsExactly(kv("a", 1));
        store.put("a", 2L);
        assertThat(drain(store.all())).containsExactly(kv("a", 2));
    }

    @Test
    void theChangelogGetsOneRecordForEachChangedKeyInKafkasBytes() {
        task.at(5);
        store.put("a", 1L);
        store.put("b", 1L);
        task.at(7);
        store.put("a", 2L);
        task.commit();
        task.commit();
        List<Harness.Change> log = task.changelog("kv");
        assertThat(log).hasSize(2);
        assertThat(log.get(0).key()).isEqualTo("a".getBytes());
        assertThat(log.get(0).value()).isEqualTo(Serdes.Long().serializer().serialize("", 2L));
        assertThat(log.get(0).timestampMs()).isEqualTo(7);
        assertThat(log.get(1).timestampMs()).isEqualTo(5);
    }

    @Test
    void aStoreWithoutLoggingWritesNoChangelogButKeepsItsState() {
        KeyValueStoreSpec<String, Long> spec = new KeyValueStoreSpec<>(
                "silent", persistent(), Serdes.String(), Serdes.Long(), StoreOptions.DEFAULT.withoutLogging());
        KeyValueStore<String, Long> silent = task.open(new MillraceStores().keyValueStore(spec));
        silent.put("a", 1L);
        task.commit();
        assertThat(task.changelog("silent")).isEmpty();
        assertThat(drain(silent.all())).containsExactly(kv("a", 1));
    }

    @Test
    void theNumberOfEntriesIsAboutRight() {
        store.put("a", 1L);
        store.put("b", 1L);
        task.commit();
        assertThat(store.approximateNumEntries()).isEqualTo(2);
    }

    @Test
    void aClosedStoreSaysSo() {
        KeyValueIterator<String, Long> all = store.all();
        store.close();
        assertThat(store.isOpen()).isFalse();
        assertThatThrownBy(() -> store.get("a"))
                .isInstanceOf(InvalidStateStoreException.class)
                .hasMessageContaining("kv");
        assertThatThrownBy(all::hasNext).isInstanceOf(InvalidStateStoreException.class);
        all.close();
        store.close();
    }

    @Test
    void nullKeysAreRefused() {
        assertThatThrownBy(() -> store.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> store.put(null, 1L)).isInstanceOf(NullPointerException.class);
    }
}
