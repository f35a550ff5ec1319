/**
 * Kafka Streams as the oracle: the same topology and the same input, run by Kafka Streams' test driver and by ours,
 * must give the same output.
 *
 * <p>A {@link Trial} is data: a {@link Program} (a list of {@link Verb}s) and the {@link Action}s of a test (records
 * piped in, the clock moved, a store read). It is drawn from a seed by {@link TrialGenerator}. An {@link Engine} runs
 * it and tells the {@link Outcome}: the records of every output topic with the action that made them appear, the
 * content of every store, the changelogs, and the text of {@code describe()}. {@link Difference} compares two outcomes;
 * {@link Shrinker} looks for the smallest trial that still differs.
 *
 * <pre>
 *   seed ─▶ TrialGenerator ─▶ Trial ─┬▶ Engine (Kafka Streams) ─▶ Outcome ─┐
 *                                    └▶ Engine (Millrace) ──────▶ Outcome ─┴▶ Difference ─▶ Shrinker ─▶ message
 * </pre>
 *
 * <p>There is one engine in source, in the package {@code engine} below, written against Kafka Streams. Ours is the
 * same compiled class with its imports changed, by {@link ImportSwap}: so these tests hold, beside the semantics, the
 * promise that a program moves over by its imports alone. The hand-written specifications there are read the same way.
 *
 * <p>Nothing here has a thread or a clock. A build draws the same trials every time; {@code -Dmillrace.seed} and
 * {@code -Dmillrace.cases} choose others.
 */
@NullMarked
package dev.millrace.conformance.differential;

import org.jspecify.annotations.NullMarked;
