package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.transaction.ProducerIdentity;
import dev.millrace.transaction.TransactionCoordinator;
import java.io.IOException;
import java.util.List;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The faults of the reliability page that concern transactions, on a disk that forgets. */
@ExtendWith(Baseline.class)
class TransactionCasesTest {
    private static final int SEEDS = 150;
    private static final int TIMEOUT_MS = 1000;

    @Test
    void case08_cutBetweenTheDecisionAndTheMarkersIsAllOrNothingEverywhere() throws IOException {
        int committed = 0;
        for (int seed = 0; seed < 2 * SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            TransactionCoordinator coordinator = log.recoveredCoordinator();
            ProducerIdentity p = coordinator.initProducerId("t", TIMEOUT_MS, null, log.nowMs);
            log.directory.sync();
            storage.cutPowerAt(1 + seed % 12);
            boolean acknowledged = false;
            try {
                coordinator.addPartitions("t", p, List.of(A, B), log.nowMs);
                log.append(A, p, 0, true, "v0");
                log.append(B, p, 0, true, "v0");
                if (seed % 3 == 0) {
                    log.directory.sync();
                }
                coordinator.endTransaction("t", p, true, log.nowMs);
                log.directory.sync();
                acknowledged = true;
                storage.cutPowerAt(1);
                log.append(A, "x");
            } catch (PowerCut expected) {
                storage = seed % 2 == 0 ? storage.crash() : storage.kill().crash();
            }
            SmallLog after = new SmallLog(storage);
            after.recoveredCoordinator();
            List<String> inA =
                    after.read(A).stream().filter(v -> v.startsWith("v")).toList();
            assertThat(inA).as("seed %d", seed).isEqualTo(after.read(B));
            assertThat(inA.isEmpty() && acknowledged).as("seed %d", seed).isFalse();
            committed += inA.size();
        }
        assertThat(committed).as("both outcomes were seen").isBetween(1, 2 * SEEDS - 1);
    }

