package dev.millrace.conformance.differential;

import java.util.Arrays;
import java.util.Optional;

/**
 * Where Kafka Streams fails on a program that is right: there is nothing to compare with. Each stands in the migration
 * page.
 */
enum KafkaFault {
    /** Its optimization does not find its way through processors between a new key and the use of it. */
    OPTIMIZATION("Found a null keyChangingChild node"),
    /** Sliding windows whose aggregate is null stumble over it in the cache. */
    NULL_IN_CACHED_SLIDING_WINDOWS("WindowedTimestampedHeadersStoreToWindowedTimestampedStoreAdapter"),
    /**
     * A join asks a table for {@code transformValues} that is not kept, and its processor may not use the transformer's
     * store.
     */
    STORE_OF_TRANSFORMER("has no access to StateStore counts-"),
    /** A record without a key, in a left join with a grace period; ours joins it with nothing. */
    NULL_KEY_THAT_WAITS("NullPointerException: key cannot be null");

    private final String words;

    KafkaFault(String words) {
        this.words = words;
    }

    static Optional<KafkaFault> of(Outcome outcome) {
        return Arrays.stream(values())
                .filter(fault -> outcome.failure().contains(fault.words))
                .findFirst();
    }
}
