package dev.millrace.examples.editwars;

import org.jspecify.annotations.Nullable;

/** What one line of the feed turned out to be. */
public sealed interface FeedLine {

    /**
     * A well-formed edit.
     *
     * @param edit the edit
     * @param json the line it was read from, in case it proves unusable later
     */
    record Edited(Edit edit, String json) implements FeedLine {}

    /**
     * The feed's promise that no edit before {@code timeMs} is still to come; the last line of the day is one.
     *
     * @param timeMs milliseconds since the epoch
     */
    record Heartbeat(long timeMs) implements FeedLine {}

    /**
     * A line that cannot be used; it goes to the dead letters.
     *
     * @param reason what is wrong with it, for a person
     * @param json the line
     */
    record Rejected(String reason, @Nullable String json) implements FeedLine {}
}
