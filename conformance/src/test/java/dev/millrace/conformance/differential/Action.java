package dev.millrace.conformance.differential;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One thing that a test does to a driver. */
public sealed interface Action {

    /** A record goes in. Headers are {@code name=value} texts. */
    record Pipe(
            String topic, @Nullable Object key, @Nullable Object value, long timestampMs, List<String> headers)
            implements Action {}

    /** The wall clock moves on. */
    record Advance(long byMs) implements Action {}

    /** The application ends in good order and starts again; for Millrace only, whose driver can. */
    record Restart() implements Action {}

    /** Someone looks into every store. */
    record Look() implements Action {}
}
