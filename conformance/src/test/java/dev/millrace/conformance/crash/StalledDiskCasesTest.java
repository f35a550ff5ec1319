package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;
import static dev.millrace.conformance.crash.SmallLog.values;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.LogConfig;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * A disk whose sync does not come back. The stall has no length here: whoever does not wait for it would not wait 60 s
 * either.
 */
@ExtendWith(Baseline.class)
class StalledDiskCasesTest {
    private final StallingStorage storage = new StallingStorage();
    private final ExecutorService others = Executors.newCachedThreadPool();
    private final SmallLog log = new SmallLog(storage).withPartitions();

    StalledDiskCasesTest() throws IOException {}

    @AfterEach
    void end() {
        storage.release();
        others.shutdown();
        log.directory.close();
    }

    @Test
    void case21_whileTheJournalsSyncHangsReadersAndAppendersGoOnAndNothingIsAcknowledged() throws Exception {
        log.append(A, "v0");
        log.append(B, "v0");
        log.directory.sync();
        log.append(A, "v1");
        storage.stall(path -> path.startsWith("journal/"));
        CompletableFuture<Void> committer = CompletableFuture.runAsync(log.directory::sync, others);
        storage.awaitStall();

        assertThat(log.read(A)).isEqualTo(values(1));
        assertThat(log.read(B)).isEqualTo(values(1));
        log.append(B, "v1");
        log.append(A, "v2");
        CompletableFuture<Void> second = CompletableFuture.runAsync(log.directory::sync, others);
        assertThat(log.read(A)).as("nobody reads what is not durable").isEqualTo(values(1));
        assertThat(committer).isNotDone();
        assertThat(second).isNotDone();

        storage.release();
        committer.join();
        second.join();
        assertThat(log.read(A)).isEqualTo(values(3));
        assertThat(log.read(B)).isEqualTo(values(2));
    }

    @Test
    void case21_whileACheckpointsSyncOfOneSegmentHangsPartitionsAreCreatedAndDeleted() throws Exception {
        log.append(A, "v0");
        log.append(B, "v0");
        log.directory.sync();
        storage.stall(path -> path.startsWith("partitions/a-0") && path.endsWith(".log"));
        log.nowMs += 1_000;
        CompletableFuture<Void> checkpoint = CompletableFuture.runAsync(() -> log.directory.tick(log.nowMs), others);
        storage.awaitStall();

        TopicPartition c = new TopicPartition("c", 0);
        CompletableFuture<Void> operator = CompletableFuture.runAsync(
                () -> {
                    log.directory.create(c, LogConfig.DEFAULT, log.nowMs);
                    log.directory.delete(B);
                    log.directory.sync();
                },
                others);
        assertThat(operator).succeedsWithin(Duration.ofMinutes(1));
        assertThat(checkpoint).isNotDone();

        storage.release();
        checkpoint.join();
        assertThat(log.directory.partition(B)).isNull();
        assertThat(log.directory.partition(c)).isNotNull();
        assertThat(log.read(A)).isEqualTo(values(1));
    }

    @Test
    void case21_whileACheckpointsSyncOfOneSegmentHangsAllPartitionsAppendCommitAndRead() throws Exception {
        log.append(A, "v0");
        log.append(B, "v0");
        log.directory.sync();
        storage.stall(path -> path.startsWith("partitions/a-0") && path.endsWith(".log"));
        log.nowMs += 1_000;
        CompletableFuture<Void> checkpoint = CompletableFuture.runAsync(() -> log.directory.tick(log.nowMs), others);
        storage.awaitStall();

        for (int i = 1; i < 20; i++) {
            log.append(A, "v" + i);
            log.append(B, "v" + i);
            log.directory.sync();
        }
        assertThat(log.read(A)).isEqualTo(values(20));
        assertThat(log.read(B)).isEqualTo(values(20));
        assertThat(checkpoint).isNotDone();

        storage.release();
        checkpoint.join();
        log.append(A, "v20");
        log.directory.sync();
        assertThat(log.read(A)).isEqualTo(values(21));
    }
}
