package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.VersionedStoreSpec;
import dev.millrace.streams.store.WindowStoreSpec;
import java.io.File;
import java.util.Random;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** State that is larger than the memory it may take. */
class MemoryBoundTest {

    private static final long MAX_BYTES = 16L << 20;

    @TempDir
    File directory;

    @Test
    void liveObjectsAndBlocksStayWithinTheirLimitsAndNothingIsLost() {
        int keys = 100_000;
        long[] counts = new long[keys];
        Random random = new Random(7);
        try (Harness task = new Harness(directory, 0, MAX_BYTES)) {
            KeyValueStore<String, Long> store = task.open(
                    new MillraceStores().keyValueStore(Specs.keyValue(true, StoreOptions.DEFAULT.withoutLogging())));
            long maxLive = 0;
            long maxNative = 0;
            for (int i = 0; i < 300_000; i++) {
                int key = random.nextInt(keys);
                Long count = store.get("key-" + key);
                store.put("key-" + key, (count == null ? 0 : count) + 1);
                counts[key]++;
                if (i % 10_000 == 0) {
                    task.commit();
                    maxLive = Math.max(maxLive, LiveBudget.PROCESS.usedBytes());
                    maxNative = Math.max(maxNative, NativeMemory.currentUsedBytes());
                }
            }
            task.commit();
            assertThat(maxLive).isLessThan(MAX_BYTES);
            assertThat(maxNative).isLessThan(MAX_BYTES);
            for (int key = 0; key < keys; key += 97) {
                assertThat(store.get("key-" + key)).as("key " + key).isEqualTo(counts[key] == 0 ? null : counts[key]);
            }
        }
        assertThat(LiveBudget.PROCESS.usedBytes()).isZero();
    }

    @Test
    void windowsThatWereLetGoAreFoundAgain() {
        int keys = 3_000;
        try (Harness task = new Harness(directory, 0, 1)) {
            WindowStore<String, String> store = task.open(new MillraceStores()
                    .windowStore(new WindowStoreSpec<>(
                            "win",
                            true,
                            10_000,
                            5_000,
                            10,
                            false,
                            Serdes.String(),
                            Serdes.String(),
                            StoreOptions.DEFAULT.withoutLogging())));
            String filler = "x".repeat(400);
            for (int time = 0; time < 20; time++) {
                for (int key = 0; key < keys; key++) {
                    store.put("key-" + key, time + filler, time * 10L);
                }
                task.commit();
            }
            assertThat(LiveBudget.PROCESS.usedBytes()).isLessThan(12L << 20);
            for (int key = 0; key < keys; key += 13) {
                int windows = 0;
                try (var iterator = store.fetch("key-" + key, 0, 1000)) {
                    while (iterator.hasNext()) {
                        assertThat(iterator.next().value).isEqualTo(windows++ + filler);
                    }
                }
                assertThat(windows).isEqualTo(20);
                assertThat(store.fetch("key-" + key, 50)).isEqualTo("5" + filler);
            }
        }
    }

    @Test
    void versionsThatWereLetGoAreFoundAgain() {
        int keys = 3_000;
        try (Harness task = new Harness(directory, 0, 1)) {
            VersionedKeyValueStore<String, String> store = task.open(new MillraceStores()
                    .versionedKeyValueStore(new VersionedStoreSpec<>(
                            "ver",
                            true,
                            10_000,
                            5_000,
                            Serdes.String(),
                            Serdes.String(),
                            StoreOptions.DEFAULT.withoutLogging())));
            String filler = "x".repeat(400);
            for (int time = 0; time < 15; time++) {
                for (int key = 0; key < keys; key++) {
                    store.put("key-" + key, time + filler, time * 10L);
                }
                task.commit();
            }
            assertThat(LiveBudget.PROCESS.usedBytes()).isLessThan(12L << 20);
            for (int key = 0; key < keys; key += 13) {
                assertThat(store.get("key-" + key).value()).isEqualTo("14" + filler);
                for (int time = 0; time < 15; time += 3) {
                    assertThat(store.get("key-" + key, time * 10L + 5))
                            .isEqualTo(new VersionedRecord<>(time + filler, time * 10L));
                }
            }
        }
        assertThat(LiveBudget.PROCESS.usedBytes()).isZero();
    }
}
