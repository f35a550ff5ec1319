package dev.millrace.log;

/**
 * What of a file is wanted, and what is known of it.
 *
 * @param fromOffset entries that end before this offset are passed over; in a journal, before this sequence number
 * @param limit at most so many entries are shown
 * @param deep whether the records of each batch are shown as well
 * @param unsyncedFrom from this byte of a segment on no checkpoint vouches for what is there: where the batches end
 *     there, the tail is torn, not damaged; see {@link FileDump#unsyncedFrom}
 */
public record DumpOptions(long fromOffset, long limit, boolean deep, long unsyncedFrom) {
    /** Everything but the records. */
    public static final DumpOptions ALL = new DumpOptions(0, Long.MAX_VALUE, false, Long.MAX_VALUE);

    /** Everything, with the records. */
    public static final DumpOptions DEEP = new DumpOptions(0, Long.MAX_VALUE, true, Long.MAX_VALUE);

    /**
     * The same, of a segment that a checkpoint vouches for only so far.
     *
     * @param position the first byte it does not vouch for
     * @return new options
     */
    public DumpOptions unsyncedFrom(long position) {
        return new DumpOptions(fromOffset, limit, deep, position);
    }
}
