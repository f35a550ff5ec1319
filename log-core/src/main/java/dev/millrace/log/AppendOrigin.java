package dev.millrace.log;

/** Where batches come from, and so what has to be checked about them. */
public enum AppendOrigin {
    /** Bytes from outside: checksums are verified, control batches refused. */
    CLIENT,

    /**
     * Built in this process by our own builder and not shared since: the checksum of the content need not be verified
     * again.
     */
    INTERNAL
}
