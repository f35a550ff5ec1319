/**
 * The processors behind the DSL's verbs: one small class each, with its contract in its Javadoc.
 *
 * <p><b>Purpose.</b> What a verb does to one record, and nothing about where the operator stands in a topology.
 *
 * <p><b>Data flow.</b> An operator gets a record by {@code process}, asks stores and tables that it looked up once in
 * {@code init}, and hands results to its context, depth first, before it returns. Tables travel as
 * {@link dev.millrace.streams.operator.Change}: new and old value, and whether it is of the present. What is read of a
 * table from outside goes through a {@link dev.millrace.streams.operator.TableView}, so that a table without a store of
 * its own can be computed from the one above it. A table on a versioned store has a past as well: {@link
 * dev.millrace.streams.operator.KeptTable} is its store as the operator has it that fills it, and a view can be asked
 * as of a time.
 *
 * <p><b>Write-back caching.</b> An operator that owns a store sends updates through
 * {@link dev.millrace.streams.operator.TableUpdates}: at once, or, when the store holds updates back, as the store
 * hands them out at a commit.
 *
 * <p><b>Time.</b> An operator that closes windows keeps its own stream time: the largest timestamp it has seen. After a
 * restart it goes on from the one that was committed with the input offsets, so that what was late before is late
 * again: in Kafka Streams it starts anew, and a record that comes late right after a crash is taken.
 *
 * <p><b>Threading.</b> One instance for each task, used by the task's thread only.
 *
 * <p><b>Must not know.</b> The plan, the compiler, the runtime.
 */
@NullMarked
package dev.millrace.streams.operator;

import org.jspecify.annotations.NullMarked;
