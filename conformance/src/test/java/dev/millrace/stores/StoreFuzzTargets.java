package dev.millrace.stores;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.fuzz.FuzzTarget;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.state.AggregationWithHeaders;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.ValueTimestampHeaders;
import dev.millrace.streams.state.VersionedRecordIterator;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.IteratorMeter;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import dev.millrace.streams.store.TaskStoreContext;
import dev.millrace.streams.store.VersionedStoreSpec;
import dev.millrace.streams.store.WindowStoreSpec;
import dev.millrace.streams.test.MockProcessorContext;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/** What stores read back from their changelogs, and from their tables. */
public final class StoreFuzzTargets {

    private static final StateStoreContext CONTEXT = new MockProcessorContext<>().getStateStoreContext();
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();
    private static final long RETENTION_MS = 100;
    private static final byte[] KEY = {'k'};

    private StoreFuzzTargets() {}

    /** All of them. */
    public static List<FuzzTarget> all() {
        return List.of(
                target("suppressed", StoreFuzzTargets::suppressed, suppressed()),
                target(
                        "suppression-buffer",
                        StoreFuzzTargets::suppressionBuffer,
                        versioned(new byte[] {3}),
                        versioned(null)),
                target(
                        "outer-join-buffer",
                        input -> restore(
                                StoreFuzzTargets::outerJoinBuffer,
                                input,
                                buffer -> buffer.forEach(
                                        (timeMs, key, isLeft, left, right) -> LiveOuterJoinBuffer.Verdict.KEEP)),
                        change(outerJoinKey(), ListBytes.of(List.of(new byte[] {1, 7}, new byte[] {1})))),
                target("grace-buffer", StoreFuzzTargets::graceBuffer, change(graceKey(), graceRow())),
                target(
                        "window-row",
                        input -> restore(StoreFuzzTargets::windowStore, input, store -> drain(store.all())),
                        change(RowLayout.WINDOW.row(KEY, 50, 1), KEY)),
                target(
                        "session-row",
                        input -> restore(StoreFuzzTargets::sessionStore, input, store -> drain(store.fetch(KEY, KEY))),
                        change(RowLayout.SESSION.row(KEY, 50, 40), KEY)),
                target(
                        "versioned-record",
                        input -> restore(StoreFuzzTargets::versionedStore, input, store -> history(store)),
                        change(KEY, KEY)),
                target("versioned-row", StoreFuzzTargets::versionedRow, Rows.prefixed(5, KEY), Rows.ofLong(~5)),
                target("headers-row", StoreFuzzTargets::headersRow, headersRow(), headersRowWithoutHeaders()),
                target(
                        "timestamped-row",
                        input -> ValueCodec.timestamped(BYTES, "t", true).fromTable(input),
                        Rows.prefixed(5, KEY)));
    }

    private static FuzzTarget target(String name, FuzzTarget.Decoder decoder, byte[]... seeds) {
        return FuzzTarget.of(name, List.of(seeds), decoder, StreamsException.class);
    }

    // ---- changelogs

    private static LiveOuterJoinBuffer<byte[], byte[], byte[]> outerJoinBuffer() {
        return new LiveOuterJoinBuffer<>(new OuterJoinBufferSpec<>(
                BYTES,
                BYTES,
                BYTES,
                new KeyValueStoreSpec<>("buffer", false, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT)));
    }

    private static LiveWindowStore<byte[], byte[]> windowStore() {
        return LiveWindowStore.plain(new WindowStoreSpec<>(
                "windows", false, RETENTION_MS, RETENTION_MS / 2, 10, true, BYTES, BYTES, StoreOptions.DEFAULT));
    }

    private static LiveSessionStore<byte[], byte[]> sessionStore() {
        return LiveSessionStore.plain(new SessionStoreSpec<>(
                "sessions", false, RETENTION_MS, RETENTION_MS / 2, BYTES, BYTES, StoreOptions.DEFAULT));
    }

    private static LiveVersionedStore<byte[], byte[]> versionedStore() {
        return new LiveVersionedStore<>(new VersionedStoreSpec<>(
                "versions", false, RETENTION_MS, RETENTION_MS / 2, BYTES, BYTES, StoreOptions.DEFAULT));
    }

