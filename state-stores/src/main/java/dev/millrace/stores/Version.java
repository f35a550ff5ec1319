package dev.millrace.stores;

/** One version of one key: a value, or a deletion, from a time on. */
final class Version extends Cell {

    /** {@link #validToMs} of the latest. */
    static final long FOREVER = Long.MAX_VALUE;

    /** {@link #storedSegment} of a version that the table does not have. */
    static final long NOWHERE = -1;

    final VersionLine line;
    final long timeMs;

    /** The time of the version after it. */
    long validToMs = FOREVER;

    /** In which segment of the table its row is. */
    long storedSegment = NOWHERE;

    Version(VersionLine line, long timeMs) {
        this.line = line;
        this.timeMs = timeMs;
    }

    boolean isLatest() {
        return validToMs == FOREVER;
    }
}
