/**
 * The topology as data: what the runtime is given to run.
 *
 * <p><b>Purpose.</b> {@link dev.millrace.streams.topology.TopologyBuilder} collects sources, processors, sinks and
 * stores, refuses wrong graphs at the call that makes them wrong, and freezes them into a
 * {@link dev.millrace.streams.topology.TopologyGraph}.
 *
 * <p><b>Data flow.</b>
 * <pre>
 *   Topology (a user's Processor API calls) ─┐
 *                                            ├─▶ TopologyBuilder ─▶ TopologyGraph   (to the runtime)
 *   plan.Compiler (the DSL)  ────────────────┘                   └▶ TopologyDescription (to a human)
 * </pre>
 * A sub-topology is a connected component: two nodes are in one when an edge or a common store joins them. Its number
 * is the one Kafka Streams gives it, so task ids and {@code describe()} agree. Topic and store names carry no
 * application id yet: the runtime puts {@code <application.id>-} before the names of internal topics.
 *
 * <p><b>Threading.</b> The builder belongs to one thread. A graph is deeply immutable, apart from the suppliers, serdes
 * and store builders of the user that it holds.
 *
 * <p><b>Must not know.</b> The DSL, its plan and operators; tasks, partitions, the log.
 */
@NullMarked
package dev.millrace.streams.topology;

import org.jspecify.annotations.NullMarked;