    /** A record of the changelog: its timestamp, the size of its key and whether it has a value, key and value. */
    private static byte[] change(byte[] key, byte[] value) {
        return ByteBuffer.allocate(9 + key.length + value.length)
                .putLong(50)
                .put((byte) key.length)
                .put(key)
                .put(value)
                .array();
    }

    /** A record as {@link #change} has it; of any other input the beginning counts. */
    private record Change(byte[] key, byte[] value, long timestampMs) {
        static Change of(byte[] input) {
            ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(input, Math.max(9, input.length)));
            long timestampMs = bytes.getLong();
            int choice = bytes.get();
            byte[] key = new byte[Math.min(choice & 0x7f, bytes.remaining())];
            bytes.get(key);
            byte[] value = choice < 0 ? null : new byte[bytes.remaining()];
            if (value != null) {
                bytes.get(value);
            }
            return new Change(key, value, timestampMs);
        }

        /** Three times, in the middle as a deletion. */
        void restoreTo(ManagedStore store, Runnable commit) {
            for (int i = 0; i < 3; i++) {
                store.restore(key, i == 1 ? null : value, timestampMs + i, new RecordHeaders());
                commit.run();
            }
        }
    }

    private static EngineTable tableOf(ManagedStore store) {
        return store instanceof LiveOuterJoinBuffer<?, ?, ?> buffer
                ? buffer.store().table()
                : ((LiveStore<?, ?, ?>) store).table();
    }

    /** Restores a record, makes it visible, and reads. */
    private static <S extends ManagedStore & StateStore> void restore(
            Supplier<S> stores, byte[] input, Consumer<S> reads) {
        S store = stores.get();
        store.init(CONTEXT, store);
        try {
            Change.of(input).restoreTo(store, () -> {
                if (tableOf(store) instanceof MemoryTable table) {
                    table.commit();
                }
            });
            reads.accept(store);
        } finally {
            store.close();
        }
    }

    private static void graceBuffer(byte[] input) {
        EngineState state = new EngineState(new TaskStateSpec(CONTEXT.taskId(), null, 0));
        LiveStreamBuffer<byte[], byte[]> buffer =
                new LiveStreamBuffer<>(new BufferSpec<>("buffer", BYTES, BYTES, StoreOptions.DEFAULT));
        buffer.init(runtimeContext(state), buffer);
        try {
            Change.of(input).restoreTo(buffer, () -> state.commit(Map.of()));
            buffer.pollUntil(Long.MAX_VALUE, (key, value, timestampMs, headers) -> {
                assert key != null && value != null && headers != null;
            });
        } finally {
            buffer.close();
            state.close();
        }
    }

    /** What the runtime gives to stores, as far as they need it to be restored and read. */
    private static TaskStoreContext runtimeContext(TaskState state) {
        return (TaskStoreContext) Proxy.newProxyInstance(
                StoreFuzzTargets.class.getClassLoader(),
                new Class<?>[] {TaskStoreContext.class},
                (proxy, method, arguments) -> switch (method.getName()) {
                    case "taskState" -> state;
                    case "changelogTopic" -> "changelog";
                    case "writeBackBytes" -> 0L;
                    case "recordContext", "actFor" -> null;
                    case "iteratorMeter" -> IteratorMeter.NONE;
                    default -> method.invoke(CONTEXT, arguments);
                });
    }

    private static void drain(KeyValueIterator<?, ?> iterator) {
        try (iterator) {
            while (iterator.hasNext()) {
                iterator.next();
            }
        }
    }

    private static void history(LiveVersionedStore<byte[], byte[]> store) {
        store.get(KEY);
        try (VersionedRecordIterator<byte[]> versions = store.history(KEY, 0, Long.MAX_VALUE, true)) {
            while (versions.hasNext()) {
                versions.next();
            }
        }
    }

    private static byte[] graceKey() {
        return ByteBuffer.allocate(14)
                .put((byte) 0)
                .putLong(50)
                .put(KEY)
                .putInt(1)
                .array();
    }

    private static byte[] graceRow() {
        Origin origin = new Origin("orders", 0, 1, 50, new RecordHeaders().add("header", KEY));
        return new BufferedBytes(origin, null, null, KEY, 0).toBytes();
    }

    private static byte[] outerJoinKey() {
        return ByteBuffer.allocate(10).putLong(50).put((byte) 1).put(KEY).array();
    }

    private static void suppressed(byte[] input) {
        BufferedBytes.parse(input, new RecordHeaders(BufferedBytes.versionHeaders()), "buffer");
    }

    /**
     * The changelog record of a buffer: what its header of the version has, a byte for the size first, then what waits.
     */
    private static byte[] versioned(byte[] version) {
        byte[] header = version == null ? new byte[0] : version;
        byte[] waits = suppressed();
        return ByteBuffer.allocate(1 + header.length + waits.length)
                .put((byte) (version == null ? -1 : header.length))
                .put(header)
                .put(waits)
                .array();
    }

    private static void suppressionBuffer(byte[] input) {
        ByteBuffer bytes = ByteBuffer.wrap(Arrays.copyOf(input, Math.max(1, input.length)));
        int versionBytes = bytes.get();
        byte[] version = versionBytes < 0 ? null : new byte[Math.min(versionBytes, bytes.remaining())];
        if (version != null) {
            bytes.get(version);
        }
        byte[] waits = new byte[bytes.remaining()];
        bytes.get(waits);
        HeapSuppressionBuffer<byte[], byte[]> buffer =
                new HeapSuppressionBuffer<>(new BufferSpec<>("buffer", BYTES, BYTES, StoreOptions.DEFAULT));
        EngineState state = new EngineState(new TaskStateSpec(CONTEXT.taskId(), null, 0));
        buffer.init(runtimeContext(state), buffer);
        try {
            buffer.restore(KEY, waits, 50, new RecordHeaders().add("v", version));
            buffer.sizeBytes();
            buffer.poll((timeMs, key, newValue, oldValue, timestampMs, headers) -> {
                assert key != null && headers != null;
            });
        } finally {
            buffer.close();
            state.close();
        }
    }

    private static byte[] suppressed() {
        ByteBuffer bytes = ByteBuffer.allocate(256);
        bytes.putLong(5).putLong(6);
        put(bytes, "orders").putInt(0).putInt(1);
        put(bytes, "header");
        put(bytes, "value");
        put(bytes, "prior").putInt(-2);
        put(bytes, "new").putLong(99);
        return Arrays.copyOf(bytes.array(), bytes.position());
    }

    private static ByteBuffer put(ByteBuffer target, String text) {
        byte[] bytes = text.getBytes(UTF_8);
        return target.putInt(bytes.length).put(bytes);
    }

    // ---- tables

    /** The input as the value of each row that a key can have, and behind that key as a key. */
    private static void versionedRow(byte[] input) {
        MemoryTable table = new MemoryTable();
        VersionRows rows = new VersionRows(table, 10);
        table.stage(VersionRows.LATEST, KEY, EngineTable.NO_TIMESTAMP, input);
        byte[] longer = Arrays.copyOf(KEY, KEY.length + input.length);
        System.arraycopy(input, 0, longer, KEY.length, input.length);
        table.stage(rows.segmentOf(5), longer, EngineTable.NO_TIMESTAMP, input);
        table.stage(rows.segmentOf(5), Rows.prefixed(0, KEY), EngineTable.NO_TIMESTAMP, input);
        table.commit();
        VersionLine line = new VersionLine();
        rows.loadLatest(line, KEY);
        rows.loadHistory(line, KEY, 0, 100);
    }

    private static void headersRow(byte[] input) {
        ValueTimestampHeaders<byte[]> whole =
                HeadersCodec.ofValues(BYTES, "topic", true).fromTable(input);
        assert whole == null || whole.headers() != null;
        AggregationWithHeaders<byte[]> session =
                HeadersCodec.ofAggregations(BYTES, "topic", true).fromTable(input);
        assert session == null || session.headers() != null;
    }

    private static byte[] headersRow() {
        return HeaderBytes.prefixed(
                new RecordHeaders().add("one", new byte[] {1}).add("none", null), 5, new byte[] {1, 2, 3});
    }

    private static byte[] headersRowWithoutHeaders() {
        return HeaderBytes.prefixed(new RecordHeaders(), 5, new byte[] {1, 2, 3});
    }
}
