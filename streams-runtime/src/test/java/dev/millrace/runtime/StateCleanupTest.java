package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.LocalBroker;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.processor.TaskId;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * {@code state.cleanup.delay.ms} and {@code state.cleanup.dir.max.age.ms}, with real tasks that move between two
 * machines.
 */
class StateCleanupTest {
    private static final long DELAY_MS = 60_000;
    private static final int PARTITIONS = 4;

    @TempDir
    File here;

    @TempDir
    File there;

    private long nowMs = 1_000_000;
    private final LocalBroker broker = LocalBroker.inMemory(() -> nowMs);

    @BeforeEach
    void produce() throws Exception {
        try (Admin admin = broker.admin();
                Producer<String, String> producer =
                        broker.producer(Map.of(), new StringSerializer(), new StringSerializer())) {
            admin.createTopics(List.of(new NewTopic("words", Optional.of(PARTITIONS), Optional.empty())))
                    .all()
                    .get();
            for (int i = 0; i < PARTITIONS; i++) {
                producer.send(new ProducerRecord<>("words", i, "key", "word"));
            }
        }
    }

    @AfterEach
    void end() {
        broker.close();
    }

    private StreamThread start(File root, int index) {
        StreamsBuilder builder = new StreamsBuilder();
        builder.<String, String>stream("words").groupByKey().count();
        StreamsConfig config = new StreamsConfig(Map.of(
                StreamsConfig.APPLICATION_ID_CONFIG,
                "app",
                StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG,
                Serdes.StringSerde.class,
                StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG,
                Serdes.StringSerde.class,
                StreamsConfig.STATE_CLEANUP_DELAY_MS_CONFIG,
                DELAY_MS));
        StreamsApplication application = new StreamsApplication(
                builder.build(), config, new LocalClientSupplier(() -> broker), root, () -> "process");
        application.prepareTopics();
        StreamThread thread = application.newThread(index, (same, oldState, newState) -> {});
        thread.start(nowMs);
        return thread;
    }

    private void step(int times, long ms, StreamThread... threads) {
        for (int i = 0; i < times; i++) {
            for (StreamThread thread : threads) {
                thread.step(nowMs, 0);
            }
            nowMs += ms;
            broker.tick(nowMs);
        }
    }

    private static boolean hasState(File root, TaskId task) {
        return new File(root, task + "/rocksdb/CURRENT").exists();
    }

    private static List<TaskId> tasks() {
        return List.of(new TaskId(0, 0), new TaskId(0, 1), new TaskId(0, 2), new TaskId(0, 3));
    }

    @Test
    void theStateOfTasksThatHaveMovedAwayGoesAfterTheDelayAndThatOfTheOthersStays() {
        StreamThread before = start(here, 1);
        step(50, 20, before);
        before.close();
        assertThat(tasks()).allMatch(task -> hasState(here, task));
        StreamThread one = start(here, 1);
        StreamThread other = start(there, 2);
        step(50, 20, one, other);
        assertThat(one.stores().keySet()).hasSize(2);
        assertThat(tasks()).as("before the delay").allMatch(task -> hasState(here, task));
        step(200, 1_000, one, other);
        Set<TaskId> stayed = one.stores().keySet();
        one.close();
        other.close();
        assertThat(tasks()).allSatisfy(task -> {
            assertThat(hasState(here, task)).isEqualTo(stayed.contains(task));
            assertThat(new File(here, task.toString()).exists()).isEqualTo(stayed.contains(task));
            assertThat(hasState(there, task)).isNotEqualTo(stayed.contains(task));
        });
    }

    @Test
    void aStateDirectoryThatCannotBeMadeIsRefusedBeforeTheFirstRecord() throws Exception {
        Path file = Files.writeString(new File(here, "a-file").toPath(), "");
        StreamThread thread = start(file.resolve("app").toFile(), 1);
        assertThatThrownBy(() -> step(50, 20, thread))
                .isInstanceOf(ProcessorStateException.class)
                .hasMessageContaining("Cannot open the state of task 0_")
                .hasMessageContaining(file.toString())
                .hasMessageContaining("state.dir");
        thread.close(false);
    }

