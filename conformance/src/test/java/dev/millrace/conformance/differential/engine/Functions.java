package dev.millrace.conformance.differential.engine;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Verb;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.streams.kstream.Windowed;
import org.jspecify.annotations.Nullable;

/** What user code does in trials: total functions that depend on nothing but their arguments. */
final class Functions {

    private static final int LONGEST_TEXT = 24;

    private Functions() {}

    static String text(Headers headers) {
        StringBuilder text = new StringBuilder();
        headers.forEach(
                header -> text.append(' ').append(header.key()).append('=').append(new String(header.value(), UTF_8)));
        return text.toString();
    }

    static String text(@Nullable Object value) {
        return value instanceof Windowed<?> windowed
                ? windowed.key() + "@" + windowed.window().start() + ".."
                        + windowed.window().end()
                : String.valueOf(value);
    }

    /** The end of the text. */
    static String shortText(@Nullable Object value) {
        return shortened(text(value));
    }

    static int hash(@Nullable Object value) {
        int hash = text(value).hashCode();
        return (hash ^ hash >>> 15) * 0x2c1b3c6d >>> 12;
    }

    static Object convert(Object value, Kind kind) {
        return switch (kind) {
            case STRING -> shortText(value);
            case LONG -> value instanceof Number number ? number.longValue() : (long) (hash(value) % 1000);
            case INTEGER -> value instanceof Number number ? number.intValue() : hash(value) % 1000;
        };
    }

    static boolean test(Verb.Test test, @Nullable Object key, @Nullable Object value) {
        return switch (test) {
            case ALL -> true;
            case NONE -> false;
            case EVEN_VALUE -> hash(value) % 2 == 0;
            case NULL_VALUE -> value == null;
            case SOME_KEYS -> hash(key) % 3 != 0;
        };
    }

    static @Nullable Object change(Verb.Change change, Kind kind, @Nullable Object key, @Nullable Object value) {
        return switch (change) {
            case CONVERT -> value == null ? null : convert(value, kind);
            case MARK -> value == null ? kind.of(-1) : add(kind, value, kind.of(1));
            case HALF_NULL -> value == null || hash(value) % 2 == 0 ? null : convert(value, kind);
            case WITH_KEY -> convert(text(key) + ":" + text(value), kind);
        };
    }

    static @Nullable Object rekey(Verb.Rekey rekey, Kind kind, @Nullable Object key, @Nullable Object value) {
        return switch (rekey) {
            case BY_KEY -> kind.of(hash(key) % 3);
            case BY_VALUE -> kind.of(hash(value) % 3);
            case SOME_NULL -> hash(value) % 4 == 0 ? null : kind.of(hash(key) % 4);
        };
    }

    /** Sum or concatenation, in the kind of the result. */
    static Object add(Kind kind, @Nullable Object left, @Nullable Object right) {
        if (kind == Kind.STRING) {
            return shortened(text(left) + "+" + text(right));
        }
        return convert(number(left) + number(right), kind);
    }

    /** The way back; text only grows, so that the order of additions and removals is seen. */
    static Object subtract(Kind kind, @Nullable Object left, @Nullable Object right) {
        if (kind == Kind.STRING) {
            return shortened(text(left) + "-" + text(right));
        }
        return convert(number(left) - number(right), kind);
    }

    /** As {@link #add}, but null now and then. */
    static @Nullable Object addOrNull(Kind kind, @Nullable Object left, @Nullable Object right) {
        return hash(text(left) + text(right)) % 3 == 0 ? null : add(kind, left, right);
    }

    private static long number(@Nullable Object value) {
        return value instanceof Number number ? number.longValue() : value == null ? 0 : hash(value) % 1000;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_TEXT ? text : text.substring(text.length() - LONGEST_TEXT);
    }
}
