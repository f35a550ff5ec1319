package dev.millrace.conformance.model;

import dev.millrace.log.CleanupConfig;
import dev.millrace.log.LogConfig;
import org.apache.kafka.common.TopicPartition;

/**
 * The partitions of a trial, by number: two that keep everything, two that keep some time or some bytes, one that is
 * compacted.
 */
final class Topics {
    static final int COUNT = 5;
    static final int BY_TIME = 2;
    static final int BY_SIZE = 3;
    static final int COMPACTED = 4;
    static final long RETENTION_MS = 2_000;
    static final long RETENTION_BYTES = 3_000;

    private static final LogConfig PLAIN =
            LogConfig.DEFAULT.withSegments(700, 5_000).withIndexIntervalBytes(150);

    private Topics() {}

    static TopicPartition partition(int number) {
        return new TopicPartition("topic", number);
    }

    static LogConfig config(int number) {
        return switch (number) {
            case BY_TIME -> PLAIN.withRetention(RETENTION_MS, -1);
            case BY_SIZE -> PLAIN.withRetention(-1, RETENTION_BYTES);
            case COMPACTED ->
                PLAIN.withCleanup(CleanupConfig.DEFAULT.withPolicy(false, true).withMinDirtyRatio(0.1));
            default -> PLAIN;
        };
    }
}
