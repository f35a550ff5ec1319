package dev.millrace.conformance.differential.engine;

import java.util.function.Supplier;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.DslKeyValueParams;
import org.apache.kafka.streams.state.DslSessionParams;
import org.apache.kafka.streams.state.DslStoreSuppliers;
import org.apache.kafka.streams.state.DslWindowParams;
import org.apache.kafka.streams.state.KeyValueBytesStoreSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.SessionBytesStoreSupplier;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.apache.kafka.streams.state.WindowStore;

/** Names a program's own stores for the API, and remembers the last one that was made. */
public final class OwnSuppliers implements DslStoreSuppliers {

    /** For the configuration, which names the class. */
    public OwnSuppliers() {}

    @Override
    public KeyValueBytesStoreSupplier keyValueStore(DslKeyValueParams params) {
        return new KeyValues(params.name(), () -> new OwnKeyValues(params.name(), false));
    }

    @Override
    public WindowBytesStoreSupplier windowStore(DslWindowParams params) {
        return windows(
                params.name(),
                false,
                params.retentionPeriod().toMillis(),
                params.windowSize().toMillis(),
                params.retainDuplicates());
    }

    @Override
    public SessionBytesStoreSupplier sessionStore(DslSessionParams params) {
        return new Sessions(
                params.name(), params.retentionPeriod().toMillis(), () -> new OwnSessions(params.name(), false));
    }

    static Windows windows(String name, boolean persistent, long retentionMs, long sizeMs, boolean duplicates) {
        return new Windows(
                name, retentionMs, sizeMs, duplicates, () -> new OwnWindows(name, persistent, sizeMs, duplicates));
    }

    /** What all suppliers do. */
    abstract static class Remembering<T> {
        private final String name;
        private final Supplier<T> maker;
        private T last;

        Remembering(String name, Supplier<T> maker) {
            this.name = name;
            this.maker = maker;
        }

        public final String name() {
            return name;
        }

        final T make() {
            last = maker.get();
            return last;
        }

        final OwnStore last() {
            return (OwnStore) last;
        }

        public final String metricsScope() {
            return "own";
        }
    }

    static final class KeyValues extends Remembering<KeyValueStore<Bytes, byte[]>>
            implements KeyValueBytesStoreSupplier {
        KeyValues(String name, Supplier<KeyValueStore<Bytes, byte[]>> maker) {
            super(name, maker);
        }

        @Override
        public KeyValueStore<Bytes, byte[]> get() {
            return make();
        }
    }

    static final class Windows extends Remembering<WindowStore<Bytes, byte[]>> implements WindowBytesStoreSupplier {
        private final long retentionMs;
        private final long sizeMs;
        private final boolean duplicates;

        Windows(
                String name,
                long retentionMs,
                long sizeMs,
                boolean duplicates,
                Supplier<WindowStore<Bytes, byte[]>> maker) {
            super(name, maker);
            this.retentionMs = retentionMs;
            this.sizeMs = sizeMs;
            this.duplicates = duplicates;
        }

        @Override
        public WindowStore<Bytes, byte[]> get() {
            return make();
        }

        @Override
        public long segmentIntervalMs() {
            return Math.max(1, retentionMs / 2);
        }

        @Override
        public long windowSize() {
            return sizeMs;
        }

        @Override
        public boolean retainDuplicates() {
            return duplicates;
        }

        @Override
        public long retentionPeriod() {
            return retentionMs;
        }
    }

    static final class Sessions extends Remembering<SessionStore<Bytes, byte[]>> implements SessionBytesStoreSupplier {
        private final long retentionMs;

        Sessions(String name, long retentionMs, Supplier<SessionStore<Bytes, byte[]>> maker) {
            super(name, maker);
            this.retentionMs = retentionMs;
        }

        @Override
        public SessionStore<Bytes, byte[]> get() {
            return make();
        }

        @Override
        public long segmentIntervalMs() {
            return Math.max(1, retentionMs / 2);
        }

        @Override
        public long retentionPeriod() {
            return retentionMs;
        }
    }
}
