package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;
import static dev.millrace.conformance.crash.SmallLog.assertPrefix;
import static dev.millrace.conformance.crash.SmallLog.values;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.crash.SyncGate.Held;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Two syncs of the journal at once. The test decides which of them returns, when, and how; between two of its steps
 * every committer waits, for the disk or for another committer.
 */
@ExtendWith(Baseline.class)
class OverlappingSyncsTest {
    private final Committers committers = new Committers();
    private StrictStorage storage = new StrictStorage(1);
    private SyncGate gate = new SyncGate();
    private SmallLog log = open();

    OverlappingSyncsTest() throws IOException {}

    private SmallLog open() throws IOException {
        storage.whileSyncing(gate);
        return new SmallLog(storage, SmallLog.CONFIG.withJournal(4096, 24_576)).withPartitions();
    }

    @AfterEach
    void end() {
        gate.open();
        committers.close();
    }

    /** Somebody appends and commits, as far as the disk lets it. */
    private Committers.Commit commit(TopicPartition partition, String value) {
        log.append(partition, value);
        Committers.Commit commit = committers.start(log.directory::sync);
        committers.settle();
        return commit;
    }

    private void letPass(Held sync) {
        gate.letPass(sync);
        committers.settle();
    }

    @Test
    void whoCommitsDuringASyncStartsTheNextOneByAnotherHandle() {
        gate.shut();
        Committers.Commit first = commit(A, "v0");
        Committers.Commit second = commit(B, "v0");
        Committers.Commit third = commit(A, "v1");

        assertThat(gate.held()).hasSize(2);
        assertThat(gate.held().get(0).handle).isNotSameAs(gate.held().get(1).handle);
        letPass(gate.held().get(0));
        assertThat(first.isAcknowledged()).isTrue();
        assertThat(second.isDone()).isFalse();
        assertThat(third.isDone()).isFalse();
        assertThat(log.read(A)).isEqualTo(values(1));
        assertThat(log.read(B)).isEmpty();
        while (!gate.held().isEmpty()) {
            letPass(gate.held().get(0));
        }
        assertThat(second.isAcknowledged()).isTrue();
        assertThat(third.isAcknowledged()).isTrue();
        assertThat(log.read(A)).isEqualTo(values(2));
        log.directory.close();
    }

    @Test
    void aSyncThatOvertakesAnotherAcknowledgesNobodyBeforeIt() {
        gate.shut();
        Committers.Commit first = commit(A, "v0");
        Committers.Commit second = commit(A, "v1");
        letPass(gate.held().get(1));
        assertThat(second.isDone()).isFalse();
        assertThat(log.read(A)).isEmpty();

        letPass(gate.held().get(0));
        assertThat(first.isAcknowledged()).isTrue();
        assertThat(second.isAcknowledged()).isTrue();
        assertThat(log.read(A)).isEqualTo(values(2));
        gate.open();
        log.directory.close();
    }

    @Test
    void case18_whenTheSecondOfTwoSyncsFailsNobodyInItIsAcknowledgedThoughTheFirstSucceeds() throws IOException {
        gate.shut();
        Committers.Commit first = commit(A, "v0");
        Committers.Commit second = commit(A, "v1");
        letPass(gate.held().get(0));
        storage.inject(Fault.SYNC, path -> path.startsWith("journal/"), 1);
        letPass(gate.held().get(0));

        assertThat(first.isAcknowledged()).isTrue();
        assertThat(second.failure()).isInstanceOf(KafkaStorageException.class);
        assertThat(log.read(A)).isEqualTo(values(1));
        assertThatThrownBy(() -> log.append(B, "v0")).isInstanceOf(KafkaStorageException.class);
        assertThatThrownBy(log.directory::sync).isInstanceOf(KafkaStorageException.class);
        assertFoundAfterACrash(1, 2);
    }

