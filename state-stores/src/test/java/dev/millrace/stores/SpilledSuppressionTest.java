package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.StoreOptions;
import java.io.File;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A suppression buffer with more than its memory, against a map: nothing is lost, and all leaves in order. */
class SpilledSuppressionTest {

    private static final String FILLER = "x".repeat(2_000);
    private static final int KEYS = 6_000;

    @TempDir
    File directory;

    private Harness task;
    private HeapSuppressionBuffer<String, String> buffer;
    private Map<String, Update> model = new HashMap<>();
    private Map<String, Update> committed = new HashMap<>();
    private Random random;
    private long nowMs;
    private int mostSpilled;

    /** What must wait of a key. */
    private record Update(long timeMs, String key, String value, String prior) {}

    private static final Comparator<Update> ORDER =
            Comparator.comparingLong(Update::timeMs).thenComparing(Update::key);

    @Test
    void updatesThatDoNotFitInMemoryLeaveInOrderThroughRestarts() {
        run(1, true, StoreOptions.DEFAULT, 40);
    }

    @Test
    void theSameInMemory() {
        run(2, false, StoreOptions.DEFAULT, 20);
    }

    @Test
    void theSameWithoutAChangelogAndARestart() {
        run(3, true, StoreOptions.DEFAULT.withoutLogging(), 20);
    }

    @Test
    @Tag("nightly")
    void theSameOfManySeeds() {
        for (int seed = 100; seed < 400; seed++) {
            directory = new File(directory.getParentFile(), "spilled-" + seed);
            run(seed, seed % 3 != 0, StoreOptions.DEFAULT, 200);
            TaskDirectory.delete(directory.toPath());
        }
    }

    private void run(int seed, boolean onDisk, StoreOptions options, int steps) {
        random = new Random(seed);
        model = new HashMap<>();
        committed = new HashMap<>();
        nowMs = 0;
        mostSpilled = 0;
        task = new Harness(onDisk ? directory : null, 0, 8 << 20);
        int step = 0;
        try (Harness closing = task) {
            open(options);
            for (; step < steps; step++) {
                step(options);
            }
            nowMs = Long.MAX_VALUE;
            poll();
            assertThat(model).isEmpty();
            closing.commit();
            assertThat(mostSpilled).as("spilled at once").isGreaterThan(500);
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("seed " + seed + ", step " + step + ": " + e, e);
        }
    }

    private void open(StoreOptions options) {
        buffer = (HeapSuppressionBuffer<String, String>) task.open(new MillraceStores()
                .suppressionBuffer(new BufferSpec<>("sup", Serdes.String(), Serdes.String(), options)));
    }

    private void step(StoreOptions options) {
        for (int i = random.nextInt(400); i >= 0; i--) {
            put();
        }
        nowMs += random.nextInt(200);
        poll();
        check();
        int dice = random.nextInt(20);
        if (dice < 10) {
            task.commit();
            committed = new HashMap<>(model);
        }
        if (options.logging() && dice == 9) {
            task.reopen();
            open(options);
        } else if (options.logging() && dice == 10) { // a crash
            task.reopen();
            model = new HashMap<>(committed);
            open(options);
        } else if (options.logging() && dice == 11) {
            task.taskState().wipe("sup");
            task.reopen();
            model = new HashMap<>(committed);
            open(options);
        }
        mostSpilled = Math.max(mostSpilled, buffer.spilledCount());
    }

    private void put() {
        String key = String.format("k%05d", random.nextInt(KEYS));
        String value = random.nextInt(20) == 0 ? null : random.nextInt(1_000_000) + FILLER;
        Update waiting = model.get(key);
        String old = waiting == null ? "before " + random.nextInt(100) : waiting.value;
        long timeMs = nowMs + 1 + random.nextInt(4_000);
        task.at(nowMs);
        buffer.put(timeMs, key, value, old);
        model.put(
                key,
                waiting == null
                        ? new Update(timeMs, key, value, old)
                        : new Update(waiting.timeMs, key, value, waiting.prior));
    }

    private void poll() {
        while (buffer.minTimeMs() <= nowMs && buffer.size() > 0) {
            Update first = model.values().stream().min(ORDER).orElseThrow();
            buffer.poll((timeMs, key, newValue, oldValue, timestampMs, headers) -> {
                assertThat(timeMs + key).isEqualTo(first.timeMs + first.key);
                assertThat(newValue).isEqualTo(first.value);
                assertThat(buffer.priorValue(key)).isEqualTo(first.prior);
            });
            model.remove(first.key);
        }
    }

    private void check() {
        assertThat(buffer.size()).isEqualTo(model.size());
        assertThat(buffer.minTimeMs())
                .isEqualTo(
                        model.values().stream().mapToLong(Update::timeMs).min().orElse(Long.MAX_VALUE));
        for (int i = 0; i < 20; i++) {
            String key = String.format("k%05d", random.nextInt(KEYS));
            Update waiting = model.get(key);
            assertThat(buffer.contains(key)).as(key).isEqualTo(waiting != null);
            assertThat(buffer.priorValue(key)).as(key).isEqualTo(waiting == null ? null : waiting.prior);
        }
    }
}
