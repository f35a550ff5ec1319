package dev.millrace.streams.processor.api;

import dev.millrace.streams.errors.StreamsException;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way through a topology: key, value, timestamp and headers. Key, value and timestamp never change; a
 * {@code with…} method returns a changed copy. Each record has its own headers, which may be changed in place without
 * touching the record it was copied from. For one thread.
 *
 * <p>Where the record came from (topic, partition, offset) is not part of it, since a record may be made by a
 * punctuation; see {@link ProcessingContext#recordMetadata()}.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 */
@SuppressWarnings("JavaLangClash") // the mirrored name
public class Record<K extends @Nullable Object, V extends @Nullable Object> {
    private final K key;
    private final V value;
    private final long timestamp;
    private @Nullable Headers headers;

    /**
     * Makes a record.
     *
     * @param key the key, may be null
     * @param value the value, may be null
     * @param timestamp event time in milliseconds since 1970, not negative
     * @param headers copied; null for none
     * @throws StreamsException if the timestamp is negative
     */
    @SuppressWarnings("NullAway") // K and V say whether null is allowed; legacy NullAway does not ask them
    public Record(@Nullable K key, @Nullable V value, long timestamp, @Nullable Headers headers) {
        if (timestamp < 0) {
            throw new StreamsException(
                    "A record needs a timestamp of 0 or more, but got " + timestamp,
                    new IllegalArgumentException("timestamp is negative: " + timestamp));
        }
        this.key = key;
        this.value = value;
        this.timestamp = timestamp;
        this.headers = CopiedHeaders.copyOf(headers);
    }

    /**
     * Makes a record without headers.
     *
     * @param key the key, may be null
     * @param value the value, may be null
     * @param timestamp event time in milliseconds since 1970, not negative
     * @throws StreamsException if the timestamp is negative
     */
    public Record(@Nullable K key, @Nullable V value, long timestamp) {
        this(key, value, timestamp, null);
    }

    /**
     * The key.
     *
     * @return the key, null if there is none
     */
    public K key() {
        return key;
    }

    /**
     * The value.
     *
     * @return the value, null if there is none
     */
    public V value() {
        return value;
    }

    /**
     * Event time.
     *
     * @return milliseconds since 1970
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * The headers, which may be changed in place: records forwarded afterwards carry the change, earlier ones do not.
     *
     * @return this record's own headers, never null
     */
    public Headers headers() {
        Headers own = headers;
        if (own == null) {
            own = new RecordHeaders();
            headers = own;
        }
        return own;
    }

    /**
     * A copy with another key.
     *
     * @param key the new key, may be null
     * @param <NewK> type of the new key
     * @return a new record
     */
    public <NewK extends @Nullable Object> Record<NewK, V> withKey(@Nullable NewK key) {
        return new Record<>(key, value, timestamp, headers);
    }

    /**
     * A copy with another value.
     *
     * @param value the new value, may be null
     * @param <NewV> type of the new value
     * @return a new record
     */
    public <NewV extends @Nullable Object> Record<K, NewV> withValue(@Nullable NewV value) {
        return new Record<>(key, value, timestamp, headers);
    }

    /**
     * A copy with another timestamp.
     *
     * @param timestamp event time in milliseconds since 1970, not negative
     * @return a new record
     * @throws StreamsException if the timestamp is negative
     */
    public Record<K, V> withTimestamp(long timestamp) {
        return new Record<>(key, value, timestamp, headers);
    }

    /**
     * A copy with other headers.
     *
     * @param headers copied; null for none
     * @return a new record
     */
    public Record<K, V> withHeaders(@Nullable Headers headers) {
        return new Record<>(key, value, timestamp, headers);
    }

    /** The headers as they are kept: null where nobody asked for them and there are none. */
    @Nullable
    Headers headersOrNull() {
        return headers;
    }

    @Override
    public String toString() {
        return "Record{key=" + key + ", value=" + value + ", timestamp=" + timestamp + ", headers=" + headers() + '}';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Record<?, ?> that
                && timestamp == that.timestamp
                && Objects.equals(key, that.key)
                && Objects.equals(value, that.value)
                && CopiedHeaders.sameContent(headers, that.headers);
    }

    @Override
    public int hashCode() {
        return 31 * Objects.hash(key, value, timestamp) + CopiedHeaders.hash(headers);
    }
}