    /** The state of four tasks that nobody has, with a file of the user's own in each. */
    private StateDirectory left() throws Exception {
        StreamThread thread = start(here, 1);
        step(50, 20, thread);
        thread.close();
        for (TaskId task : tasks()) {
            Files.writeString(of(task).resolve("of-the-user"), "a store of one's own");
        }
        return new StateDirectory(here);
    }

    private Path of(TaskId task) {
        return new File(here, task.toString()).toPath();
    }

    @Test
    void theDelayBeginsAnewWhenATaskHasBeenBack() throws Exception {
        StateDirectory left = left();
        StateCleanup cleanup = new StateCleanup(left, DELAY_MS);
        TaskId guest = tasks().get(0);
        cleanup.step(0);
        left.tryLock(guest, this);
        cleanup.step(DELAY_MS / 2);
        left.unlock(guest, this);
        cleanup.step(DELAY_MS);
        assertThat(left.onDisk()).containsExactly(guest);
        cleanup.step(2 * DELAY_MS - 1);
        assertThat(left.onDisk()).containsExactly(guest);
        cleanup.step(3 * DELAY_MS);
        assertThat(left.onDisk()).isEmpty();
    }

    /** As another process has it: this one's book of owners knows nothing of it. */
    private static RocksDB opened(Path database) throws RocksDBException {
        List<ColumnFamilyDescriptor> families = new ArrayList<>();
        try (Options options = new Options()) {
            RocksDB.listColumnFamilies(options, database.toString())
                    .forEach(name -> families.add(new ColumnFamilyDescriptor(name)));
        }
        return RocksDB.open(database.toString(), families, new ArrayList<>());
    }

    @Test
    void whatAnotherProcessHasOpenStays() throws Exception {
        StateDirectory left = left();
        StateCleanup cleanup = new StateCleanup(left, DELAY_MS);
        TaskId open = tasks().get(0);
        cleanup.step(0);
        try (RocksDB ofTheOther = opened(of(open).resolve("rocksdb"))) {
            assertThat(ofTheOther.isOwningHandle()).isTrue();
            cleanup.step(DELAY_MS);
            assertThat(left.onDisk()).containsExactly(open);
            assertThat(of(open).resolve("rocksdb/CURRENT")).exists();
            assertThat(of(open).resolve("of-the-user")).exists();
        }
        cleanup.step(2 * DELAY_MS);
        assertThat(left.onDisk()).isEmpty();
    }

    @Test
    void atTheStartWhatIsOlderThanTheLimitGoesUnlessSomebodyHasIt() throws Exception {
        StateDirectory left = left();
        StateCleanup cleanup = new StateCleanup(left, DELAY_MS);
        TaskId owned = tasks().get(0);
        left.tryLock(owned, this);
        long lastMs = tasks().stream().mapToLong(left::lastModifiedMs).max().orElseThrow();
        cleanup.deleteOutdated(-1, Long.MAX_VALUE);
        cleanup.deleteOutdated(100_000, lastMs);
        assertThat(left.onDisk()).hasSize(PARTITIONS);
        cleanup.deleteOutdated(100_000, lastMs + 200_000);
        assertThat(left.onDisk()).containsExactly(owned);
        left.unlock(owned, this);
    }

    @Test
    void whatIsNotNamedLikeATaskIsLeftAlone() throws Exception {
        for (String name : List.of("0_0", "3_12", "20261201093000_1", "1_4294967296", "00_1", "0_1.old", "notes")) {
            Files.createDirectory(new File(here, name).toPath());
        }
        StateDirectory directory = new StateDirectory(here);
        assertThat(directory.onDisk()).containsExactlyInAnyOrder(new TaskId(0, 0), new TaskId(3, 12));
        new StateCleanup(directory, DELAY_MS).deleteOutdated(0, Long.MAX_VALUE);
        assertThat(here).isDirectoryContaining(file -> file.getName().equals("20261201093000_1"));
    }

    @Test
    void cleanUpLeavesWhatAnotherInstanceHas() throws Exception {
        StateDirectory left = left();
        TaskId owned = tasks().get(0);
        left.tryLock(owned, this);
        new StateDirectory(here).deleteAll();
        assertThat(left.onDisk()).containsExactly(owned);
        left.unlock(owned, this);
        new StateDirectory(here).deleteAll();
        assertThat(here).doesNotExist();
    }
}
