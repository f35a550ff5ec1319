package dev.millrace.streams.store;

import dev.millrace.streams.processor.StateStore;
import java.util.Map;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How the runtime drives a store of ours. The order of the calls is drawn in the package's chapter. All from the thread
 * of the task.
 */
public interface ManagedStore extends StateStore {

    /**
     * Gives what write-back caching held back to the {@link FlushListener}: one update for each key. Does nothing
     * without caching. Updates may reach other stores: the runtime flushes upstream stores first.
     */
    void flushCache();

    /**
     * Serialises each changed key once, gives it to the sink (if the store has a changelog) and stages it to the
     * store's table.
     *
     * @param sink gets key and value in serialised form
     */
    void drainChanges(ChangeSink sink);

    /**
     * Stages one record of the changelog. {@link TaskState#commit} with the offset reached keeps what was staged; call
     * it every few thousand records. All of the restoring comes before the first use of the store.
     *
     * @param key of the changelog record
     * @param value null: a tombstone
     * @param timestampMs the timestamp of the changelog record
     * @param headers of the changelog record
     */
    void restore(byte[] key, byte @Nullable [] value, long timestampMs, Headers headers);

    /**
     * About how many bytes of changes wait for a commit.
     *
     * @return bytes; 0 if nothing waits
     */
    long bufferedBytes();

    /**
     * Whether the store has a changelog.
     *
     * @return true: {@link #drainChanges} gives the changes to its sink
     */
    boolean loggingEnabled();

    /**
     * The configuration of the changelog topic: the defaults of the kind and the user's overrides.
     *
     * @param windowStoreAdditionalRetentionMs {@code windowstore.changelog.additional.retention.ms}
     * @return settings of the topic, by name
     */
    Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs);
}
