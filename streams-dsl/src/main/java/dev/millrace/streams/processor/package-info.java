/**
 * What processors, stores and the engine say to each other, apart from the records themselves.
 *
 * <p><b>Purpose.</b> Time ({@link dev.millrace.streams.processor.TimestampExtractor},
 * {@link dev.millrace.streams.processor.Punctuator}), places ({@link dev.millrace.streams.processor.TaskId},
 * {@link dev.millrace.streams.processor.RecordContext}), where records go
 * ({@link dev.millrace.streams.processor.StreamPartitioner}, {@link dev.millrace.streams.processor.TopicNameExtractor})
 * and the life of a {@link dev.millrace.streams.processor.StateStore}. The operators that handle records are in the
 * package {@code api} below.
 *
 * <p><b>Data flow.</b> A record read from a topic gets its time from an extractor; a store is initialised with a
 * {@link dev.millrace.streams.processor.StateStoreContext}, registers how it is restored, and is committed with its
 * task; a record written gets its topic and partition from an extractor and a partitioner.
 *
 * <p><b>Threads.</b> Everything here is called by the thread of the task, except the restore listeners, which several
 * threads may call.
 *
 * <p><b>Must not know.</b> The runtime, the log, the engines of the stores.
 */
@NullMarked
package dev.millrace.streams.processor;

import org.jspecify.annotations.NullMarked;
