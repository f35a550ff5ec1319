package dev.millrace.log;

/**
 * What of a file is wanted.
 *
 * @param fromOffset entries that end before this offset are passed over; in a journal, before this sequence number
 * @param limit at most so many entries are shown
 * @param deep whether the records of each batch are shown as well
 */
public record DumpOptions(long fromOffset, long limit, boolean deep) {
    /** Everything but the records. */
    public static final DumpOptions ALL = new DumpOptions(0, Long.MAX_VALUE, false);

    /** Everything, with the records. */
    public static final DumpOptions DEEP = new DumpOptions(0, Long.MAX_VALUE, true);
}
