package dev.millrace.examples.editwars;

/**
 * A minute in which a bot edited ten times or more.
 *
 * @param minuteMs the minute's first millisecond
 * @param edits the number of edits
 */
public record BotBurst(long minuteMs, long edits) {

    /** From how many edits in a minute on it is a burst. */
    public static final long LEAST_EDITS = 10;
}
