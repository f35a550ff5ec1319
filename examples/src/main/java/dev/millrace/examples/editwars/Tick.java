package dev.millrace.examples.editwars;

/**
 * The feed has reached a full hour: no edit before {@code timeMs} is still to come.
 *
 * <p>Ticks go to every partition of a repartitioned stream, so that windows close in those that have no edits of their
 * own.
 *
 * @param timeMs the hour that begins, in milliseconds since the epoch
 */
public record Tick(long timeMs) implements RadarEvent {

    /** The record key that all ticks travel under; no channel, page or user has this name. */
    public static final String KEY = "#tick";
}
