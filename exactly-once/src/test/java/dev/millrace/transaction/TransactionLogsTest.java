package dev.millrace.transaction;

import static dev.millrace.transaction.World.A;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.PartitionLog;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A transaction log of several partitions: each id has one of them. */
class TransactionLogsTest {
    private static final int LOGS = 4;
    private static final int IDS = 20;

    private final Map<String, ProducerIdentity> producers = new HashMap<>();

    private static World open(long snapshotBytes) throws IOException {
        return World.open(new MemoryStorage(), new TransactionConfig(900_000, 1_000_000, snapshotBytes), LOGS);
    }

    private static String id(int i) {
        return "producer-" + i;
    }

    private void commitOne(World world, int i, String value) {
        ProducerIdentity producer = producers.get(id(i));
        world.write(id(i), producer, A, value);
        producers.put(id(i), world.commit(id(i), producer));
    }

    private void initAll(World world) {
        for (int i = 0; i < IDS; i++) {
            producers.put(id(i), world.init(id(i)));
        }
    }

    @Test
    void idsAreSpreadOverTheLogsAndAllComeBack() throws IOException {
        World world = open(1 << 20);
        initAll(world);
        List<String> values = new ArrayList<>();
        for (int i = 0; i < IDS / 2; i++) {
            values.add("committed by " + i);
            commitOne(world, i, values.get(i));
        }
        for (int i = IDS / 2; i < IDS; i++) {
            world.write(id(i), producers.get(id(i)), A, "open");
        }
        assertThat(world.transactionLogs).extracting(PartitionLog::logEndOffset).allMatch(end -> end > 0);
        world.coordinator.recordCompletions(world.nowMs);
        World restarted = world.restarted();
        assertThat(restarted.coordinator.list())
                .containsExactlyInAnyOrderElementsOf(world.coordinator.list())
                .hasSize(IDS);
        restarted.coordinator.recover(restarted.nowMs);
        restarted.coordinator.abortOngoing(restarted.nowMs);
        assertThat(restarted.committed(A)).containsExactlyElementsOf(values);
    }

    @Test
    void eachLogIsWrittenAnewForItselfAndTogetherTheySayTheSame() throws IOException {
        World world = open(LOGS * 4_000);
        initAll(world);
        for (int round = 0; round < 40; round++) {
            for (int i = 0; i < IDS; i++) {
                commitOne(world, i, "value");
            }
            world.coordinator.tick(world.nowMs);
            assertThat(world.restarted().coordinator.list())
                    .containsExactlyInAnyOrderElementsOf(world.coordinator.list());
        }
        world.coordinator.tick(world.nowMs);
        assertThat(world.transactionLogs)
                .extracting(PartitionLog::logStartOffset)
                .allMatch(start -> start > 0);
        World restarted = world.restarted();
        for (int i = 0; i < IDS; i++) {
            assertThat(restarted.state(id(i))).isEqualTo(world.state(id(i)));
        }
    }

    @Test
    void noProducerIdIsGivenTwiceWhateverTheLogs() throws IOException {
        World world = open(LOGS * 1_000);
        Set<Long> given = new HashSet<>();
        for (int life = 0; life < 5; life++) {
            for (int i = 0; i < 300; i++) {
                assertThat(given.add(world.init(life + "-" + i).producerId())).isTrue();
                world.coordinator.tick(world.nowMs);
                world.directory.sync();
            }
            world = world.restarted();
        }
    }
}
