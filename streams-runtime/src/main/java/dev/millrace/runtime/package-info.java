/**
 * The engine: the one place where topology, stores and log meet.
 *
 * <p><b>Purpose.</b> Cuts a topology into sub-topologies, makes a task of each sub-topology and partition, assigns tasks to
 * threads and instances, commits, restores after a crash, and answers queries.
 *
 * <p><b>Data flow.</b> The task loop polls read_committed batches and gives each record to its task. Operators run
 * depth-first by direct reference; changes and outputs gather in the task's outbox. A commit makes outputs, changelog
 * records and input positions visible together, and only then are the stores' buffers written.
 *
 * <p><b>Threading.</b> A task belongs to one thread at a time. The loop is a step ({@code poll(now)}) which a stream-thread
 * driver calls in production, a test driver by hand, and a simulation from a seed.
 *
 * <p><b>Must not know.</b> How the DSL arrives at a topology, how a store keeps its bytes, sockets. The log is known as
 * {@code Producer}, {@code Consumer} and {@code Admin} only.
 */
@NullMarked
package dev.millrace.runtime;

import org.jspecify.annotations.NullMarked;
