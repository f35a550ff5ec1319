/**
 * Transactions: writes to many partitions become visible together or never.
 *
 * <p><b>Purpose.</b> Hands out producer ids, raises epochs (which fences the older producer), and coordinates a
 * transaction from its first partition to the markers that end it.
 *
 * <p><b>Data flow.</b> A request and the present state yield events and an answer; only replaying an event changes
 * state, live and at recovery alike. {@link dev.millrace.transaction.TransactionCoordinator} decides,
 * {@code TransactionLog} records in the internal topic, {@code TransactionTable} replays ({@code TransactionRegister}
 * sees to it that the two stay one). The decision to commit or abort is
 * an event in the log first; the markers in the partitions follow from it, as often as it takes. That a transaction has
 * begun is no event: the partitions know what is open in them, and {@code OpenTransactions} asks them at a start.
 *
 * <pre>
 *            addPartitions            endTransaction, timeout, fence             all markers are there
 *   EMPTY ─────────────────▶ ONGOING ───────────────────────────────▶ PREPARE_x ─────────────────────▶ COMPLETE_x
 *     ▲                         ▲                                      (epoch + 1)                          │
 *     │                         └───────────────────────────────────────────────────────────────────────────┤
 *     └─── initProducerId (epoch + 1) ───────────────────────────────────────────────────────────────────────┘
 * </pre>
 *
 * <p><b>Threading.</b> None of its own. Requests for one transactional id wait for each other, those for different ids
 * only while an event is recorded; timeouts are found in a step that is given the time.
 *
 * <p><b>Must not know.</b> Tasks, state stores, consumer groups beyond the offsets that a transaction carries, sockets.
 */
@NullMarked
package dev.millrace.transaction;

import org.jspecify.annotations.NullMarked;
