package dev.millrace.stores;

import org.jspecify.annotations.Nullable;

/** A user's own store of bytes, as the state of the task sees it. */
interface UserBytes {

    /**
     * From where its changelog is to be restored, if it knows; else
     * {@link dev.millrace.streams.store.TaskState#NO_OFFSET}.
     */
    long changelogOffset();

    /**
     * The log has a commit.
     *
     * @param changelogOffset what the store now corresponds to; null: as before
     */
    void commit(@Nullable Long changelogOffset);

    /** Removes everything: the changelog is read again from its beginning. */
    void clear();
}
