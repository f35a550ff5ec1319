package dev.millrace.conformance.differential;

import java.util.List;

/**
 * What became of a mistake.
 *
 * @param title the mistake
 * @param moment when it was refused, one of those below
 * @param types simple names of the exception's type and of all above it; empty if it was never refused
 * @param message the exception's
 */
public record Refusal(String title, String moment, List<String> types, String message) {

    /** While the program is written: the verb throws. */
    public static final String CALL = "the call";

    /** When the program has been written: {@code StreamsBuilder.build} throws. */
    public static final String BUILD = "build()";

    /** The application, or the test driver, cannot be made. */
    public static final String START = "start";

    /** A record is the first to show it. */
    public static final String RECORD = "a record";

    /** It is not refused. */
    public static final String NEVER = "never";

    private static final List<String> ORDER = List.of(CALL, BUILD, START, RECORD, NEVER);

    boolean isRefused() {
        return !moment.equals(NEVER);
    }

    boolean isNoLaterThan(Refusal other) {
        return ORDER.indexOf(moment) <= ORDER.indexOf(other.moment);
    }

    /** Whether a {@code catch} that was written for the other catches this one, too. */
    boolean isCaughtAs(Refusal other) {
        return types.contains(other.types.get(0));
    }
}
