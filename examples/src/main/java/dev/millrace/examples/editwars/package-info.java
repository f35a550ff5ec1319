/**
 * The edit-war radar: the demo topology over one real day of Wikipedia edits.
 *
 * <p>The feed ({@link dev.millrace.examples.editwars.WikipediaDay}) is written, line by line and keyed by channel, to
 * the one partition of {@code wikipedia.edits} by {@link dev.millrace.examples.editwars.DayFeeder}. The topology
 * ({@link dev.millrace.examples.editwars.EditWarRadar}) reads it back in this shape:
 *
 * <pre>
 *   wikipedia.edits ─▶ parse ─▶ join languages ─▶ hour ticks ─┬─▶ by page (4) ─┬─▶ count per hour ─▶ suppress ─▶ top 10
 *        (1)             │            │                       │                └─▶ join reverts with earlier edits
 *                        └── dead ────┘                       └─▶ by user (4) ─┬─▶ sessions ─▶ suppress
 *                           letters                                            └─▶ bots per minute ─▶ suppress
 * </pre>
 *
 * <p>Two ideas make the result the same record for record, whatever the number of threads and whatever was killed in
 * between. One task parses the feed, so every partition after it sees its edits in the feed's order. And that task
 * sends a {@link dev.millrace.examples.editwars.Tick} to <em>every</em> partition whenever an hour of event time is
 * over, so stream time advances everywhere and no window stays silent because its own keys have fallen silent.
 *
 * <p>Nothing here knows the log's files, the state's engine or a thread of the runtime: it is what a user writes.
 */
@NullMarked
package dev.millrace.examples.editwars;

import org.jspecify.annotations.NullMarked;
