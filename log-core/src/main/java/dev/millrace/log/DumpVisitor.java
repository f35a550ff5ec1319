package dev.millrace.log;

import dev.millrace.log.record.RecordCursor;
import java.util.Map;

/** Gets what a file holds, in the order of its bytes; see {@link FileDump}. */
public interface DumpVisitor {
    /**
     * Something in the file.
     *
     * @param position the byte of the file where it begins
     * @param kind what it is, in a word or two: {@code batch}, {@code partition}, {@code entry}
     * @param fields what it says, by name, in the order of the format; good until the method returns
     */
    void entry(long position, String kind, Map<String, Object> fields);

    /**
     * A record of the batch that was the last entry; called with {@link DumpOptions#deep()} only.
     *
     * @param record stands on the record; good until the method returns
     * @param control whether it ends a transaction and is no record of a user's
     */
    void record(RecordCursor record, boolean control);

    /**
     * Something that is not as it was written.
     *
     * @param position the byte of the file where it is
     * @param expected what should be there
     * @param found what is there
     */
    void damaged(long position, String expected, String found);

    /**
     * The end of a segment that is not whole, where it may be so: it was being written when the process ended, or it is
     * being written now. Nothing follows.
     *
     * @param position the byte at which recovery would cut the file
     * @param offset the log's end there; what was committed beyond is in the journal
     * @param found what is there instead of a batch
     */
    void torn(long position, long offset, String found);
}
