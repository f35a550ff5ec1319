/**
 * Transactions: writes to many partitions become visible together or never.
 *
 * <p><b>Purpose.</b> Hands out producer ids, raises epochs (which fences the older producer), and coordinates a
 * transaction from its first partition to the markers that end it.
 *
 * <p><b>Data flow.</b> A request and the present state yield events and an answer; only replaying an event changes state,
 * live and at recovery alike. The decision to commit or abort is an event in a log first; the markers in the partitions
 * follow from it, as often as it takes.
 *
 * <p><b>Threading.</b> None of its own. The coordinator is a state machine with one caller at a time; timeouts are found
 * in a step that is given the time.
 *
 * <p><b>Must not know.</b> Tasks, state stores, consumer groups beyond the offsets that a transaction carries, sockets.
 */
@NullMarked
package dev.millrace.transaction;

import org.jspecify.annotations.NullMarked;
