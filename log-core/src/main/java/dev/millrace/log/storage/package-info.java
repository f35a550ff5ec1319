/**
 * The storage port: the only place of the log where a file is a file.
 *
 * <p><b>Purpose.</b> Everything the log keeps goes through {@link dev.millrace.log.storage.Storage}, a small tree of
 * files below one root. The port names exactly those operations whose durability the log reasons about: positional
 * writes and {@link dev.millrace.log.storage.StorageFile#sync()}, and, separately, creating, renaming and deleting
 * names and {@link dev.millrace.log.storage.Storage#syncDirectory(String)}. Nothing is durable before the matching sync
 * returned.
 *
 * <p><b>Implementations.</b> {@link dev.millrace.log.storage.DiskStorage} is the real one.
 * {@link dev.millrace.log.storage.MemoryStorage} serves test drivers. A third, strict one in the conformance tests
 * forgets whatever was not synced, and so proves the log's order of writes and syncs.
 *
 * <p><b>Threads.</b> None of its own. All types may be used by many threads at once; positions are arguments, so there
 * is no cursor to share.
 *
 * <p><b>Must not know.</b> Batches, partitions, transactions: it moves bytes.
 */
@NullMarked
package dev.millrace.log.storage;

import org.jspecify.annotations.NullMarked;
