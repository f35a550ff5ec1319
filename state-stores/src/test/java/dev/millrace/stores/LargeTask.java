package dev.millrace.stores;

import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.OuterJoinBuffer.Verdict;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.SuppressionBuffer;
import dev.millrace.streams.store.WindowStoreSpec;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A process whose state is several times its heap: each kind of store on disk takes so many values of
 * {@link #VALUE_BYTES} and gives them back. Prints its largest resident set, and what is missing.
 */
public final class LargeTask {

    static final int VALUE_BYTES = 500;

    /** For all of the state's own memory: live objects, block cache and write buffers. */
    static final long STATE_BYTES = 32L << 20;

    private static final StoreOptions UNLOGGED = StoreOptions.DEFAULT.withoutLogging();
    private static final long HOUR_MS = 3_600_000;
    private static final int COMMIT_EACH = 1_000;

    private final Harness task;
    private final int values;
    private final String filler = "x".repeat(VALUE_BYTES - 8);

    private LargeTask(Harness task, int values) {
        this.task = task;
        this.values = values;
    }

    /** The directory, and how many values each store takes. */
    public static void main(String[] arguments) throws Exception {
        int values = Integer.parseInt(arguments[1]);
        try (Harness task = new Harness(new File(arguments[0]), 0, STATE_BYTES)) {
            LargeTask large = new LargeTask(task, values);
            large.suppression();
            large.outerJoin();
            large.aggregate();
            large.windows();
            large.sessions();
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                System.out.println("resident kB " + line.replaceAll("\\D", ""));
            }
        }
        System.out.println("done");
    }

    private void commitNow(int value) {
        if (value % COMMIT_EACH == COMMIT_EACH - 1) {
            task.commit();
        }
    }

    private String value(int value) {
        return String.format("%08d", value) + filler;
    }

    private static void check(String what, long found, long expected) {
        if (found != expected) {
            throw new AssertionError(what + ": " + found + " instead of " + expected);
        }
    }

    /** Nothing finds a partner before all has come, as with a grace of hours. */
    private void outerJoin() {
        OuterJoinBuffer<String, String, String> buffer = task.open(new MillraceStores()
                .outerJoinBuffer(new OuterJoinBufferSpec<>(
                        Serdes.String(),
                        Serdes.String(),
                        Serdes.String(),
                        new KeyValueStoreSpec<>("outer", true, Serdes.Bytes(), Serdes.ByteArray(), UNLOGGED))));
        for (int i = 0; i < values; i++) {
            buffer.addLeft(i, "key", value(i));
            commitNow(i);
        }
        long[] next = {0};
        while (next[0] < values) {
            long until = next[0] + COMMIT_EACH;
            buffer.forEach((timeMs, key, left, leftValue, rightValue) -> {
                if (timeMs >= until) {
                    return Verdict.STOP;
                }
                check("order of what waits", timeMs, next[0]);
                check("value that waited", leftValue.equals(value((int) timeMs)) ? 1 : 0, 1);
                next[0]++;
                return Verdict.REMOVE;
            });
            task.commit();
        }
        check("left after all", buffer.minTimeMs(), Long.MAX_VALUE);
    }

    /** Nothing is due before all has come, as with windows of a day. */
    private void suppression() {
        SuppressionBuffer<String, String> buffer = task.open(new MillraceStores()
                .suppressionBuffer(new BufferSpec<>("suppressed", Serdes.String(), Serdes.String(), UNLOGGED)));
        for (int i = 0; i < values; i++) {
            task.at(i);
            buffer.put(i, "key-" + i, value(i), null);
            commitNow(i);
        }
        int[] next = {0};
        while (next[0] < values) {
            check("time of what waits", buffer.minTimeMs(), next[0]);
            buffer.poll((timeMs, key, newValue, oldValue, timestampMs, headers) ->
                    check("value that was held back", newValue.equals(value((int) timeMs)) ? 1 : 0, 1));
            commitNow(next[0]++);
        }
        check("left after all", buffer.minTimeMs(), Long.MAX_VALUE);
    }

    private void aggregate() {
        KeyValueStore<String, String> store = task.open(new MillraceStores()
                .keyValueStore(new KeyValueStoreSpec<>("aggregate", true, Serdes.String(), Serdes.String(), UNLOGGED)));
        for (int i = 0; i < values; i++) {
            store.put("key-" + i, value(i));
            commitNow(i);
        }
        for (int i = 0; i < values; i += 101) {
            check("aggregate " + i, store.get("key-" + i).equals(value(i)) ? 1 : 0, 1);
        }
    }

    private void windows() {
        WindowStore<String, String> store = task.open(new MillraceStores()
                .windowStore(new WindowStoreSpec<>(
                        "windows", true, HOUR_MS, HOUR_MS / 2, 10, false, Serdes.String(), Serdes.String(), UNLOGGED)));
        for (int i = 0; i < values; i++) {
            store.put("key-" + i % 1000, value(i), i);
            commitNow(i);
        }
        for (int i = 0; i < values; i += 101) {
            check("window " + i, store.fetch("key-" + i % 1000, i).equals(value(i)) ? 1 : 0, 1);
        }
    }

    private void sessions() {
        SessionStore<String, String> store = task.open(new MillraceStores()
                .sessionStore(new SessionStoreSpec<>(
                        "sessions", true, HOUR_MS, HOUR_MS / 2, Serdes.String(), Serdes.String(), UNLOGGED)));
        for (int i = 0; i < values; i++) {
            store.put(new Windowed<>("key-" + i % 1000, new SessionWindow(i, i + 5)), value(i));
            commitNow(i);
        }
        for (int i = 0; i < values; i += 101) {
            check(
                    "session " + i,
                    store.fetchSession("key-" + i % 1000, i, i + 5).equals(value(i)) ? 1 : 0,
                    1);
        }
    }
}
