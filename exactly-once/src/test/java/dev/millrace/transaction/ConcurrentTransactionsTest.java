package dev.millrace.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.MemoryStorage;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.junit.jupiter.api.Test;

/** Many producers at once: each by itself sees one coordinator, and what it decided is there after a restart. */
class ConcurrentTransactionsTest {
    private static final int THREADS = 8;
    private static final int TRANSACTIONS = 60;
    private static final long NOW_MS = 10_000;

    private static <T> List<T> all(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> future : threads.invokeAll(tasks)) {
                results.add(future.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    /** Ends so many transactions, every third by an abort, while the clock's thread ticks. */
    private static ProducerIdentity run(TransactionCoordinator coordinator, String id) {
        ProducerIdentity identity = coordinator.initProducerId(id, 60_000, null, NOW_MS);
        for (int i = 0; i < TRANSACTIONS; i++) {
            coordinator.addPartitions(id, identity, List.of(World.A), NOW_MS);
            identity = coordinator.endTransaction(id, identity, i % 3 != 0, NOW_MS);
        }
        return identity;
    }

    @Test
    void producersOfDifferentIdsDoNotDisturbEachOther() throws Exception {
        World world = World.open(new MemoryStorage(), new TransactionConfig(900_000, 604_800_000, 2_000), 3);
        AtomicBoolean done = new AtomicBoolean();
        Thread ticking = new Thread(() -> {
            while (!done.get()) {
                if (world.coordinator.tick(NOW_MS)) {
                    world.directory.sync(); // so that a snapshot becomes durable, and what is before it goes
                }
            }
        });
        ticking.start();
        List<Callable<ProducerIdentity>> tasks = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            String id = "id" + thread;
            tasks.add(() -> run(world.coordinator, id));
        }
        List<ProducerIdentity> identities = all(tasks);
        done.set(true);
        ticking.join();

        assertThat(world.markers(World.A)).hasSize(THREADS * TRANSACTIONS).doesNotHaveDuplicates();
        World restarted = world.restarted();
        for (int thread = 0; thread < THREADS; thread++) {
            ProducerIdentity last = identities.get(thread);
            String text = "COMPLETE_COMMIT " + last.producerId() + "/" + last.epoch();
            assertThat(world.state("id" + thread)).isEqualTo(text);
            assertThat(restarted.state("id" + thread)).isEqualTo(text);
        }
        assertThat(identities.stream().map(ProducerIdentity::producerId)).doesNotHaveDuplicates();
    }

    @Test
    void ofTwoThatFightForOneIdOneIsFencedAtAnyTimeAndNoTransactionEndsTwice() throws Exception {
        World world = World.open(new MemoryStorage(), TransactionConfig.DEFAULT);
        Callable<Integer> fight = () -> {
            int committed = 0;
            for (int i = 0; i < TRANSACTIONS; i++) {
                try {
                    ProducerIdentity identity = world.coordinator.initProducerId("id", 60_000, null, NOW_MS);
                    world.coordinator.addPartitions("id", identity, List.of(World.A), NOW_MS);
                    world.coordinator.endTransaction("id", identity, true, NOW_MS);
                    committed++;
                } catch (ProducerFencedException | ConcurrentTransactionsException otherWasQuicker) {
                    // and its turn comes again
                }
            }
            return committed;
        };
        List<Integer> committed = all(List.of(fight, fight, fight));
        List<String> markers = world.markers(World.A);
        assertThat(markers).doesNotHaveDuplicates();
        assertThat(markers.stream().filter(marker -> marker.startsWith("commit")))
                .hasSize(committed.stream().mapToInt(Integer::intValue).sum());
    }
}
