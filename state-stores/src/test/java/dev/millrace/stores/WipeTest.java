package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StreamBuffer;
import dev.millrace.streams.store.TaskState;
import java.io.File;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A store that is emptied, because its changelog was lost: all of it goes, and nothing of the other stores of its task.
 */
class WipeTest {

    private static final byte[] KEY = {'k'};

    @TempDir
    File directory;

    private Harness task;

    @AfterEach
    void close() {
        task.close();
    }

    private void begin(boolean onDisk) {
        task = onDisk ? Harness.onDisk(directory) : Harness.inMemory();
    }

    private KeyValueStore<String, Long> open(String name, boolean persistent) {
        return task.open(new MillraceStores()
                .keyValueStore(new KeyValueStoreSpec<>(
                        name, persistent, Serdes.String(), Serdes.Long(), StoreOptions.DEFAULT)));
    }

    private static void stage(KeyValueStore<String, Long> store, long value) {
        ((ManagedStore) store).restore(KEY, Rows.ofLong(value), 0, new RecordHeaders());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatIsStagedForOtherStoresIsCommittedWithThem(boolean onDisk) {
        begin(onDisk);
        KeyValueStore<String, Long> wiped = open("wiped", onDisk);
        KeyValueStore<String, Long> other = open("other", onDisk);
        stage(wiped, 1);
        stage(other, 2);
        stage(wiped, 3);

        task.taskState().wipe("wiped");
        task.taskState().commit(Map.of("other", 1L));

        assertThat(wiped.get("k")).isNull();
        assertThat(other.get("k")).isEqualTo(2);
        assertThat(task.taskState().changelogOffset("wiped")).isEqualTo(TaskState.NO_OFFSET);
        if (onDisk) {
            assertThat(task.taskState().changelogOffset("other")).isEqualTo(1);
        }
    }

    @Test
    void whatIsStagedForOtherStoresIsNotCommittedByTheWipe() {
        begin(true);
        open("wiped", true);
        KeyValueStore<String, Long> other = open("other", true);
        stage(other, 2);

        task.taskState().wipe("wiped");
        task.reopen();

        assertThat(task.taskState().changelogOffset("other")).isEqualTo(TaskState.NO_OFFSET);
        assertThat(open("other", true).get("k")).isNull();
    }

    @Test
    void whatWasWrittenGoesAndWhatComesAfterwardsStays() {
        begin(true);
        KeyValueStore<String, Long> store = open("wiped", true);
        store.put("a", 1L);
        store.put("b", 2L);
        task.commitAndWrite();
        stage(store, 3);

        task.taskState().wipe("wiped");
        stage(store, 4);
        task.taskState().commit(Map.of("wiped", 9L));

        assertThat(store.get("a")).isNull();
        assertThat(store.get("k")).isEqualTo(4);
        task.changelog("wiped").clear();
        task.reopen();
        assertThat(task.taskState().changelogOffset("wiped")).isEqualTo(TaskState.NO_OFFSET); // not opened yet
        store = open("wiped", true);
        assertThat(store.get("b")).isNull();
        assertThat(store.get("k")).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aQueueForgetsItsHead(boolean onDisk) {
        begin(onDisk);
        StreamBuffer<String, String> waiting = task.open(new MillraceStores()
                .streamBuffer(new BufferSpec<>("waiting", Serdes.String(), Serdes.String(), StoreOptions.DEFAULT)));
        OuterJoinBuffer<String, String, String> outer = task.open(new MillraceStores()
                .outerJoinBuffer(new OuterJoinBufferSpec<>(
                        Serdes.String(),
                        Serdes.String(),
                        Serdes.String(),
                        new KeyValueStoreSpec<>(
                                "outer", onDisk, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT))));
        task.at(1);
        waiting.add(1, "a", "1");
        outer.addLeft(1, "a", "1");
        assertThat(outer.minTimeMs()).isEqualTo(1);
        task.commit();

        task.taskState().wipe("waiting");
        task.taskState().wipe("outer");

        waiting.pollUntil(9, (key, value, timestampMs, headers) -> {
            throw new AssertionError(key + " was wiped");
        });
        assertThat(outer.minTimeMs()).isEqualTo(Long.MAX_VALUE);
        outer.addLeft(2, "b", "2");
        assertThat(outer.minTimeMs()).isEqualTo(2);
    }
}
