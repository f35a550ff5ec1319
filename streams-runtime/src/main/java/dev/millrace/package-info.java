/**
 * How a program runs a topology: {@link dev.millrace.MillraceStreams}, and {@link dev.millrace.EmbeddedLog} for a
 * program that also writes or reads the log in its process.
 *
 * <p><b>Purpose.</b> The outermost door of the streams modules. Chooses the log (in the process with {@code log.dir},
 * an Apache Kafka cluster with {@code bootstrap.servers}), owns the threads, and keeps the state that a user sees.
 *
 * <p><b>Data flow.</b> None of its own: records go through {@code dev.millrace.runtime}.
 *
 * <p><b>Threading.</b> {@link dev.millrace.MillraceStreams} may be called from any thread. It starts one Java thread
 * for each stream thread, and one more that ends them.
 *
 * <p><b>Must not know.</b> Tasks, operators, commits; the bytes of log and stores.
 */
@NullMarked
package dev.millrace;

import org.jspecify.annotations.NullMarked;
