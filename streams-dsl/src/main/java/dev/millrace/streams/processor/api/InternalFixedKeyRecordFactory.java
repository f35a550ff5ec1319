package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * Makes {@link FixedKeyRecord}s. For engines and tests: a processor that used it could send a record to a partition
 * where it does not belong.
 */
public final class InternalFixedKeyRecordFactory {
    private InternalFixedKeyRecordFactory() {}

    /**
     * Pins the key of a record.
     *
     * @param record any record
     * @param <KIn> type of the key
     * @param <VIn> type of the value
     * @return a record of the same key, value, timestamp and headers
     */
    public static <KIn extends @Nullable Object, VIn extends @Nullable Object> FixedKeyRecord<KIn, VIn> create(
            Record<KIn, VIn> record) {
        return new FixedKeyRecord<>(record.key(), record.value(), record.timestamp(), record.headersOrNull());
    }
}
