package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.log.storage.DiskStorage;
import dev.millrace.transaction.ProducerIdentity;
import dev.millrace.transaction.TransactionCoordinator;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A process that is killed between the decision on a transaction and its markers. */
@ExtendWith(Baseline.class)
class DecisionKillTest {
    @TempDir
    private Path directory;

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2})
    void case08_aProcessKilledBetweenTheDecisionAndEachMarkerHasCommittedEverywhere(int markers) throws Exception {
        List<String> said = new ArrayList<>();
        new ChildProcess(DecidingProcess.class, directory.toString(), Integer.toString(markers))
                .live(1, ChildProcess.Ending.KILL, said::add);
        assertThat(said).as("markers before the kill").containsExactly(Integer.toString(markers));

        SmallLog log = new SmallLog(new DiskStorage(directory));
        assertThat(log.log(A).logEndOffset() + log.log(B).logEndOffset()).isEqualTo(2 + markers);
        TransactionCoordinator coordinator = log.recoveredCoordinator();
        assertOneMarkerEach(log);
        ProducerIdentity next = coordinator.initProducerId(DecidingProcess.ID, 1_000, null, log.nowMs);
        log.directory.sync();
        assertOneMarkerEach(log);
        coordinator.addPartitions(DecidingProcess.ID, next, List.of(A), log.nowMs);
        log.append(A, next, 0, true, "v1");
        coordinator.endTransaction(DecidingProcess.ID, next, true, log.nowMs);
        log.directory.sync();
        assertThat(log.read(A)).isEqualTo(SmallLog.values(2));
        log.directory.close();
    }

    private static void assertOneMarkerEach(SmallLog log) {
        for (var partition : List.of(A, B)) {
            assertThat(log.read(partition)).isEqualTo(SmallLog.values(1));
            assertThat(log.log(partition).logEndOffset())
                    .as("the record and one marker")
                    .isEqualTo(2);
            assertThat(log.log(partition).lastStableOffset()).isEqualTo(2);
        }
    }
}
