package dev.millrace.streams.test;

import java.time.Instant;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record that a test puts in or takes out: key, value, headers and time. Immutable but for its headers.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 */
public class TestRecord<K extends @Nullable Object, V extends @Nullable Object> {

    private final Headers headers;
    private final @Nullable K key;
    private final @Nullable V value;
    private final @Nullable Instant recordTime;

    /**
     * A record.
     *
     * @param key null for none
     * @param value null for a deletion
     * @param headers null for none
     * @param recordTime null: the input topic gives it its time
     */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Headers headers, @Nullable Instant recordTime) {
        this.key = key;
        this.value = value;
        this.headers = new RecordHeaders(headers);
        this.recordTime = recordTime;
    }

    /**
     * A record.
     *
     * @param key null for none
     * @param value null for a deletion
     * @param headers copied; null for none
     * @param timestampMs since the epoch; null: the input topic gives it its time
     * @throws IllegalArgumentException if the timestamp is negative
     */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Headers headers, @Nullable Long timestampMs) {
        this(key, value, headers, instant(timestampMs));
    }

    private static @Nullable Instant instant(@Nullable Long timestampMs) {
        if (timestampMs == null) {
            return null;
        }
        if (timestampMs < 0) {
            throw new IllegalArgumentException("A record's timestamp must be 0 or more, but is " + timestampMs);
        }
        return Instant.ofEpochMilli(timestampMs);
    }

    /**
     * A record without headers.
     *
     * @param key null for none
     * @param value null for a deletion
     * @param recordTime null: the input topic gives it its time
     */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Instant recordTime) {
        this(key, value, null, recordTime);
    }

    /**
     * A record without a time of its own.
     *
     * @param key null for none
     * @param value null for a deletion
     * @param headers copied; null for none
     */
    public TestRecord(@Nullable K key, @Nullable V value, @Nullable Headers headers) {
        this(key, value, headers, (Instant) null);
    }

    /**
     * A record without headers and without a time of its own.
     *
     * @param key null for none
     * @param value null for a deletion
     */
    public TestRecord(@Nullable K key, @Nullable V value) {
        this(key, value, null, (Instant) null);
    }

    /**
     * A record with nothing but a value.
     *
     * @param value null is allowed; the key is null
     */
    public TestRecord(@Nullable V value) {
        this(null, value);
    }

    /**
     * What was read from a topic.
     *
     * @param record key, value, headers and timestamp are taken, topic and offset are not
     */
    public TestRecord(ConsumerRecord<K, V> record) {
        this(record.key(), record.value(), record.headers(), Instant.ofEpochMilli(record.timestamp()));
    }

    /**
     * What was sent to a topic.
     *
     * @param record key, value, headers and timestamp are taken, topic and partition are not; without a timestamp,
     *     neither has this
     */
    public TestRecord(ProducerRecord<K, V> record) {
        this(record.key(), record.value(), record.headers(), record.timestamp());
    }

    /**
     * The headers; never null.
     *
     * @return the record's own, which can be added to
     */
    public Headers headers() {
        return headers;
    }

    /**
     * The headers; never null.
     *
     * @return the same as {@link #headers()}
     */
    public Headers getHeaders() {
        return headers;
    }

    /**
     * The key.
     *
     * @return null if it has none
     */
    public @Nullable K key() {
        return key;
    }

    /**
     * The key.
     *
     * @return the same as {@link #key()}
     */
    public @Nullable K getKey() {
        return key;
    }

    /**
     * The value.
     *
     * @return null for a deletion
     */
    public @Nullable V value() {
        return value;
    }

    /**
     * The value.
     *
     * @return the same as {@link #value()}
     */
    public @Nullable V getValue() {
        return value;
    }

    /**
     * The time in ms since the epoch; null if it has none.
     *
     * @return ms since the epoch
     */
    public @Nullable Long timestamp() {
        return recordTime == null ? null : recordTime.toEpochMilli();
    }

    /**
     * The time; null if it has none.
     *
     * @return the same moment as {@link #timestamp()}
     */
    public @Nullable Instant getRecordTime() {
        return recordTime;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof TestRecord<?, ?> that
                && Objects.equals(headers, that.headers)
                && Objects.equals(key, that.key)
                && Objects.equals(value, that.value)
                && Objects.equals(recordTime, that.recordTime);
    }

    @Override
    public int hashCode() {
        return Objects.hash(headers, key, value, recordTime);
    }

    @Override
    public String toString() {
        return "TestRecord[key=" + key + ", value=" + value + ", headers=" + headers + ", recordTime=" + recordTime
                + "]";
    }
}
