package dev.millrace.streams.processor.api;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/*
 * Headers are the one mutable part of a record, so each record must have its own. Most records have none at all: those
 * are kept as null and made real when somebody asks for them, so that map, mapValues and the like do not pay for
 * headers that nobody uses. Asking by toArray is cheap, too: Kafka's headers answer with one shared array when they are
 * empty, while each iterator over them is a new object.
 */
/** How records keep their headers apart. */
final class CopiedHeaders {
    private CopiedHeaders() {}

    /** A copy that can be changed without touching the original; null stands for no headers. */
    static @Nullable Headers copyOf(@Nullable Headers headers) {
        if (headers == null) {
            return null;
        }
        Header[] content = headers.toArray();
        return content.length == 0 ? null : new RecordHeaders(content);
    }

    /** Equality by content, where null is the same as empty. */
    static boolean sameContent(@Nullable Headers left, @Nullable Headers right) {
        if (left == null || right == null) {
            return (left == null || isEmpty(left)) && (right == null || isEmpty(right));
        }
        return left.equals(right);
    }

    /** A hash that agrees with {@link #sameContent}. */
    static int hash(@Nullable Headers headers) {
        return headers == null || isEmpty(headers) ? 0 : headers.hashCode();
    }

    private static boolean isEmpty(Headers headers) {
        return headers.toArray().length == 0;
    }
}
