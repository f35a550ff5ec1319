package dev.millrace.log;

import org.apache.kafka.common.errors.KafkaStorageException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps writers out after storage failed, for the life of the process: after a failed fsync the kernel takes the pages
 * for clean, so that a retry that succeeds proves nothing.
 */
final class Fence {
    private volatile @Nullable KafkaStorageException cause;

    /** Closes the fence, unless it is closed already; the first cause is kept. Returns what to throw. */
    synchronized KafkaStorageException close(KafkaStorageException why) {
        if (cause == null) {
            cause = why;
        }
        return why;
    }

    /** Passes, or throws why it cannot. */
    void check() {
        KafkaStorageException why = cause;
        if (why != null) {
            throw new KafkaStorageException(why.getMessage(), why);
        }
    }

    boolean isClosed() {
        return cause != null;
    }
}
