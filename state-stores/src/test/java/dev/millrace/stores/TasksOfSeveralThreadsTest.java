package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.KeyValueStore;
import java.io.File;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Tasks belong to one thread each, and a task may move. What they share is the memory of the process: the heap's
 * budget, which makes some let go what others need, and RocksDB's, which comes with the first database and goes with
 * the last.
 */
class TasksOfSeveralThreadsTest {
    private static final int THREADS = 4;
    private static final long SMALL_MEMORY_BYTES = 1 << 20;

    @TempDir
    File directory;

    /** One thread's task, which is closed and opened again now and then. */
    private static final class Life {
        private final File directory;
        private final Random random;
        private final Map<String, Long> model = new HashMap<>();

        Life(File directory, long seed) {
            this.directory = directory;
            this.random = new Random(seed);
        }

        void run(int steps) {
            try (Harness task = new Harness(directory, 64 << 10, SMALL_MEMORY_BYTES)) {
                KeyValueStore<String, Long> store = open(task);
                for (int step = 0; step < steps; step++) {
                    String key = "k".repeat(200) + random.nextInt(2_000);
                    long value = random.nextLong();
                    if (random.nextInt(10) == 0) {
                        store.delete(key);
                        model.remove(key);
                    } else {
                        store.put(key, value);
                        model.put(key, value);
                    }
                    if (step % 300 == 0) {
                        task.commit();
                    }
                    if (step % 1_500 == 0) {
                        task.reopen();
                        store = open(task);
                    }
                }
                assertThat(contents(store)).isEqualTo(model);
                task.commitAndWrite();
            }
        }

        private static KeyValueStore<String, Long> open(Harness task) {
            return task.open(new MillraceStores().keyValueStore(Specs.keyValue(true)));
        }

        private static Map<String, Long> contents(KeyValueStore<String, Long> store) {
            Map<String, Long> contents = new HashMap<>();
            try (var all = store.all()) {
                all.forEachRemaining(entry -> contents.put(entry.key, entry.value));
            }
            return contents;
        }
    }

    private void run(long seed, int steps) {
        long usedBytes = LiveBudget.PROCESS.usedBytes();
        ExecutorService threads = Executors.newFixedThreadPool(THREADS);
        try {
            List<CompletableFuture<Void>> lives = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                Life life = new Life(new File(directory, seed + "-" + t), seed * THREADS + t);
                lives.add(CompletableFuture.runAsync(() -> life.run(steps), threads));
            }
            lives.forEach(CompletableFuture::join);
        } finally {
            threads.shutdown();
        }
        assertThat(LiveBudget.PROCESS.usedBytes()).as("seed %d: heap", seed).isEqualTo(usedBytes);
        assertThat(NativeMemory.currentUsedBytes())
                .as("seed %d: RocksDB's memory", seed)
                .isZero();
    }

    @Test
    void eachStoreHoldsWhatItsThreadPutAndAllMemoryIsGivenBack() {
        run(1, 6_000);
    }

    @Test
    @Tag("nightly")
    void theSameForLong() {
        for (long seed = 2; seed < 60; seed++) {
            run(seed, 60_000);
        }
    }
}
