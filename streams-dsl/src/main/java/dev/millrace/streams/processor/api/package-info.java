/**
 * The Processor API: record in, records out, written by hand.
 *
 * <p><b>Purpose.</b> A {@link dev.millrace.streams.processor.api.Processor} gets each
 * {@link dev.millrace.streams.processor.api.Record} of its inputs and forwards any number of records to its children. A
 * {@link dev.millrace.streams.processor.api.FixedKeyProcessor} does the same but cannot change the key, so nothing
 * behind it needs to be repartitioned.
 *
 * <p><b>Data flow.</b> A topology holds suppliers. Each task gets its processors from them, calls {@code init} with a
 * context, then {@code process} for each record, depth first, and {@code close} at the end. Records are immutable but
 * for their headers: a {@code with…} method returns a changed copy.
 *
 * <p><b>Threads.</b> A processor and its context belong to the thread of their task. They need no locks and must not be
 * handed to other threads.
 *
 * <p><b>Must not know.</b> Which runtime drives it, where records come from, how stores are kept.
 */
@NullMarked
package dev.millrace.streams.processor.api;

import org.jspecify.annotations.NullMarked;
