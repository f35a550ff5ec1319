/**
 * The in-process broker: topics, consumer groups, and Kafka's {@code Producer}, {@code Consumer} and {@code Admin} on
 * top of the log.
 *
 * <p><b>Purpose.</b> Implements the port between streams and log by direct calls, so that a program needs no other process.
 * The other implementation of the same port is Apache Kafka's own clients.
 *
 * <p><b>Data flow.</b> {@code send} serializes a record into its partition's open batch; the batch goes to the partition,
 * and the acknowledgement follows when it is as durable as promised. {@code poll} reads whole batches up to the last
 * stable offset and hands out their records. Group and topic changes are events, replayed live and at recovery alike.
 *
 * <p><b>Threading.</b> Logic is steps that take the time; the driver alone owns a thread, and the system clock has one home.
 * Clients follow Kafka's contract: a producer may be shared between threads, a consumer may not.
 *
 * <p><b>Must not know.</b> Sockets, topologies, tasks, state stores.
 */
@NullMarked
package dev.millrace.broker;

import org.jspecify.annotations.NullMarked;
