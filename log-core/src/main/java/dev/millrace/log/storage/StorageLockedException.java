package dev.millrace.log.storage;

import java.io.IOException;

/** The root of a storage is in use by another process, or by another instance in this process. */
public final class StorageLockedException extends IOException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes the exception.
     *
     * @param message which root is in use, by whom if that is known, and what to do
     */
    public StorageLockedException(String message) {
        super(message);
    }
}
