package dev.millrace.conformance.crash;

/** A way in which a disk fails a single operation. */
public enum Fault {
    /** A read fails with EIO. */
    READ,
    /** A write fails with EIO; nothing of it is written. */
    WRITE,
    /** A write stops in the middle with EIO; a part of it is written. */
    SHORT_WRITE,
    /**
     * A sync of a file fails with EIO. Some of what was pending is lost for good, yet reads still show it, and the next
     * sync succeeds without writing it: as Linux does, which marks the pages clean.
     */
    SYNC,
    /** A sync of a directory fails with EIO; its pending operations stay pending. */
    SYNC_DIRECTORY,
    /** A file cannot be created. */
    CREATE,
    /** A rename fails and does nothing. */
    RENAME
}
