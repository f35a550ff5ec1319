/**
 * What the DSL and the runtime ask of a state-store engine.
 *
 * <p><b>Purpose.</b> {@code Stores} and the operators describe a store by a specification; a {@link
 * dev.millrace.streams.store.StoreProvider} found by {@link java.util.ServiceLoader} builds it. The runtime drives what
 * was built through {@link dev.millrace.streams.store.ManagedStore} and {@link dev.millrace.streams.store.TaskState}.
 *
 * <p><b>Data flow.</b> A store has two layers. Above, typed: live objects and the changes since the last commit. Below,
 * bytes: one {@link dev.millrace.streams.store.TaskState} for each task with a sorted table for each store. A commit
 * goes through them in this order:
 *
 * <pre>
 *   flushCache()     what write-back caching held back goes downstream      (all stores, upstream first)
 *   drainChanges()   each changed key once: to the changelog sink, and staged to the table
 *   ...              the producer's transaction commits: changelog, output and input offsets
 *   TaskState.commit(offsets)   staged changes and changelog offsets become durable state, in one atomic write
 * </pre>
 *
 * <p>Restoring is the same road backwards: {@code restore()} stages a changelog record, {@code TaskState.commit} keeps
 * it.
 *
 * <p><b>Threads.</b> Everything here belongs to the thread of its task.
 *
 * <p><b>Must not know.</b> RocksDB, the log, tasks, the plan.
 */
@NullMarked
package dev.millrace.streams.store;

import org.jspecify.annotations.NullMarked;
