package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/**
 * A directory that cannot be read any more is deleted once and rebuilt; one that is only out of reach is left alone.
 */
class DamagedStateTest {

    private static final int KEYS = 2000;

    @TempDir
    File directory;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private Harness task;

    @BeforeEach
    void fill() {
        log.start();
        logger().addAppender(log);
        logger().setLevel(Level.WARN);
        task = Harness.onDisk(directory);
        KeyValueStore<String, Long> store = open();
        for (int i = 0; i < KEYS; i++) {
            store.put("key" + i, (long) i);
        }
        task.commit();
        task.reopen();
        task.close();
    }

    @AfterEach
    void close() {
        logger().detachAppender(log);
    }

    private static Logger logger() {
        return (Logger) LoggerFactory.getLogger(RocksDatabase.class);
    }

    private KeyValueStore<String, Long> open() {
        return task.open(new MillraceStores().keyValueStore(Specs.keyValue(true)));
    }

    private Path database() {
        return directory.toPath().resolve("rocksdb");
    }

    private Path oneFile(String suffix) throws IOException {
        try (Stream<Path> files = Files.list(database())) {
            return files.filter(file -> file.getFileName().toString().matches(suffix))
                    .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
                    .orElseThrow();
        }
    }

    private static void overwrite(Path file, int from, int length) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        for (int i = from; i < Math.min(bytes.length, from + length); i++) {
            bytes[i] ^= 0x55;
        }
        Files.write(file, bytes);
    }

    private void isRebuilt() {
        task.reopen();
        KeyValueStore<String, Long> store = open();
        assertThat(store.get("key7")).isEqualTo(7L);
        int rows = 0;
        try (KeyValueIterator<String, Long> all = store.all()) {
            while (all.hasNext()) {
                all.next();
                rows++;
            }
        }
        assertThat(rows).isEqualTo(KEYS);
        assertThat(log.list).hasSize(1);
        assertThat(log.list.get(0).getFormattedMessage())
                .contains("0_1", directory.getPath(), "is damaged", "rebuilt from the changelog");
        task.commit();
        task.reopen();
        open();
        assertThat(task.taskState().changelogOffset("kv")).isEqualTo(KEYS);
        assertThat(log.list).as("wiped once").hasSize(1);
        task.close();
    }

    @Test
    void aMissingTable() throws IOException {
        Files.delete(oneFile(".*\\.sst"));
        isRebuilt();
    }

    @Test
    void aTruncatedTable() throws IOException {
        Path table = oneFile(".*\\.sst");
        Files.write(table, Arrays.copyOf(Files.readAllBytes(table), 100));
        isRebuilt();
    }

    @Test
    void aManifestOfRubbish() throws IOException {
        overwrite(oneFile("MANIFEST.*"), 0, 10_000);
        isRebuilt();
    }

    @Test
    void anUnknownFormat() throws Exception {
        RocksDatabase open = RocksDatabase.open(database(), "0_1", 0, Set.of(), Map.of());
        open.db.put("format".getBytes(), new byte[] {99});
        open.close();
        isRebuilt();
    }

    @Test
    void flippedBytesInATableShowInAReadAndAreWipedAtTheNextOpening() throws IOException {
        overwrite(oneFile(".*\\.sst"), 0, 200);
        task.reopen();
        assertThatThrownBy(() -> {
                    KeyValueStore<String, Long> store = open();
                    try (KeyValueIterator<String, Long> all = store.all()) {
                        all.forEachRemaining(entry -> {});
                    }
                })
                .isInstanceOf(ProcessorStateException.class)
                .hasMessageContaining("rebuilt when the task is opened again");
        isRebuilt();
    }

    @Test
    void aDirectoryInUseIsRefusedAndNotWiped() {
        task.reopen();
        open();
        TaskStateSpec spec = new TaskStateSpec(new TaskId(0, 1), directory, 0);
        assertThatThrownBy(() -> {
                    EngineState second = new EngineState(spec);
                    second.table("kv", "kv", true);
                    second.changelogOffset("kv");
                })
                .isInstanceOf(ProcessorStateException.class)
                .hasMessageContaining("0_1")
                .hasMessageContaining("another process");
        assertThat(log.list).isEmpty();
        task.close();
    }

    @Test
    void aPlaceThatIsNoDirectoryIsAnError() throws IOException {
        File file = new File(directory, "file");
        Files.writeString(file.toPath(), "in the way");
        EngineState state = new EngineState(new TaskStateSpec(new TaskId(0, 1), new File(file, "task"), 0));
        assertThatThrownBy(() -> state.table("kv", "kv", true))
                .isInstanceOf(ProcessorStateException.class)
                .hasMessageContaining(file.getPath());
    }

    @Test
    void aWipedStoreStartsAgainAndLeavesOthersAlone() {
        task.reopen();
        KeyValueStore<String, Long> store = open();
        EngineState state = (EngineState) task.taskState();
        EngineTable other = state.table("other", "kv", true);
        other.stage(EngineTable.NO_SEGMENT, new byte[] {1}, EngineTable.NO_TIMESTAMP, new byte[] {1});
        state.commit(Map.of("other", 5L));
        state.wipe("kv");
        assertThat(state.changelogOffset("kv")).isEqualTo(TaskState.NO_OFFSET);
        assertThat(state.changelogOffset("other")).isEqualTo(5);
        assertThat(other.get(new byte[] {1})).isEqualTo(new byte[] {1});
        assertThat(state.table("kv", "kv", true).get("key1".getBytes())).isNull();
        store.close();
        task.close();
    }

    @Test
    void aStoreOfAnotherKindDoesNotReadTheOldBytes() {
        task.reopen();
        var timestamped = task.open(new MillraceStores().timestampedKeyValueStore(Specs.keyValue(true)));
        assertThat(timestamped.get("key7").value())
                .as("restored from the changelog")
                .isEqualTo(7L);
        task.close();
    }

    @Test
    void nothingStaysOpenBehindAClosedTask() {
        assertThat(NativeMemory.currentUsedBytes()).isZero();
        assertThat(List.of(directory.list())).containsExactly("rocksdb");
    }
}
