/**
 * The engines behind the store interfaces of the DSL: live objects over one on RocksDB or one in memory.
 *
 * <p><b>Purpose.</b> Keeps the state of a task between records: keys to values, windows, sessions, and what waits in
 * suppression and outer joins. {@link dev.millrace.stores.MillraceStores} is the entry.
 *
 * <p><b>Two layers, the same for every kind.</b>
 *
 * <pre>
 *   LiveKeyValueStore   LiveWindowStore   LiveSessionStore        typed: cells with live objects, found by key and let
 *   LiveVersionedStore         └─ TimelineStore ─┘                go ({@link dev.millrace.stores.KeyIndex}); what changed
 *          └────────── LiveStore ──────────┘                      ({@link dev.millrace.stores.ChangedCells},
 *                          │                                      {@link dev.millrace.stores.UnwrittenCells}), who hears of it
 *                          │                                      ({@link dev.millrace.stores.WriteBack}), and where it is
 *                          │                                      written ({@link dev.millrace.stores.CellWriter})
 *                          │ stage, get, scan
 *     MemoryTable ─ EngineTable ─ RocksTable, UserEngine          bytes: a sorted table for each store, or a user's own
 *                          │
 *                      EngineState                                one for each task: tables, offsets, atomic commit
 *                          │
 *             RocksTask ─ RocksDatabase ─ NativeMemory            one database for each task, one memory for all
 * </pre>
 *
 * <p><b>Data flow.</b> A get finds a cell or makes one from the table; a put changes the cell and notes it; what is of
 * a type that the serde does not take, it refuses ({@link dev.millrace.stores.ProvenTypes}). At the commit each changed
 * cell is serialised once for the changelog; after many commits, all cells that the table does not have are written
 * with the offsets that belong to them, in one atomic batch ({@link dev.millrace.stores.EngineState}). As long as
 * nothing was let go, a miss is an answer and the table is not read at all. Restoring goes straight to the table.
 *
 * <p>What comes too late to be kept is counted ({@link dev.millrace.stores.LatePuts}).
 *
 * <p>A user's own store of bytes stands in the place of a table ({@link dev.millrace.stores.UserEngine}). It gets
 * changes when they are committed, and is asked each time, since it may change by itself.
 *
 * <p>{@link dev.millrace.stores.HeapSuppressionBuffer} has no table: it lives in memory and in its changelog, and what
 * it has no memory for in {@link dev.millrace.stores.SpilledUpdates}. {@link
 * dev.millrace.stores.LiveOuterJoinBuffer} and {@link dev.millrace.stores.LiveStreamBuffer} are queues over a key-value
 * store ({@link dev.millrace.stores.QueueRows}).
 *
 * <p><b>Threading.</b> One task thread reads and writes its stores; nothing here is locked. A database is opened in a
 * thread of its own ({@link dev.millrace.stores.OpenDriver}). Memory is one budget for the whole process ({@link
 * dev.millrace.stores.NativeMemory}, {@link dev.millrace.stores.LiveBudget}).
 *
 * <p><b>Formats.</b> {@link dev.millrace.stores.Rows} and {@code docs/formats/state-directory.md}.
 *
 * <p><b>Must not know.</b> The log, tasks, topologies, who listens to a change.
 */
@NullMarked
package dev.millrace.stores;

import org.jspecify.annotations.NullMarked;
