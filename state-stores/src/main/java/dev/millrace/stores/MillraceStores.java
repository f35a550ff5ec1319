package dev.millrace.stores;

import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.VersionedBytesStoreSupplier;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import dev.millrace.streams.store.SessionStoreSpec;
import dev.millrace.streams.store.StateClaim;
import dev.millrace.streams.store.StoreProvider;
import dev.millrace.streams.store.StreamBuffer;
import dev.millrace.streams.store.SuppressionBuffer;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.store.TaskStateSpec;
import dev.millrace.streams.store.VersionedStoreSpec;
import dev.millrace.streams.store.WindowStoreSpec;
import java.io.File;

/**
 * The stores of Millrace: live objects over RocksDB or memory. Found by {@link java.util.ServiceLoader}; use {@link
 * StoreProvider#get()}. May be used from any thread; what it makes belongs to the thread of its task.
 */
public final class MillraceStores implements StoreProvider {

    /** For the service loader. */
    public MillraceStores() {}

    @Override
    public <K, V> KeyValueStore<K, V> keyValueStore(KeyValueStoreSpec<K, V> spec) {
        return LiveKeyValueStore.plain(spec);
    }

    @Override
    public <K, V> TimestampedKeyValueStore<K, V> timestampedKeyValueStore(KeyValueStoreSpec<K, V> spec) {
        return new LiveTimestampedKeyValueStore<>(spec);
    }

    @Override
    public <K, V> TimestampedKeyValueStoreWithHeaders<K, V> timestampedKeyValueStoreWithHeaders(
            KeyValueStoreSpec<K, V> spec) {
        return new LiveTimestampedKeyValueStoreWithHeaders<>(spec);
    }

    @Override
    public <K, V> VersionedKeyValueStore<K, V> versionedKeyValueStore(VersionedStoreSpec<K, V> spec) {
        VersionedBytesStoreSupplier own = spec.customEngine();
        return own == null ? new LiveVersionedStore<>(spec) : new UserVersionedStore<>(spec, own);
    }

    @Override
    public <K, V> WindowStore<K, V> windowStore(WindowStoreSpec<K, V> spec) {
        return LiveWindowStore.plain(spec);
    }

    @Override
    public <K, V> TimestampedWindowStore<K, V> timestampedWindowStore(WindowStoreSpec<K, V> spec) {
        return new LiveTimestampedWindowStore<>(spec);
    }

    @Override
    public <K, V> TimestampedWindowStoreWithHeaders<K, V> timestampedWindowStoreWithHeaders(
            WindowStoreSpec<K, V> spec) {
        return new LiveTimestampedWindowStoreWithHeaders<>(spec);
    }

    @Override
    public <K, V> SessionStore<K, V> sessionStore(SessionStoreSpec<K, V> spec) {
        return LiveSessionStore.plain(spec);
    }

    @Override
    public <K, V> SessionStoreWithHeaders<K, V> sessionStoreWithHeaders(SessionStoreSpec<K, V> spec) {
        return new LiveSessionStoreWithHeaders<>(spec);
    }

    @Override
    public <K, V> SuppressionBuffer<K, V> suppressionBuffer(BufferSpec<K, V> spec) {
        return new HeapSuppressionBuffer<>(spec);
    }

    @Override
    public <K, L, R> OuterJoinBuffer<K, L, R> outerJoinBuffer(OuterJoinBufferSpec<K, L, R> spec) {
        return new LiveOuterJoinBuffer<>(spec);
    }

    @Override
    public <K, V> StreamBuffer<K, V> streamBuffer(BufferSpec<K, V> spec) {
        return new LiveStreamBuffer<>(spec);
    }

    @Override
    public TaskState openTaskState(TaskStateSpec spec) {
        return new EngineState(spec);
    }

    @Override
    public StateClaim claim(File directory, String log, boolean groupMayWrite) {
        return ApplicationDirectory.claim(directory.toPath(), log, groupMayWrite);
    }

    @Override
    public boolean deleteTaskState(File directory) {
        return TaskDirectory.delete(directory.toPath());
    }

    @Override
    public void preload() {
        Preload.ONCE.touch();
    }

    private enum Preload {
        ONCE;

        Preload() {
            OpenDriver.run("preload", NativeLibrary::load);
        }

        private void touch() {}
    }
}
