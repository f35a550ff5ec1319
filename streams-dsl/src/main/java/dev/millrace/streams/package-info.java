/**
 * What a user writes: topologies, the DSL, and the configuration that goes with them.
 *
 * <p><b>Purpose.</b> Mirrors the public API of Kafka Streams 4.3.1 by name and by meaning, so that a program is
 * migrated by its imports alone.
 *
 * <p><b>Data flow.</b> A verb of the DSL makes an immutable plan node. Rules, one class each, take a plan and return a
 * better one. The compiler turns the plan into a {@code Topology}, which describes sources, processors, stores and
 * sinks and is handed to the runtime. Nothing in this module moves a record of its own accord.
 *
 * <p><b>Threading.</b> Builders belong to one thread until they are built; what they build is immutable.
 *
 * <p><b>Must not know.</b> The log, RocksDB, threads, files, the runtime. Store engines are found by
 * {@link java.util.ServiceLoader}, not named.
 */
@NullMarked
package dev.millrace.streams;

import org.jspecify.annotations.NullMarked;
