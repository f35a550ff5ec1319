/**
 * The log: partitions, the batches in them, and the files under them.
 *
 * <p><b>Purpose.</b> A partition is a run of segment files with one writer. This package decides, for every batch that is
 * offered, its offset, whether it is a duplicate, whether its producer is fenced, and up to where a reader may see.
 *
 * <p><b>Data flow.</b> A batch (Kafka's record-batch format v2) arrives as bytes. It is checked, judged by producer epoch
 * and sequence, stamped with its offsets and the leader epoch, and appended to the active segment. A fetch hands back the
 * very same bytes, bounded by the high watermark or, for read_committed, by the last stable offset. A batch is never
 * encoded twice.
 *
 * <p><b>Threading.</b> None of its own. Every type is driven by steps that take the time as an argument; one caller at a
 * time owns a partition for writing.
 *
 * <p><b>Must not know.</b> Threads, sockets, consumer groups, transactions across partitions, topologies. Files are reached
 * through the storage port alone.
 */
@NullMarked
package dev.millrace.log;

import org.jspecify.annotations.NullMarked;
