package dev.millrace.log;

import static dev.millrace.log.LogFixture.*;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Moments between two steps of one thread, in which another one comes. */
class InterleavingTest {
    private final MemoryStorage memory = new MemoryStorage();
    private final InterposedStorage disk = new InterposedStorage(memory);

    @Test
    void whatIsAcknowledgedWhileTheDirectoryIsBeingClosedIsThereAfterwards() {
        for (FlushMode mode : FlushMode.values()) {
            MemoryStorage files = new MemoryStorage();
            InterposedStorage watched = new InterposedStorage(files);
            LogDirectoryConfig config = CONFIG.withFlushMode(mode);
            LogDirectory directory = open(watched.storage(), config);
            PartitionLog log = directory.create(ORDERS, LogConfig.DEFAULT, NOW);
            append(log, "early");
            directory.sync();
            CompletableFuture<Boolean> acknowledged = new CompletableFuture<>();
            watched.beforeNext(
                    "create",
                    CheckpointFile.TEMPORARY,
                    () -> CompletableFuture.runAsync(() -> {
                                acknowledged.complete(isAcknowledged(directory, log));
                            })
                            .join());
            directory.close();
            LogDirectory again = reopen(files, config);
            assertThat(read(again.partition(ORDERS)))
                    .as("%s, acknowledged: %s", mode, acknowledged.join())
                    .hasSize(acknowledged.join() ? 2 : 1);
            again.close();
        }
    }

    private static boolean isAcknowledged(LogDirectory directory, PartitionLog log) {
        try {
            append(log, "late");
            directory.sync();
            return true;
        } catch (KafkaStorageException closed) {
            return false;
        }
    }

    @Test
    void whatIsCutOffWhileACheckpointSyncsTheSegmentIsSyncedByTheNextOne() throws IOException {
        disk.storage().createDirectories("p");
        Segment segment = Segment.create(disk.storage(), "p", 0, false);
        ByteBuffer failed = batch("not journaled");
        segment.write(failed);
        disk.beforeNext("truncate", segment.path(), () -> sync(segment));
        segment.cutToEnd();
        assertThat(segment.isDirty()).isTrue();
    }

    @Test
    void aPartitionThatIsDeletedWhileItIsCompactedIsNoFailure() throws IOException {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Compactor.class);
        logger.addAppender(said);
        said.start();
        try (KeyedLog keyed = new KeyedLog(disk.storage())) {
            for (int i = 0; i < 60; i++) {
                keyed.put("k" + i % 3 + "=" + i);
            }
            keyed.roll();
            Thread deletes = new Thread(() -> keyed.directory.delete(ORDERS));
            AtomicBoolean deleted = new AtomicBoolean();
            disk.beforeNext("read", "partitions/orders-0.0/00000000000000000000.log", () -> {
                deletes.start(); // and then waits for this step to end
                await().until(() -> deletes.getState() == Thread.State.WAITING);
                deleted.set(true);
            });
            keyed.compact();
            join(deletes);
            assertThat(deleted).isTrue();
            assertThat(memory.list("partitions")).isEmpty();
            assertThat(said.list).noneMatch(event -> event.getLevel().isGreaterOrEqual(Level.WARN));
        } finally {
            logger.detachAppender(said);
        }
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** As if memory did not suffice: the caller's buffer is changed while it is written, so that it cannot be read afterwards. */
    @Test
    void anAppendThatBreaksOffOnceItIsWrittenIsTheLastOfItsPartition() {
        LogDirectory directory = open(disk.storage(), CONFIG);
        PartitionLog log = directory.create(ORDERS, LogConfig.DEFAULT, NOW);
        append(log, "first");
        directory.sync();
        ByteBuffer batch = batch("breaks off");
        disk.beforeNext("write", "partitions/orders-0.0/00000000000000000000.log", () -> batch.putInt(8, -100));
        assertThatThrownBy(() -> log.append(batch, NOW)).isInstanceOf(RuntimeException.class);
        assertThatThrownBy(() -> append(log, "next"))
                .isInstanceOf(KafkaStorageException.class)
                .hasMessageContaining("broke off")
                .hasMessageContaining("Start it again");
        assertThat(read(log)).containsExactly("first");
    }

    private static void sync(Segment segment) {
        try {
            segment.sync(segment.sizeBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
