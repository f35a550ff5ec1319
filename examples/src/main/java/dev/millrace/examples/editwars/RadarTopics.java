package dev.millrace.examples.editwars;

import java.util.List;

/** The topics that the radar reads and writes. */
public final class RadarTopics {

    /** The feed: JSON lines keyed by channel, in the order of the day, in one partition. */
    public static final String EDITS = "wikipedia.edits";

    /** Channel to language; one partition, as the feed that it is joined with. */
    public static final String LANGUAGES = "wikipedia.languages";

    /** Lines that could not be used, as they came, with the header {@code reason}. */
    public static final String DEAD_LETTERS = "wikipedia.dead-letters";

    /** Hour (ISO-8601) to its {@link TopPages}, once each, when the hour is over. */
    public static final String TOP_PAGES = "wikipedia.top-pages";

    /** Editor to {@link SessionReport}, once a session, when it is over. */
    public static final String SESSIONS = "wikipedia.sessions";

    /** Page to {@link Revert}, once a revert. */
    public static final String REVERTS = "wikipedia.reverts";

    /** Bot, with the minute, to its number of edits, where that is 10 or more. */
    public static final String BOT_BURSTS = "wikipedia.bot-bursts";

    /** Which hour each part of the radar has reached: {@code pages-0} to the hour's first millisecond. */
    public static final String PROGRESS = "wikipedia.progress";

    /** What the radar reads. */
    public static final List<String> INPUTS = List.of(EDITS, LANGUAGES);

    /** What the radar writes. */
    public static final List<String> OUTPUTS =
            List.of(DEAD_LETTERS, TOP_PAGES, SESSIONS, REVERTS, BOT_BURSTS, PROGRESS);

    private RadarTopics() {}
}
