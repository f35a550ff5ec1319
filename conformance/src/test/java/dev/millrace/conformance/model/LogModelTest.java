package dev.millrace.conformance.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.audit.Progress;
import dev.millrace.log.FlushMode;
import dev.millrace.log.PartitionLog;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

/** Random operations against the model of the log, in each flush mode. A failure is made small before it is shown. */
@ExtendWith(Baseline.class)
class LogModelTest {
    private static final Logger MAIN_LOG = (Logger) LoggerFactory.getLogger("dev.millrace.log");
    private static final int SHRINKING_RUNS = 2_000;

    @BeforeAll
    static void expectErrors() {
        MAIN_LOG.setLevel(Level.OFF);
    }

    @AfterAll
    static void listenAgain() {
        MAIN_LOG.setLevel(null);
    }

    @ParameterizedTest
    @EnumSource
    void whateverHappensTheLogIsWhatItsModelSays(FlushMode mode) {
        run(mode, 0, 300);
    }

    @ParameterizedTest
    @EnumSource
    @Tag("nightly")
    void nightlyManyMore(FlushMode mode) {
        run(mode, 1_000_000, 20_000);
    }

    @Test
    void aDeletionThatFoundTheDiskFullLeftAPartitionThatTickCouldNotUse() {
        run(1_001_298, FlushMode.INTERVAL);
    }

    @Test
    void compactionRemovedWhatATransactionSupersededBeforeItsMarkerWasDurable() {
        run(1_017_168, FlushMode.INTERVAL);
        run(1_017_580, FlushMode.INTERVAL);
    }

    @Test
    void ofSeveralAppendsThatFailedTheFirstMayBeThere() {
        for (long seed : new long[] {1_012_189, 1_013_441, 1_017_012}) {
            run(seed, FlushMode.OS);
        }
    }

    @Test
    void aLogThatIsNotWhatTheModelSaysIsNoticedAndTheListMadeSmall() {
        List<Operation> operations = List.of(
                new Operation.Create(0),
                new Operation.Append(0, 0, 2),
                new Operation.Sync(),
                new Operation.Read(0, false, 0, 100),
                new Operation.Restart(Operation.Ending.KILL, 0, null));
        new LogTrial(1, FlushMode.COMMIT, operations).run();
        assertThatThrownBy(() -> new LogTrial(1, FlushMode.COMMIT, operations, LogModelTest::loseOne).run())
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("step 3");
        assertThat(new Shrinking(100)
                        .shrink(
                                operations,
                                list -> fails(
                                        () -> new LogTrial(1, FlushMode.COMMIT, list, LogModelTest::loseOne).run())))
                .hasSize(4);
    }

    private static void loseOne(PartitionLog log) {
        log.deleteRecordsBefore(Math.min(1, log.highWatermark()));
    }

    private static void run(FlushMode mode, long firstSeed, int seeds) {
        Progress.overSeeds("LogModelTest, " + mode, firstSeed, seeds, seed -> run(seed, mode));
    }

    /** One trial from its seed. */
    private static void run(long seed, FlushMode mode) {
        List<Operation> operations = Operation.generate(new Random(seed));
        try {
            new LogTrial(seed, mode, operations).run();
        } catch (AssertionError failure) {
            long same = seed;
            List<Operation> fewest = new Shrinking(SHRINKING_RUNS)
                    .shrink(operations, list -> fails(() -> new LogTrial(same, mode, list).run()));
            StringBuilder text = new StringBuilder("seed " + seed + ", " + mode + "; these fail, too:");
            fewest.forEach(operation -> text.append("\n  ").append(operation));
            throw new AssertionError(text.toString(), failure);
        }
    }

    private static boolean fails(Runnable trial) {
        try {
            trial.run();
            return false;
        } catch (AssertionError failure) {
            return true;
        }
    }
}
