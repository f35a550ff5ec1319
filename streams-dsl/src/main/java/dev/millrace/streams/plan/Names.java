package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Named;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Names steps and stores: a prefix and a number of ten digits that counts all names of a program. A name that the user
 * gives replaces the generated one, whose number is used up all the same, so that naming a step does not rename the
 * others.
 */
final class Names {

    private static final Pattern GENERATED = Pattern.compile("KSTREAM.*-[0-9]{10}");

    private static final int DIGITS = 10;

    private int next;

    String next(String prefix) {
        String digits = Integer.toString(next++);
        return prefix + "0".repeat(DIGITS - digits.length()) + digits;
    }

    String orNext(@Nullable String given, String prefix) {
        String generated = next(prefix);
        return given == null ? generated : valid(given);
    }

    /**
     * A name of the user, as it is.
     *
     * @throws dev.millrace.streams.errors.TopologyException if the name could not be part of a topic's name
     */
    static String valid(String given) {
        Named.as(given);
        return given;
    }

    static boolean isGenerated(String name) {
        return GENERATED.matcher(name).matches();
    }
}
