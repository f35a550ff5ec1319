/**
 * State stores as a user sees them: what they hold, how they are asked, and how they are declared.
 *
 * <p><b>Purpose.</b> Interfaces of the stores (key-value, versioned, window, session; plain, with timestamps, with
 * headers), the iterators that read them, and the {@code StoreBuilder}s and suppliers that say which engine a store
 * has, whether changes are logged to a changelog topic and whether updates are cached.
 *
 * <p><b>Data flow.</b> A topology holds builders, never stores. For each task the runtime builds the stores, which
 * finds their engine behind the provider interface of {@code dev.millrace.streams.store}, initialises them and restores
 * them from their changelogs. Processors then put and get; a commit makes what they put durable.
 *
 * <p><b>Threads.</b> A store, its read-only interfaces and its iterators belong to the thread of its task. Builders and
 * suppliers are asked by the threads of all tasks.
 *
 * <p><b>Must not know.</b> RocksDB (but for {@code RocksDBConfigSetter}, whose signature names it), files, changelog
 * topics, the task.
 */
@NullMarked
package dev.millrace.streams.state;

import org.jspecify.annotations.NullMarked;
