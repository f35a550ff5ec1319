package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.store.TaskStateSpec;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A child JVM is killed with kill -9 while it commits. Whatever RocksDB has brought to the disk by then, each store
 * must be exactly the replay of its changelog up to the offset beside it; and the next life goes on from there.
 */
class KillTest {

    private static final long SEED = 20260101;

    @TempDir
    File directory;

    @Test
    void case12_eachStoreIsTheReplayOfItsChangelogAfterAKill() throws Exception {
        live(4);
    }

    @Test
    @Tag("nightly")
    void case12_fiftyLives() throws Exception {
        live(50);
    }

    private void live(int lives) throws Exception {
        Random random = new Random(SEED);
        long durable = 0;
        for (int life = 0; life < lives; life++) {
            if (life % 5 == 0) {
                System.out.println("KillTest: seed " + SEED + ", life " + life);
            }
            killOnceRunning(random.nextLong(), 300 + random.nextInt(900));
            for (String store : KilledTask.STORES) {
                durable += check(store, "seed " + SEED + ", life " + life + ", store " + store);
            }
        }
        assertThat(durable).as("commits that reached the disk by themselves").isPositive();
    }

    private void killOnceRunning(long seed, long afterMs) throws IOException, InterruptedException {
        Process child = new ProcessBuilder(List.of(
                        System.getProperty("java.home") + "/bin/java",
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        KilledTask.class.getName(),
                        directory.getPath(),
                        Long.toString(seed)))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader output =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            List<String> lines = new ArrayList<>();
            String line;
            do {
                line = output.readLine();
                lines.add(String.valueOf(line));
            } while (line != null && !line.equals("running"));
            assertThat(line).as(String.join("\n", lines)).isEqualTo("running");
            assertThat(child.waitFor(afterMs, TimeUnit.MILLISECONDS))
                    .as("ended by itself")
                    .isFalse();
        } finally {
            child.destroyForcibly();
            child.waitFor();
        }
    }

    /** Compares a store's bytes with its changelog up to its offset; gives that offset. */
    private long check(String store, String context) throws IOException {
        List<Harness.Change> log = new ArrayList<>();
        KilledTask.load(KilledTask.log(directory, store), log, Integer.MAX_VALUE);
        EngineState state = new EngineState(new TaskStateSpec(KilledTask.id(), new File(directory, "state"), 1));
        try {
            EngineTable table = state.table(store, store, true);
            long offset = Math.max(0, state.changelogOffset(store));
            assertThat(offset).as(context).isLessThanOrEqualTo(log.size());
            Map<byte[], byte[]> expected = new TreeMap<>(Arrays::compareUnsigned);
            long observed = -1;
            for (Harness.Change change : log.subList(0, (int) offset)) {
                if (store.equals("win")) {
                    long time = RowLayout.WINDOW.timeOfRow(change.key());
                    observed = Math.max(observed, time);
                    expected.put(Rows.prefixed(time / 1000, change.key()), change.value());
                } else if (change.value() == null) {
                    expected.remove(change.key());
                } else {
                    expected.put(change.key(), change.value());
                }
            }
            if (store.equals("win")) {
                long minSegment = Math.max(0, observed - 2000 + 1) / 1000;
                expected.keySet().removeIf(key -> Rows.longAt(key, 0) < minSegment);
                assertThat(table.watermark()).as(context).isEqualTo(observed);
            }
            try (ByteCursor rows = table.scan(null, null, true)) {
                for (Map.Entry<byte[], byte[]> entry : expected.entrySet()) {
                    assertThat(rows.next()).as(context).isTrue();
                    assertThat(rows.key()).as(context).isEqualTo(entry.getKey());
                    assertThat(rows.value()).as(context).isEqualTo(entry.getValue());
                }
                assertThat(rows.next()).as(context).isFalse();
            }
            return offset;
        } finally {
            state.close();
        }
    }
}
