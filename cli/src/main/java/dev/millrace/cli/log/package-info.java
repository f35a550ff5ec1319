/**
 * {@code millrace log}: what the files of a log directory hold.
 *
 * <p><b>Purpose.</b> Shows any file of a log, with the events of the broker's own topics in words, and says where a
 * file is damaged.
 *
 * <p><b>Data flow.</b> {@link dev.millrace.log.FileDump} reads a file and calls a visitor; {@code DumpPrinter} makes
 * lines of what it gets, {@code DumpSummary} one line a file.
 *
 * <p><b>Threading.</b> The main thread.
 *
 * <p><b>Must not know.</b> Layouts: bytes are read where the formats live.
 */
@NullMarked
package dev.millrace.cli.log;

import org.jspecify.annotations.NullMarked;