    @Test
    void case18_aSyncThatFailsKeepsTheOneBesideItFromAcknowledgingWhicheverHearsOfItFirst() throws IOException {
        for (int failing = 0; failing < 2; failing++) {
            gate.shut();
            Committers.Commit first = commit(A, "v0");
            Committers.Commit second = commit(A, "v1");
            storage.inject(Fault.SYNC, path -> path.startsWith("journal/"), 1);
            letPass(gate.held().get(failing));
            letPass(gate.held().get(0));

            assertThat(first.failure()).isInstanceOf(KafkaStorageException.class);
            assertThat(second.failure()).isInstanceOf(KafkaStorageException.class);
            assertThat(log.read(A)).isEmpty();
            assertFoundAfterACrash(0, 2);
            storage = new StrictStorage(1);
            gate = new SyncGate();
            log = open();
        }
        log.directory.close();
    }

    @Test
    void aPowerCutBetweenTheTwoKeepsWhatWasAcknowledged() throws IOException {
        gate.shut();
        Committers.Commit first = commit(A, "v0");
        Committers.Commit second = commit(A, "v1");
        letPass(gate.held().get(0));
        assertThat(first.isAcknowledged()).isTrue();
        assertFoundAfterACrash(1, 2);
        assertThat(second.isAcknowledged()).isFalse();
    }

    private void assertFoundAfterACrash(int acknowledged, int appended) throws IOException {
        StrictStorage left = storage.crash();
        gate.open();
        committers.settle();
        SmallLog found = new SmallLog(left);
        assertPrefix(found.read(A), acknowledged, appended, "partition A");
        found.directory.close();
        storage.close();
    }

    @Test
    void inAnyOrderWithFailuresAndPowerCutsNothingAcknowledgedIsLost() throws IOException {
        manyRuns(1, 150);
    }

    @Test
    @Tag("nightly")
    void inAnyOrderWithManySeeds() throws IOException {
        manyRuns(1_000_000, 5_000);
    }

    private void manyRuns(long firstSeed, int runs) throws IOException {
        log.directory.close();
        for (long seed = firstSeed; seed < firstSeed + runs; seed++) {
            storage = new StrictStorage(seed);
            gate = new SyncGate();
            log = open();
            run(new Random(seed), "seed " + seed);
        }
    }

    /** Commits that overlap and syncs that return in any order, until the power goes; at times one fails before. */
    private void run(Random random, String where) throws IOException {
        List<TopicPartition> partitions = List.of(A, B);
        int[] appended = new int[2];
        List<Committers.Commit> commits = new ArrayList<>();
        List<int[]> covered = new ArrayList<>();
        boolean failed = false;
        gate.shut();
        for (int step = 0; step < 60 && !failed; step++) {
            List<Held> held = gate.held();
            if (!held.isEmpty() && random.nextInt(5) < 2) {
                failed = random.nextInt(20) == 0;
                if (failed) {
                    storage.inject(Fault.SYNC, path -> path.startsWith("journal/"), 1);
                }
                letPass(held.get(random.nextInt(held.size())));
            } else {
                int partition = random.nextInt(2);
                log.append(partitions.get(partition), "v" + appended[partition]++);
                if (random.nextInt(8) == 0) {
                    committers.start(() -> log.directory.tick(log.nowMs += 200));
                } else {
                    covered.add(appended.clone());
                    commits.add(committers.start(log.directory::sync));
                }
                committers.settle();
            }
        }
        StrictStorage left = finish(commits, failed, where);
        int[] acknowledged = new int[2];
        for (int i = 0; i < commits.size(); i++) {
            if (commits.get(i).isAcknowledged()) {
                acknowledged[0] = Math.max(acknowledged[0], covered.get(i)[0]);
                acknowledged[1] = Math.max(acknowledged[1], covered.get(i)[1]);
            }
        }
        SmallLog found = new SmallLog(left);
        assertPrefix(found.read(A), acknowledged[0], appended[0], where);
        assertPrefix(found.read(B), acknowledged[1], appended[1], where);
        found.directory.close();
    }

    /** After a failure what was still under way fails, too. Then, or at once, the power goes. */
    private StrictStorage finish(List<Committers.Commit> commits, boolean failed, String where) {
        if (failed) {
            List<Committers.Commit> open =
                    commits.stream().filter(c -> !c.isDone()).toList();
            gate.open();
            committers.settle();
            assertThat(open).as(where).noneMatch(Committers.Commit::isAcknowledged);
        }
        StrictStorage left = storage.crash();
        gate.open();
        committers.settle();
        storage.close();
        return left;
    }
}
