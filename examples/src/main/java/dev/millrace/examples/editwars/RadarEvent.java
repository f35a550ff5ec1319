package dev.millrace.examples.editwars;

/** What flows behind the parser: an {@link Edit} of a page, or the {@link Tick} that says an hour is over. */
public sealed interface RadarEvent permits Edit, Tick {

    /**
     * The event's time in milliseconds since the epoch.
     *
     * @return ms; for a tick, the hour that begins
     */
    long timeMs();
}
