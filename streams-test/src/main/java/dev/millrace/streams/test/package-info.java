/**
 * Tests for topologies without a cluster: {@link dev.millrace.streams.test.TopologyTestDriver} and its topics, and
 * {@link dev.millrace.streams.test.MockProcessorContext} for a processor alone.
 *
 * <p><b>Purpose.</b> Lets a test pipe records in, read records out, and move the clock, one record at a time; and, by
 * {@link dev.millrace.streams.test.TestDriverOptions}, with several partitions, with commits and caches as in
 * production, and with restarts and crashes in between.
 *
 * <p><b>Data flow.</b> The driver ({@code TestEngine}) starts the production task code on a broker in memory; a piped
 * record takes the same road as in production, by default to the end of the commit, before the call returns. What sinks
 * write is caught on its way to the broker ({@code OutputCapture}).
 *
 * <p><b>Threading.</b> Everything runs on the thread of the test.
 *
 * <p><b>Must not know.</b> The inside of the engine. It re-implements nothing: what passes here passes in production.
 */
@NullMarked
package dev.millrace.streams.test;

import org.jspecify.annotations.NullMarked;
