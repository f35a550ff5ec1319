/**
 * Record batches: Kafka's format v2, in memory and on disk the same bytes.
 *
 * <p><b>Purpose.</b> A batch is built once ({@link dev.millrace.log.record.RecordBatchBuilder}), stamped in place by
 * the partition that takes it ({@link dev.millrace.log.record.RecordBatch#assignOffsets(long, int)}), and read without
 * a copy ({@link dev.millrace.log.record.RecordCursor}). {@link dev.millrace.log.record.ControlMarker} makes the
 * batches that end a transaction.
 *
 * <p><b>Data flow.</b> Bytes in, bytes out. The layout is drawn in {@code BatchFormat} and nowhere else. What is
 * malformed gives {@link org.apache.kafka.common.errors.CorruptRecordException}: never a hang, never an allocation
 * beyond a limit.
 *
 * <p><b>Threads.</b> No type here is shared between threads, except that several may read one batch.
 *
 * <p><b>Must not know.</b> Files, partitions, producers' state.
 */
@NullMarked
package dev.millrace.log.record;

import org.jspecify.annotations.NullMarked;
