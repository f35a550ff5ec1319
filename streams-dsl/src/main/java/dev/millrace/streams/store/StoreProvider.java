package dev.millrace.streams.store;

import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.SessionStoreWithHeaders;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.TimestampedWindowStoreWithHeaders;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.WindowStore;
import java.io.File;
import java.util.Iterator;
import java.util.ServiceLoader;

/**
 * Builds stores and the state of tasks. One implementation must be on the class path (module {@code state-stores}).
 *
 * <p>Every store that is built here is also a {@link ManagedStore}; key-value, window and session stores are {@link
 * WriteBackStore}s, too. A store is closed until {@code init} with a {@link TaskStoreContext}. All methods may be
 * called from any thread.
 */
public interface StoreProvider {

    /**
     * A key-value store.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> KeyValueStore<K, V> keyValueStore(KeyValueStoreSpec<K, V> spec);

    /**
     * A key-value store that keeps a timestamp with each value; {@code V} is the value without it.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> TimestampedKeyValueStore<K, V> timestampedKeyValueStore(KeyValueStoreSpec<K, V> spec);

    /**
     * A key-value store that keeps timestamp and headers with each value; {@code V} is the value without them.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> TimestampedKeyValueStoreWithHeaders<K, V> timestampedKeyValueStoreWithHeaders(KeyValueStoreSpec<K, V> spec);

    /**
     * A key-value store that keeps former values; on our own engine it is a {@link VersionHistory} as well.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> VersionedKeyValueStore<K, V> versionedKeyValueStore(VersionedStoreSpec<K, V> spec);

    /**
     * A window store.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> WindowStore<K, V> windowStore(WindowStoreSpec<K, V> spec);

    /**
     * A window store that keeps a timestamp with each value; {@code V} is the value without it.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> TimestampedWindowStore<K, V> timestampedWindowStore(WindowStoreSpec<K, V> spec);

    /**
     * A window store that keeps timestamp and headers with each value; {@code V} is the value without them.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> TimestampedWindowStoreWithHeaders<K, V> timestampedWindowStoreWithHeaders(WindowStoreSpec<K, V> spec);

    /**
     * A session store.
     *
     * @param <K> type of the keys
     * @param <V> type of the aggregates
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> SessionStore<K, V> sessionStore(SessionStoreSpec<K, V> spec);

    /**
     * A session store that keeps headers with each aggregate; {@code V} is the aggregate without them.
     *
     * @param <K> type of the keys
     * @param <V> type of the aggregates
     * @param spec what store it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> SessionStoreWithHeaders<K, V> sessionStoreWithHeaders(SessionStoreSpec<K, V> spec);

    /**
     * The buffer behind {@code suppress}.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what buffer it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> SuppressionBuffer<K, V> suppressionBuffer(BufferSpec<K, V> spec);

    /**
     * The buffer behind left and outer joins of two streams. {@code K} is the key, {@code L} and {@code R} the two
     * sides.
     *
     * @param <K> type of the keys
     * @param <L> type of the left stream's values
     * @param <R> type of the right stream's values
     * @param spec what buffer it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, L, R> OuterJoinBuffer<K, L, R> outerJoinBuffer(OuterJoinBufferSpec<K, L, R> spec);

    /**
     * The buffer behind a join of a stream and a table with a grace period; on disk if the task's state is.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param spec what buffer it is to be
     * @return a new one, closed until its {@code init}
     */
    <K, V> StreamBuffer<K, V> streamBuffer(BufferSpec<K, V> spec);

    /**
     * Opens the state of one task: what earlier runs committed is there again. A directory that cannot be read any more
     * (corruption) is wiped once, with a log line, and every store in it then reports the offset -1.
     *
     * @param spec directory, memory and settings
     * @return open; the caller's to close
     * @throws dev.millrace.streams.errors.ProcessorStateException if the directory cannot be used (missing rights, held
     *     by another process, disk full)
     */
    TaskState openTaskState(TaskStateSpec spec);

    /**
     * Makes an application's directory and takes it for this process, whose instances share it. The system gives it
     * back when the process ends, however it ends.
     *
     * @param directory {@code <state.dir>/<application.id>}; what is made of it and above it is closed to other users
     *     of the system
     * @param log names the log that the application reads; its instances share the directory, those on another log may
     *     not
     * @param groupMayWrite whether the group of the system's user may write to what is made, and not only read it
     * @return to be closed when no task of the application is open any more
     * @throws dev.millrace.streams.errors.StreamsException if another process has it, or this one for another log
     * @throws dev.millrace.streams.errors.ProcessorStateException if it cannot be made or locked
     */
    StateClaim claim(File directory, String log, boolean groupMayWrite);

    /**
     * Deletes a task's directory with all that is in it, unless it is open, in this process or in another one.
     *
     * @param directory the directory that a {@link TaskStateSpec} named
     * @return whether it is gone
     * @throws dev.millrace.streams.errors.ProcessorStateException if it is not open and cannot be deleted
     */
    boolean deleteTaskState(File directory);

    /**
     * Starts to load what is slow to load (native libraries), in a background thread, and returns at once. Calling it
     * is optional; calling it early makes the first {@link #openTaskState} faster.
     */
    void preload();

    /**
     * The provider on the class path; the same one for the life of the process.
     *
     * @return not null
     * @throws IllegalStateException if there is none
     */
    static StoreProvider get() {
        return Holder.PROVIDER;
    }

    /** Found once, when first asked for. */
    final class Holder {
        private static final StoreProvider PROVIDER = find();

        private Holder() {}

        private static StoreProvider find() {
            Iterator<StoreProvider> found = ServiceLoader.load(
                            StoreProvider.class, StoreProvider.class.getClassLoader())
                    .iterator();
            if (!found.hasNext()) {
                throw new IllegalStateException(
                        "No state-store engine on the class path: add the module millrace-state-stores");
            }
            return found.next();
        }
    }
}
