package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static org.assertj.core.api.Assertions.*;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.log.storage.DiskStorage;
import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.StorageFile;
import dev.millrace.log.storage.StorageLockedException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.zip.CRC32C;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Partitions that come and go, restarts after a clean end and after a kill, and damaged files. */
class LogDirectoryTest {
    private static final Logger MAIN_LOG = (Logger) LoggerFactory.getLogger("dev.millrace.log");

    @BeforeAll
    static void expectErrors() {
        MAIN_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listenAgain() {
        MAIN_LOG.setLevel(null);
    }

    private static final LogConfig SMALL =
            LogConfig.DEFAULT.withSegments(400, 10_000).withIndexIntervalBytes(100);

    private final MemoryStorage storage = new MemoryStorage();

    private static void fill(LogDirectory directory) {
        PartitionLog orders = directory.create(ORDERS, SMALL, NOW);
        PartitionLog bills = directory.create(BILLS, LogConfig.DEFAULT, NOW);
        for (int i = 0; i < 20; i++) {
            append(orders, "o" + i);
            append(bills, "b" + i);
        }
        orders.append(transactional(7, 0, 0, "aborted"), NOW);
        orders.append(transactional(8, 0, 0, "open"), NOW);
        orders.appendMarker(7, (short) 1, false, 0, NOW);
        orders.append(idempotent(9, 0, 0, "once"), NOW);
        directory.sync();
    }

    private static void checkFilled(LogDirectory directory) {
        PartitionLog orders = directory.partition(ORDERS);
        assertThat(read(directory.partition(BILLS))).hasSize(20).endsWith("b19");
        assertThat(read(orders)).hasSize(23).endsWith("aborted", "open", "once");
        assertThat(orders.lastStableOffset()).isEqualTo(21);
        assertThat(orders.config()).isEqualTo(SMALL);
        assertThat(orders.append(idempotent(9, 0, 0, "once"), NOW).duplicate()).isTrue();
        orders.appendMarker(8, (short) 1, true, 0, NOW);
        directory.sync();
        assertThat(committed(orders)).hasSize(22).endsWith("open", "once").doesNotContain("aborted");
    }

    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void everythingIsThereAfterACleanEnd(FlushMode mode) {
        LogDirectory directory = open(storage, CONFIG.withFlushMode(mode));
        fill(directory);
        directory.close();
        LogDirectory again = reopen(storage, CONFIG.withFlushMode(mode));
        checkFilled(again);
        again.close();
    }

    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void everythingIsThereAfterAKill(FlushMode mode) {
        fill(open(storage, CONFIG.withFlushMode(mode)));
        LogDirectory again = reopen(storage, CONFIG.withFlushMode(mode));
        checkFilled(again);
        again.close();
    }

    @ParameterizedTest
    @EnumSource(FlushMode.class)
    void theFlushModeMayChangeBetweenRuns(FlushMode first) {
        fill(open(storage, CONFIG.withFlushMode(first)));
        MemoryStorage killed = storage.copy();
        for (FlushMode next : FlushMode.values()) {
            LogDirectory again = reopen(killed, CONFIG.withFlushMode(next));
            checkFilled(again);
            again.close();
        }
    }

    @Test
    void everythingIsThereOnARealDiskToo(@TempDir Path root) throws IOException {
        LogDirectory directory = open(new DiskStorage(root));
        assertThatThrownBy(() -> LogDirectory.open(new DiskStorage(root), CONFIG, NOW))
                .isInstanceOf(StorageLockedException.class);
        fill(directory);
        directory.close();
        LogDirectory again = open(new DiskStorage(root));
        checkFilled(again);
        again.close();
    }

    @Test
    void whatWasNotSyncedIsGoneAfterAKillTogetherWithAllThatCameLater() {
        LogDirectory directory = open(storage);
        PartitionLog orders = directory.create(ORDERS, SMALL, NOW);
        append(orders, "a");
        directory.sync();
        append(orders, "b");
        directory.create(BILLS, SMALL, NOW);
        LogDirectory again = reopen(storage, CONFIG);
        List<String> found = read(again.partition(ORDERS));
        assertThat(found).startsWith("a");
        assertThat(found.size() == 2 || again.partition(BILLS) == null)
                .as("a prefix over all partitions")
                .isTrue();
        again.close();
    }

    @Test
    void aPartitionThatWasDeletedAndCreatedAgainIsEmpty() {
        LogDirectory directory = open(storage);
        PartitionLog old = directory.create(ORDERS, SMALL, NOW);
        append(old, "old");
        directory.sync();
        directory.delete(ORDERS);
        assertThat(directory.partition(ORDERS)).isNull();
        assertThatThrownBy(() -> append(old, "late")).isInstanceOf(UnknownTopicOrPartitionException.class);
        assertThatThrownBy(() -> old.fetch(0, 100, IsolationLevel.READ_UNCOMMITTED))
                .isInstanceOf(UnknownTopicOrPartitionException.class);
        PartitionLog young = directory.create(ORDERS, SMALL, NOW);
        append(young, "new");
        directory.sync();
        LogDirectory again = reopen(storage, CONFIG);
        assertThat(read(again.partition(ORDERS))).containsExactly("new");
        again.close();
    }

    @Test
    void namesAreCheckedAndTakenOnce() {
        LogDirectory directory = open(storage);
        directory.create(ORDERS, SMALL, NOW);
        assertThatThrownBy(() -> directory.create(ORDERS, SMALL, NOW)).isInstanceOf(TopicExistsException.class);
        assertThatThrownBy(() -> directory.create(new TopicPartition("a/b", 0), SMALL, NOW))
                .isInstanceOf(InvalidTopicException.class)
                .hasMessageContaining("a-z");
        assertThatThrownBy(() -> directory.create(new TopicPartition("a".repeat(252), 0), SMALL, NOW))
                .isInstanceOf(InvalidTopicException.class);
        directory.delete(BILLS);
        directory.close();
        assertThatThrownBy(() -> directory.create(BILLS, SMALL, NOW)).isInstanceOf(KafkaStorageException.class);
    }

    @Test
    void topicNamesWithDotsAndDashesComeBack() {
        LogDirectory directory = open(storage);
        for (String topic : List.of("a.b-1.2", "__state", "-", "x-0.1")) {
            append(directory.create(new TopicPartition(topic, 12), SMALL, NOW), topic);
        }
        directory.sync();
        LogDirectory again = reopen(storage, CONFIG);
        for (String topic : List.of("a.b-1.2", "__state", "-", "x-0.1")) {
            assertThat(read(again.partition(new TopicPartition(topic, 12)))).containsExactly(topic);
        }
        again.close();
    }

    @Test
    void changedSettingsAreKept() {
        LogDirectory directory = open(storage);
        directory.create(ORDERS, SMALL, NOW).configure(SMALL.withMaxMessageBytes(777));
        directory.sync();
        LogDirectory again = reopen(storage, CONFIG);
        assertThat(again.partition(ORDERS).config()).isEqualTo(SMALL.withMaxMessageBytes(777));
        again.close();
    }

    @Test
    void theJournalIsRecycledAndStaysWithinItsLimit() throws IOException {
        LogDirectory directory = open(storage, CONFIG.withJournal(8 << 10, 32 << 10));
        PartitionLog orders = directory.create(ORDERS, LogConfig.DEFAULT, NOW);
        for (int i = 0; i < 2000; i++) {
            append(orders, "v" + i);
            if (i % 50 == 0) {
                directory.sync();
            }
        }
        directory.sync();
        long journalBytes = 0;
        for (String name : storage.list("journal")) {
            try (StorageFile file = storage.open("journal/" + name)) {
                journalBytes += file.size();
            }
        }
        assertThat(journalBytes).isLessThanOrEqualTo(8 * 8 << 10);
        LogDirectory again = reopen(storage, CONFIG.withJournal(8 << 10, 32 << 10));
        assertThat(read(again.partition(ORDERS))).hasSize(2000).endsWith("v1999");
        again.close();
    }

    @Test
    void aBatchLargerThanAJournalFileIsJournaledAllTheSame() {
        LogDirectory directory = open(storage, CONFIG.withJournal(4096, 4096));
        PartitionLog orders = directory.create(ORDERS, LogConfig.DEFAULT, NOW);
        append(orders, "x".repeat(20_000));
        append(orders, "small");
        directory.sync();
        LogDirectory again = reopen(storage, CONFIG.withJournal(4096, 4096));
        assertThat(read(again.partition(ORDERS))).containsExactly("x".repeat(20_000), "small");
        again.close();
    }

    @Test
    void aLostOrDamagedCheckpointIsMadeUpForByReadingTheLog() throws IOException {
        fill(open(storage, CONFIG));
        MemoryStorage lost = storage.copy();
        lost.delete("checkpoint");
        checkRebuilt(lost);
        MemoryStorage damaged = storage.copy();
        try (StorageFile file = damaged.open("checkpoint")) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 20);
        }
        checkRebuilt(damaged);
    }

    private static void checkRebuilt(MemoryStorage storage) {
        LogDirectory again = open(storage);
        PartitionLog orders = again.partition(ORDERS);
        orders.configure(SMALL);
        checkFilled(again);
        again.close();
    }

    @Test
    void aCheckpointOfAnotherVersionIsNotTakenForADamagedOne() throws IOException {
        fill(open(storage));
        MemoryStorage newer = storage.copy();
        try (StorageFile file = newer.open("checkpoint")) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.size());
            file.read(bytes, 0);
            bytes.putShort(4, (short) (CheckpointFormat.VERSION + 1));
            CRC32C crc = new CRC32C();
            crc.update(bytes.array(), 0, bytes.limit() - 4);
            bytes.putInt(bytes.limit() - 4, (int) crc.getValue());
            file.write(bytes.flip(), 0);
        }
        assertThatThrownBy(() -> LogDirectory.open(newer, CONFIG, NOW))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContaining("version " + (CheckpointFormat.VERSION + 1));
    }

    @Test
    void producersAreForgottenByTick() {
        LogDirectory directory = open(storage, CONFIG.withProducerExpiryMs(60_000));
        PartitionLog orders = directory.create(ORDERS, SMALL, NOW);
        orders.append(idempotent(7, 0, 0, "a"), NOW);
        orders.append(transactional(8, 0, 0, "b"), NOW);
        directory.sync();
        directory.tick(NOW + 59_999);
        assertThat(orders.producers()).hasSize(2);
        directory.tick(NOW + 70_000);
        assertThat(orders.producers()).hasSize(1);
        assertThat(orders.hasOpenTransaction(8)).isTrue();
        directory.close();
    }

    @Test
    void aFlippedBitInTheJournalIsNotTakenForItsEnd() throws IOException {
        LogDirectory directory = open(storage);
        PartitionLog orders = directory.create(ORDERS, SMALL, NOW);
        for (int i = 0; i < 10; i++) {
            append(orders, "value" + i);
            directory.sync();
        }
        for (int position : new int[] {416, 716, 1016}) {
            MemoryStorage damaged = storage.copy();
            flip(damaged, "journal/00000000.journal", position);
            assertThatThrownBy(() -> LogDirectory.open(damaged, CONFIG, NOW))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("journal is damaged")
                    .hasMessageContaining("00000000.journal");
        }
        MemoryStorage moved = storage.copy();
        moved.delete("journal/00000000.journal");
        LogDirectory again = open(moved);
        assertThat(again.partitions()).as("as far as the checkpoint").isEmpty();
        again.close();
    }

    private static void flip(MemoryStorage storage, String path, int position) throws IOException {
        try (StorageFile file = storage.open(path)) {
            ByteBuffer one = ByteBuffer.allocate(1);
            file.read(one, position);
            file.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 4)}), position);
        }
    }

    @Test
    void lostTransactionIndexesAreRebuilt() throws IOException {
        LogDirectory directory = open(storage);
        fill(directory);
        directory.close();
        MemoryStorage damaged = storage.copy();
        int lost = 0;
        for (String name : damaged.list("partitions/orders-0.0")) {
            if (name.endsWith(".txnindex")) {
                damaged.delete("partitions/orders-0.0/" + name);
                lost++;
            }
        }
        assertThat(lost).isPositive();
        LogDirectory again = open(damaged);
        checkFilled(again);
        again.close();
    }

    @Test
    void aFlippedBitIsReportedWithItsPlaceAndOtherBatchesStayReadable() throws IOException {
        LogDirectory directory = open(storage);
        PartitionLog orders = directory.create(ORDERS, SMALL, NOW);
        IntStream.range(0, 20).forEach(i -> append(orders, "value" + i));
        directory.sync();
        directory.close();
        MemoryStorage damaged = storage.copy();
        String path = "partitions/orders-0.0/00000000000000000000.log";
        try (StorageFile file = damaged.open(path)) {
            file.write(ByteBuffer.wrap(new byte[] {'X'}), batch("value0").remaining() + 70);
        }
        LogDirectory again = open(damaged);
        PartitionLog found = again.partition(ORDERS);
        assertThatThrownBy(() -> found.fetch(1, 1, IsolationLevel.READ_UNCOMMITTED))
                .isInstanceOf(CorruptRecordException.class)
                .hasMessageContaining(path)
                .hasMessageContaining("at byte " + batch("value0").remaining());
        assertThat(found.fetch(2, 1, IsolationLevel.READ_UNCOMMITTED).batches().hasRemaining())
                .isTrue();
        assertThat(append(found, "more")).isEqualTo(20);
        again.close();
    }

    @Test
    void aPartitionThatLostDurableBytesFailsLoudlyAndAlone() throws IOException {
        LogDirectory directory = open(storage);
        fill(directory);
        directory.close();
        MemoryStorage damaged = storage.copy();
        try (StorageFile file = damaged.open("partitions/bills-0.1/00000000000000000000.log")) {
            file.truncate(100);
        }
        LogDirectory again = open(damaged);
        PartitionLog bills = again.partition(BILLS);
        assertThatThrownBy(() -> append(bills, "x"))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("bills-0.1/00000000000000000000.log")
                .hasMessageContaining("100 bytes");
        assertThatThrownBy(bills::logEndOffset).isInstanceOf(KafkaStorageException.class);
        checkFilledOrders(again);
        again.close();

        LogDirectory third = open(damaged.copy());
        assertThatThrownBy(() -> append(third.partition(BILLS), "x")).isInstanceOf(KafkaStorageException.class);
        third.delete(BILLS);
        append(third.create(BILLS, SMALL, NOW), "anew");
        third.sync();
        assertThat(read(third.partition(BILLS))).containsExactly("anew");
        third.close();
    }

    private static void checkFilledOrders(LogDirectory directory) {
        assertThat(read(directory.partition(ORDERS))).hasSize(23);
    }

    @Test
    void zerosAndTornBatchesAfterTheLogsEndAreCutOffInAllModes() throws IOException {
        for (FlushMode mode : FlushMode.values()) {
            MemoryStorage fresh = new MemoryStorage();
            fill(open(fresh, CONFIG.withFlushMode(mode)));
            MemoryStorage killed = fresh.copy();
            String path = "partitions/bills-0.1/00000000000000000000.log";
            try (StorageFile file = killed.open(path)) {
                ByteBuffer torn = batch("torn");
                torn.limit(torn.limit() - 3);
                file.write(mode == FlushMode.INTERVAL ? ByteBuffer.allocate(5000) : torn, file.size());
            }
            LogDirectory again = open(killed, CONFIG.withFlushMode(mode));
            checkFilled(again);
            again.close();
        }
    }

    @Test
    void strayFilesAreLeftAloneAndRemainsOfDeletedPartitionsRemoved() throws IOException {
        LogDirectory directory = open(storage);
        fill(directory);
        MemoryStorage killed = storage.copy();
        killed.createDirectories("partitions/gone-0.99");
        killed.create("partitions/gone-0.99/00000000000000000000.log").close();
        killed.createDirectories("partitions/lost+found");
        killed.create("partitions/orders-0.0/notes.txt").close();
        LogDirectory again = open(killed);
        checkFilled(again);
        again.close();
        assertThat(killed.copy().list("partitions")).containsExactly("bills-0.1", "lost+found", "orders-0.0");
        assertThat(killed.copy().list("partitions/orders-0.0")).contains("notes.txt");
    }
}
