package dev.millrace.streams.store;

import java.util.Map;

/**
 * The bytes of one task: a sorted table for each of its stores, and for each store the changelog offset that its bytes
 * correspond to. Stores make their tables in {@code init}. What was committed together is found together after a crash,
 * perhaps as of an earlier commit: the rest comes from the changelog.
 *
 * <p>Belongs to the task's thread.
 */
public interface TaskState extends AutoCloseable {

    /** {@link #changelogOffset} of a store that must be restored from the beginning. */
    long NO_OFFSET = -1;

    /**
     * From where the store's changelog is to be restored: the offset that was last committed for it, or
     * {@link #NO_OFFSET}. Asked after the store's {@code init}.
     *
     * @param storeName name of a store of this task
     * @return as it was committed; {@link #NO_OFFSET}: all of the changelog is to be restored
     */
    long changelogOffset(String storeName);

    /**
     * Makes all staged changes of all tables visible, together with these offsets, atomically. Durable in the order of
     * the commits, not at once: after a crash an earlier commit may be the last one that is there.
     *
     * @param changelogOffsets the store's name → the offset after its last changelog record; stores that are not named
     *     keep theirs
     */
    void commit(Map<String, Long> changelogOffsets);

    /**
     * Empties one store and forgets its offset: its changelog was lost or no longer reaches back. Staged changes of it
     * go, too.
     *
     * @param storeName name of a store of this task
     */
    void wipe(String storeName);

    /**
     * Makes all that was committed durable and frees what is held. Staged changes are dropped. Closing again does
     * nothing.
     */
    @Override
    void close();
}
