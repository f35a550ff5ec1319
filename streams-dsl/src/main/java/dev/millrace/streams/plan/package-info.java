/**
 * From DSL verbs to a topology: verbs make plan nodes, rules improve the plan, the compiler turns it into a topology.
 *
 * <p><b>Data flow.</b>
 * <pre>
 *   StreamsBuilder.stream/table ──▶ PlannedStream, PlannedTable, …   one class behind each interface of the DSL:
 *                                        │ a verb                     it names nodes and adds them
 *                                        ▼
 *                                   PlanBuilder ──▶ Plan              immutable nodes in the order of the verbs
 *                                                     │ rules         Plan ─▶ Plan, one class each
 *                                                     ▼
 *                                                  Compiler ──▶ TopologyBuilder
 * </pre>
 *
 * <p>Names are given at the verb, by one counter, and exactly as Kafka Streams gives them: internal topics, stores and
 * their changelogs are called after them, so a program keeps its state when it moves. A name that a user gives still
 * uses up its number, except where Kafka Streams forgets to.
 *
 * <p>{@link dev.millrace.streams.plan.PlanBuilder} is the entry; all else is known to this package only.
 *
 * <p><b>Threading.</b> A builder and what it made belong to one thread. A plan is immutable.
 *
 * <p><b>Must not know.</b> How an operator works, stores' engines, tasks.
 */
@NullMarked
package dev.millrace.streams.plan;

import org.jspecify.annotations.NullMarked;
