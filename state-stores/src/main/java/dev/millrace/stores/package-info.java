/**
 * The engines behind the store interfaces of the DSL: one in memory, one on RocksDB.
 *
 * <p><b>Purpose.</b> Keeps the state of a task between records: keys to values, windows, sessions, versions.
 *
 * <p><b>Data flow.</b> A put goes to the write buffer and emits one change. At commit the changes have gone to the
 * changelog first; then the buffer goes to the engine in one atomic write together with the changelog offset that it
 * corresponds to. Restoring is the same road backwards: changes in, state out.
 *
 * <p><b>Threading.</b> One task thread writes. Queries from other threads read what is committed. Memory is one budget for
 * the whole process.
 *
 * <p><b>Must not know.</b> The log, tasks, topologies, who listens to a change.
 */
@NullMarked
package dev.millrace.stores;

import org.jspecify.annotations.NullMarked;
