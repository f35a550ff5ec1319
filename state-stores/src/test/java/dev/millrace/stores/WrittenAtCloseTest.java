package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import java.io.File;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task leaves on disk when it is closed: its last commit, or an earlier one with the offset of that one. */
class WrittenAtCloseTest {

    @TempDir
    File directory;

    private Harness task;
    private KeyValueStore<String, Long> store;
    private WindowStore<String, String> windows;

    @BeforeEach
    void open() {
        task = Harness.onDisk(directory);
        store = task.open(new MillraceStores().keyValueStore(Specs.keyValue(true)));
        windows = task.open(new MillraceStores().windowStore(Specs.window(true, 100, 50, false, Serdes.String())));
        store.put("a", 1L);
        windows.put("w", "1", 70);
    }

    @AfterEach
    void close() {
        task.close();
    }

    private void assertOnDisk(long offset, String key, Long value) {
        task.close();
        EngineState state = new EngineState(new TaskStateSpec(new TaskId(0, 1), directory, 0));
        try {
            EngineTable table = state.table("kv", "kv", true);
            assertThat(state.changelogOffset("kv")).isEqualTo(offset);
            assertThat(table.get(key.getBytes())).isEqualTo(value == null ? null : Rows.ofLong(value));
        } finally {
            state.close();
        }
    }

    @Test
    void aCommitThatWroteNothingIsWrittenAtTheClose() {
        task.commit();
        task.close();
        EngineState state = new EngineState(new TaskStateSpec(new TaskId(0, 1), directory, 0));
        EngineTable table = state.table("win", "win", true);
        assertThat(state.changelogOffset("win")).isEqualTo(1);
        assertThat(table.watermark()).isEqualTo(70);
        state.close();
        assertOnDisk(1, "a", 1L);
    }

    @Test
    void aStoreThatIsClosedWithChangesFallsBackToWhatWasWritten() {
        task.commitAndWrite();
        store.put("a", 2L);
        task.commit();
        store.put("a", 3L);
        assertOnDisk(1, "a", 1L);
    }

    @Test
    void aStoreThatWasNeverWrittenHasNoOffset() {
        task.commit();
        store.put("a", 3L);
        assertOnDisk(TaskState.NO_OFFSET, "a", null);
    }

    @Test
    void aDrainWhoseCommitNeverCameLeavesNothing() {
        task.commit();
        ((EngineState) task.taskState()).requestWrite();
        task.commit();
        store.put("a", 2L);
        task.commitChangelogOnly();
        assertOnDisk(TaskState.NO_OFFSET, "a", null);
    }

    @Test
    void aRestoreThatWasNotCommittedLeavesNothing() {
        task.close();
        EngineState state = new EngineState(new TaskStateSpec(new TaskId(0, 1), directory, 0));
        EngineTable table = state.table("kv", "kv", true);
        table.stage(EngineTable.NO_SEGMENT, "r".getBytes(), EngineTable.NO_TIMESTAMP, Rows.ofLong(1));
        state.restored("kv");
        state.close();
        assertOnDisk(TaskState.NO_OFFSET, "r", null);
    }

    @Test
    void aStoreThatWasWipedLeavesNothing() {
        task.commit();
        task.taskState().wipe("kv");
        task.taskState().wipe("win");
        task.close();
        EngineState state = new EngineState(new TaskStateSpec(new TaskId(0, 1), directory, 0));
        assertThat(state.table("win", "win", true).watermark()).isEqualTo(-1);
        assertThat(state.changelogOffset("win")).isEqualTo(TaskState.NO_OFFSET);
        state.close();
        assertOnDisk(TaskState.NO_OFFSET, "a", null);
    }

    @Test
    void theNextWriteHasTheOffsetOfItsOwnCommit() {
        task.commit();
        store.put("a", 2L);
        task.commit();
        assertThat(task.taskState().changelogOffset("kv")).isEqualTo(2);
        store.put("b", 3L);
        task.commitAndWrite();
        store.put("b", 4L);
        task.commit();
        store.put("b", 5L);
        assertOnDisk(3, "b", 3L);
    }

    @Test
    void offsetsOfStoresThatWereNotDrainedWaitForThem() {
        task.commit();
        EngineState state = (EngineState) task.taskState();
        state.requestWrite();
        state.commit(Map.of());
        state.commit(Map.of());
        store.put("a", 9L);
        assertOnDisk(TaskState.NO_OFFSET, "a", null);
    }
}
