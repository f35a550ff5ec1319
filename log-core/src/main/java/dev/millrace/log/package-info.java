/**
 * The log: partitions, the batches in them, and the files under them.
 *
 * <p><b>Purpose.</b> A partition is a run of segment files with one writer. This package decides, for every batch that
 * is offered, its offset, whether it is a duplicate, whether its producer is fenced, and up to where a reader may see.
 * It makes all partitions of a directory durable together, and brings them back after a crash.
 *
 * <p><b>Data flow.</b> {@link dev.millrace.log.LogDirectory} owns the partitions; {@link dev.millrace.log.PartitionLog}
 * is what others hold of one. A batch (Kafka's record-batch format v2) arrives as bytes and passes, in this order:
 *
 * <pre>
 *  PartitionLog.append ─▶ BatchChecks ─▶ ProducerStateTable.judge ─▶ offsets stamped
 *        ─▶ Segment.write (page cache) ─▶ Journal.append (buffer) ─▶ PartitionState.take ─▶ a new LogView
 *  LogDirectory.sync ─▶ CommitGroup, a CommitRound ─▶ Journal written, one fdatasync ─▶ high watermarks rise ─▶ listeners
 *  PartitionLog.fetch ─▶ LogReader, on one LogView: the very same bytes, up to the high watermark or last stable offset
 *  LogDirectory.tick ─▶ EarlySync, rolling, Retention, Checkpointer: segments synced, checkpoint written, journal files recycled
 *                    ─▶ Compactor, a step: CompactionPass ─▶ DirtyKeys, then SegmentRewrite by Survivors ─▶ SegmentSwap
 *  FileDump ─▶ any of the files, read-only, for people
 *  LogDirectory.open ─▶ Recovery: checkpoint, journal, PartitionRecovery for each partition, several at once with Workers
 * </pre>
 *
 * A batch is never encoded twice, unless compaction takes records out of it. Classes named {@code ...Format} draw what
 * is in the files and do no input or output; {@code docs/formats/} has a page for each.
 *
 * <p><b>Threading.</b> None of its own: every type is driven by steps that take the time as an argument, and an opening
 * may be lent {@link dev.millrace.log.Workers}. Any thread may call
 * the public types. Appends to one partition wait for each other; readers take an immutable view and wait for nobody;
 * commits of several threads share one sync, of which two may be under way.
 *
 * <p><b>Must not know.</b> Threads, sockets, consumer groups, transactions across partitions, topologies. Files are
 * reached through the storage port alone.
 */
@NullMarked
package dev.millrace.log;

import org.jspecify.annotations.NullMarked;
