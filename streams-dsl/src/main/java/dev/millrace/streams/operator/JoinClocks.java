package dev.millrace.streams.operator;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.topology.CommittedMarks;
import java.util.Collections;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives the two sides of a join of streams, in one task, the same clock. They are two processors that know nothing of
 * each other but the buffer that they share, so the clock goes by the buffer. Thread-safe; asked only in {@code init}.
 */
public final class JoinClocks {

    private final Map<StateStore, Clock> byBuffer = Collections.synchronizedMap(new WeakHashMap<>());

    Clock of(@Nullable StateStore buffer) {
        return buffer == null ? new Clock() : byBuffer.computeIfAbsent(buffer, key -> new Clock());
    }

    /** The time of a join in one task: over both sides. Used by the task's thread only. */
    static final class Clock {
        private long streamTimeMs = -1;
        private long waitingSinceMs = Long.MAX_VALUE;

        /** Goes on from what was committed; both sides call it, and with the same buffer. */
        void resume(CommittedMarks marks, String buffer) {
            String streamTime = buffer + "-stream-time";
            String waitingSince = buffer + "-waiting-since";
            advance(marks.mark(streamTime));
            if (marks.mark(waitingSince) != CommittedMarks.NONE) {
                waitingSinceMs = marks.mark(waitingSince);
            }
            marks.atCommit(streamTime, () -> streamTimeMs);
            marks.atCommit(waitingSince, () -> waitingSinceMs);
        }

        void advance(long timestampMs) {
            streamTimeMs = Math.max(streamTimeMs, timestampMs);
        }

        long streamTimeMs() {
            return streamTimeMs;
        }

        /** A record of this time begins to wait. */
        void waitsFrom(long timestampMs) {
            waitingSinceMs = Math.min(waitingSinceMs, timestampMs);
        }

        /** A walk over what waits begins. */
        void nothingWaits() {
            waitingSinceMs = Long.MAX_VALUE;
        }

        /** The walk has come to a record of this time. */
        void lookedAt(long timestampMs) {
            waitingSinceMs = timestampMs;
        }

        /** Whether a walk is worth while; before the first one nothing is known, so it is. */
        boolean mayHaveClosed(long openForMs) {
            return waitingSinceMs == Long.MAX_VALUE || waitingSinceMs + openForMs < streamTimeMs;
        }
    }
}
