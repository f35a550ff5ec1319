package dev.millrace.log.record;

import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * The markers that end a transaction in a partition: a control batch with one record.
 *
 * <pre>
 *  key:    int16 version (0), int16 type (0 abort, 1 commit)
 *  value:  int16 version (0), int32 epoch of the transaction coordinator
 * </pre>
 */
public final class ControlMarker {
    private static final short VERSION = 0;
    private static final int KEY_BYTES = 4;
    private static final int VALUE_BYTES = 6;
    private static final int TYPE = 2;
    private static final int COORDINATOR_EPOCH = 2;
    private static final short ABORT_ID = 0;
    private static final short COMMIT_ID = 1;
    private static final int NO_SEQUENCE = BatchFormat.NO_SEQUENCE;
    private static final Header[] NO_HEADERS = new Header[0];

    /** What a control record says. */
    public enum Type {
        /** The transaction never happened. */
        ABORT,
        /** The transaction is complete. */
        COMMIT,
        /** Something that concerns no transaction; readers pass over it. */
        OTHER
    }

    private ControlMarker() {}

    /**
     * Makes a marker.
     *
     * @param commit whether the transaction is committed, else it is aborted
     * @param producerId the producer whose transaction ends
     * @param epoch the producer's epoch
     * @param coordinatorEpoch the epoch of the transaction coordinator
     * @param nowMs the time, in milliseconds since the epoch
     * @return a batch of 78 bytes with base offset 0
     */
    public static ByteBuffer batch(boolean commit, long producerId, short epoch, int coordinatorEpoch, long nowMs) {
        byte[] key = new byte[KEY_BYTES];
        ByteBuffer.wrap(key).putShort(VERSION).putShort(commit ? COMMIT_ID : ABORT_ID);
        byte[] value = new byte[VALUE_BYTES];
        ByteBuffer.wrap(value).putShort(VERSION).putInt(coordinatorEpoch);
        RecordBatchBuilder builder = new RecordBatchBuilder(Compression.NONE, 2 * BatchFormat.RECORDS);
        builder.producer(producerId, epoch, NO_SEQUENCE, true);
        builder.control();
        builder.append(nowMs, key, value, NO_HEADERS);
        return builder.build(0);
    }

    /**
     * What a control batch says.
     *
     * @param batch a control batch
     * @return its type
     * @throws CorruptRecordException if it is not a control batch, or no control record is in it
     */
    public static Type of(RecordBatch batch) {
        ByteBuffer key = control(batch).keyView();
        if (key == null || key.remaining() < KEY_BYTES || key.getShort(0) < 0) {
            throw new CorruptRecordException("No type in the control record at offset " + batch.baseOffset());
        }
        short type = key.getShort(TYPE);
        return type == COMMIT_ID ? Type.COMMIT : type == ABORT_ID ? Type.ABORT : Type.OTHER;
    }

    /**
     * The epoch of the coordinator that ended the transaction.
     *
     * @param batch a marker of type {@link Type#ABORT} or {@link Type#COMMIT}
     * @return the epoch
     * @throws CorruptRecordException if the batch is no such marker
     */
    public static int coordinatorEpoch(RecordBatch batch) {
        @Nullable ByteBuffer value = control(batch).valueView();
        if (value == null || value.remaining() < VALUE_BYTES) {
            throw new CorruptRecordException("No coordinator epoch in the marker at offset " + batch.baseOffset());
        }
        return value.getInt(COORDINATOR_EPOCH);
    }

    private static RecordCursor control(RecordBatch batch) {
        RecordCursor record = batch.records();
        if (!batch.isControl() || !record.next()) {
            throw new CorruptRecordException("No control record at offset " + batch.baseOffset());
        }
        return record;
    }
}
