/**
 * Tests for topologies without a cluster: {@code TopologyTestDriver} and its topics.
 *
 * <p><b>Purpose.</b> Lets a test pipe records in, read records out, and move the clock, one record at a time.
 *
 * <p><b>Data flow.</b> The driver starts the production task code on memory storage; a piped record takes the same road as
 * in production, to the end of the commit, before the call returns.
 *
 * <p><b>Threading.</b> Everything runs on the thread of the test.
 *
 * <p><b>Must not know.</b> The inside of the engine. It re-implements nothing: what passes here passes in production.
 */
@NullMarked
package dev.millrace.streams.test;

import org.jspecify.annotations.NullMarked;
