package dev.millrace.stores;

import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WindowStoreSpec;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A task that is killed from outside: it restores itself, then changes two stores and commits without end. Its
 * changelogs are two files; a commit is one block at their end, written before the state's own commit.
 */
final class KilledTask {

    static final List<String> STORES = List.of("kv", "win");
    private static final long RETENTION_MS = 2_000;

    final Harness harness;
    final KeyValueStore<String, String> keyValues;
    final WindowStore<String, String> windows;

    /** Opens the task as a crash left it and replays what the state has not seen. */
    KilledTask(File directory, int untilCommit) throws IOException {
        harness = new Harness(new File(directory, "state"), 0, 1);
        for (String store : STORES) {
            load(log(directory, store), harness.changelog(store), untilCommit);
        }
        keyValues = harness.open(new MillraceStores()
                .keyValueStore(
                        new KeyValueStoreSpec<>("kv", true, Serdes.String(), Serdes.String(), StoreOptions.DEFAULT)));
        windows = harness.open(new MillraceStores()
                .windowStore(new WindowStoreSpec<>(
                        "win",
                        true,
                        RETENTION_MS,
                        RETENTION_MS / 2,
                        10,
                        false,
                        Serdes.String(),
                        Serdes.String(),
                        StoreOptions.DEFAULT)));
    }

    static Path log(File directory, String store) {
        return directory.toPath().resolve(store + ".changelog");
    }

    public static void main(String[] args) throws IOException {
        File directory = new File(args[0]);
        KilledTask task = new KilledTask(directory, Integer.MAX_VALUE);
        Random random = new Random(Long.parseLong(args[1]));
        String filler = "x".repeat(900);
        long time = task.harness.changelog("win").size();
        System.out.println("running");
        while (true) {
            for (int i = 0; i < 200; i++) {
                String key = "k" + random.nextInt(5000);
                if (random.nextInt(10) == 0) {
                    task.keyValues.delete(key);
                } else {
                    task.keyValues.put(key, key + random.nextInt() + filler);
                }
                task.windows.put(key, random.nextInt() + filler, time++);
            }
            task.commit(directory);
        }
    }

    private void commit(File directory) throws IOException {
        int kvBefore = harness.changelog("kv").size();
        int winBefore = harness.changelog("win").size();
        harness.beforeStateCommit = () -> {
            try {
                append(log(directory, "kv"), harness.changelog("kv"), kvBefore);
                append(log(directory, "win"), harness.changelog("win"), winBefore);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        };
        harness.commit();
    }

    private static void append(Path log, List<Harness.Change> changes, int from) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (Harness.Change change : changes.subList(from, changes.size())) {
            out.writeInt(change.key().length);
            out.write(change.key());
            out.writeInt(change.value() == null ? -1 : change.value().length);
            if (change.value() != null) {
                out.write(change.value());
            }
            out.writeLong(change.timestampMs());
        }
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
            file.seek(file.length());
            ByteArrayOutputStream block = new ByteArrayOutputStream();
            DataOutputStream header = new DataOutputStream(block);
            header.writeInt(bytes.size());
            header.writeInt(changes.size() - from);
            header.write(bytes.toByteArray());
            file.write(block.toByteArray());
        }
    }

    /** Reads whole blocks; a torn one at the end was never committed, and is cut off. */
    static void load(Path log, List<Harness.Change> into, int maxBlocks) throws IOException {
        if (!Files.exists(log)) {
            return;
        }
        long good = 0;
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(log)))) {
            for (int block = 0; block < maxBlocks; block++) {
                int size = in.readInt();
                int count = in.readInt();
                byte[] bytes = new byte[size];
                in.readFully(bytes);
                good += 8L + size;
                DataInputStream records = new DataInputStream(new ByteArrayInputStream(bytes));
                for (int i = 0; i < count; i++) {
                    byte[] key = records.readNBytes(records.readInt());
                    int length = records.readInt();
                    byte[] value = length < 0 ? null : records.readNBytes(length);
                    into.add(new Harness.Change(key, value, records.readLong(), new RecordHeaders()));
                }
            }
        } catch (EOFException torn) {
            try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
                file.setLength(good);
            }
        }
    }

    static TaskId id() {
        return new TaskId(0, 1);
    }
}
