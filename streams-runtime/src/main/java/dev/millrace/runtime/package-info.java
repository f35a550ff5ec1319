/**
 * The engine: the one place where topology, stores and log meet.
 *
 * <p><b>Purpose.</b> Makes a task of each sub-topology and partition, assigns tasks to threads and instances, commits,
 * and restores after a crash.
 *
 * <p><b>Data flow.</b> {@link dev.millrace.runtime.StreamsApplication} is what all threads share;
 * {@link dev.millrace.runtime.StreamThread} is one member of the group, and decides the order in which its parts work:
 *
 * <pre>
 *   StreamThread.step
 *     ├ InputFeed        consumer (read_committed) ──▶ an InputQueue for each partition
 *     ├ TaskSet          assigned ──▶ pending (directory is locked) ──▶ Restorer ──▶ running
 *     ├ TaskTurns        a slice for each Task: SourceOperator ─▶ ProcessorOperator ─▶ ... ─▶ SinkOperator ─▶ Outbox
 *     │                                                              └▶ stores ─▶ ChangelogWriter ─────────▶ Outbox
 *     ├ CommitSchedule   is it time?
 *     ├ Committer        outputs, changelog records and input positions in one transaction, only then the stores' buffers
 *     └ GlobalStores, RepartitionPurge, TaskTimeout
 * </pre>
 *
 * Each thread and task counts in plain fields ({@code ThreadFigures}, {@code TaskFigures}); once a step, or a slice of
 * records, these become the {@code Figure}s that metrics show.
 *
 *
 * Operators run depth-first by direct reference. What they and the stores of a task have in common is its
 * {@code TaskScope}, which a user's code sees as an {@code OperatorContext} or a {@code StoreContext}.
 *
 * <p><b>Threading.</b> A task belongs to one thread at a time. The loop is a step ({@code step(now, maxWaitMs)}) which
 * {@link dev.millrace.runtime.StreamThreadDriver} calls in production, a test driver by hand, and a simulation from a
 * seed. Other threads see of it: its state and the wish to stop (volatile); what completions say, which may come on the
 * producer's thread (the outbox's failure and what is to be sent later, how far a changelog got); the application's
 * settings (volatile); who has which directory ({@code StateDirectory}, a concurrent map); what is cleaned up
 * ({@code StateCleanup}, under its monitor); the metrics (adders, and a registry under its monitor).
 *
 * <p><b>Must not know.</b> How the DSL arrives at a topology, how a store keeps its bytes, sockets. The log is known as
 * {@code Producer}, {@code Consumer} and {@code Admin} only.
 */
@NullMarked
package dev.millrace.runtime;

import org.jspecify.annotations.NullMarked;