    @Test
    void case18_aCommitWhoseSyncFailedIsAllOrNothingAfterARestart() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            TransactionCoordinator coordinator = log.recoveredCoordinator();
            ProducerIdentity p = coordinator.initProducerId("t", TIMEOUT_MS, null, log.nowMs);
            coordinator.addPartitions("t", p, List.of(A, B), log.nowMs);
            log.append(A, p, 0, true, "v0");
            log.append(B, p, 0, true, "v0");
            coordinator.endTransaction("t", p, true, log.nowMs);
            storage.inject(Fault.SYNC, path -> true, 1);
            assertThatThrownBy(log.directory::sync).isInstanceOf(KafkaStorageException.class);
            assertThat(log.read(A)).as("seed %d", seed).isEmpty();
            SmallLog after = new SmallLog(seed % 2 == 0 ? storage.crash() : storage.kill());
            after.withPartitions().recoveredCoordinator();
            assertThat(after.read(A)).as("seed %d", seed).isEqualTo(after.read(B));
        }
    }

    @Test
    void case14_aDecisionThatFindsTheDiskFullIsNotTakenAndMayBeAskedForAgain() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            SmallLog log = new SmallLog(storage).withPartitions();
            TransactionCoordinator coordinator = log.recoveredCoordinator();
            ProducerIdentity p = coordinator.initProducerId("t", TIMEOUT_MS, null, log.nowMs);
            coordinator.addPartitions("t", p, List.of(A, B), log.nowMs);
            log.append(A, p, 0, true, "v0");
            log.append(B, p, 0, true, "v0");
            log.directory.sync();
            storage.freeBytes(seed * 2);
            assertThatThrownBy(() -> coordinator.endTransaction("t", p, true, log.nowMs))
                    .as("seed %d", seed)
                    .isInstanceOf(ApiException.class);
            log.directory.sync();
            storage.freeBytes(Long.MAX_VALUE);
            coordinator.tick(log.nowMs + 10 * TIMEOUT_MS);
            log.directory.sync();
            List<String> inA = log.read(A);
            assertThat(inA).as("seed %d: the same end in both partitions", seed).isEqualTo(log.read(B));
            SmallLog after = new SmallLog(storage.crash());
            after.recoveredCoordinator();
            assertThat(after.read(A)).as("seed %d", seed).isEqualTo(inA).isEqualTo(after.read(B));
        }
    }

    @Test
    void case27_aZombieGetsNothingDoneAfterAPowerCutEither() throws IOException {
        StrictStorage storage = new StrictStorage(27);
        SmallLog log = new SmallLog(storage).withPartitions();
        TransactionCoordinator coordinator = log.recoveredCoordinator();
        ProducerIdentity zombie = coordinator.initProducerId("t", TIMEOUT_MS, null, log.nowMs);
        coordinator.addPartitions("t", zombie, List.of(A), log.nowMs);
        log.append(A, zombie, 0, true, "zombie");
        ProducerIdentity fresh = coordinator.initProducerId("t", TIMEOUT_MS, null, log.nowMs);
        log.directory.sync();

        SmallLog after = new SmallLog(storage.crash());
        TransactionCoordinator next = after.recoveredCoordinator();
        assertThatThrownBy(() -> after.append(A, zombie, 1, true, "late")).isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> next.addPartitions("t", zombie, List.of(A), after.nowMs))
                .isInstanceOf(ApiException.class);
        assertThatThrownBy(() -> next.endTransaction("t", zombie, true, after.nowMs))
                .isInstanceOf(ApiException.class);
        next.addPartitions("t", fresh, List.of(A), after.nowMs);
        after.append(A, fresh, 0, true, "fresh");
        next.endTransaction("t", fresh, true, after.nowMs);
        after.directory.sync();
        assertThat(after.read(A)).containsExactly("fresh");
    }

    @Test
    void case29_aTransactionTimesOutAfterARestartTooAndTheStableOffsetGoesOn() throws IOException {
        StrictStorage storage = new StrictStorage(29);
        SmallLog log = new SmallLog(storage).withPartitions();
        TransactionCoordinator coordinator = log.recoveredCoordinator();
        ProducerIdentity p = coordinator.initProducerId("t", TIMEOUT_MS, null, log.nowMs);
        coordinator.addPartitions("t", p, List.of(A), log.nowMs);
        log.append(A, p, 0, true, "open");
        log.append(A, "behind it");
        log.directory.sync();

        SmallLog after = new SmallLog(storage.crash());
        TransactionCoordinator next = after.coordinator();
        next.recover(after.nowMs);
        assertThat(after.read(A)).isEmpty();
        assertThat(next.tick(after.nowMs + TIMEOUT_MS - 1)).isFalse();
        assertThat(next.tick(after.nowMs + TIMEOUT_MS)).isTrue();
        after.directory.sync();
        assertThat(after.read(A)).containsExactly("behind it");
        assertThat(after.log(A).lastStableOffset()).isEqualTo(after.log(A).logEndOffset());
    }

    @Test
    void case31_sequencesGoOnAtZeroAndAreToldFromRetriesAfterAPowerCut() throws IOException {
        StrictStorage storage = new StrictStorage(31);
        SmallLog log = new SmallLog(storage).withPartitions();
        ProducerIdentity p = log.recoveredCoordinator().initProducerId(null, 0, null, log.nowMs);
        log.append(A, p, Integer.MAX_VALUE - 1, false, "v0");
        log.append(A, p, Integer.MAX_VALUE, false, "v1");
        log.append(A, p, 0, false, "v2");
        log.directory.sync();
        SmallLog after = new SmallLog(storage.crash());
        after.append(A, p, Integer.MAX_VALUE, false, "v1");
        after.append(A, p, 0, false, "v2");
        after.append(A, p, 1, false, "v3");
        after.directory.sync();
        assertThat(after.read(A)).isEqualTo(SmallLog.values(4));
        assertThatThrownBy(() -> after.append(A, p, 3, false, "gap")).isInstanceOf(ApiException.class);
    }
}
