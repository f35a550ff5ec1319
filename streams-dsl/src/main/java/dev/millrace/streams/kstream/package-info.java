/**
 * The DSL: streams, tables, windows, and the objects that tune a verb.
 *
 * <p><b>Purpose.</b> What a user composes: {@code KStream}, {@code KTable} and their groupings; the functions given to
 * them ({@code ValueMapper}, {@code Aggregator}, …); windows, which say to which interval of event time a record
 * belongs ({@link dev.millrace.streams.kstream.Windows} and its kinds, sessions and sliding windows); and configuration
 * objects ({@code Consumed}, {@code Materialized}, {@code Named}, …) for names, serdes and stores.
 *
 * <p><b>Data flow.</b> A verb takes functions and configuration, makes a plan node and returns the next stream or
 * table. Configuration objects are immutable: a {@code with…} method returns a changed copy. Where the mirrored API
 * shows their contents only to subclasses, public accessors are added beside.
 *
 * <p><b>Threads.</b> Building is for one thread. Functions are called by the threads of all tasks, each function object
 * by several, so they keep no state of their own.
 *
 * <p><b>Must not know.</b> How a plan is compiled and run.
 */
@NullMarked
package dev.millrace.streams.kstream;

import org.jspecify.annotations.NullMarked;
