package dev.millrace.streams.processor.api;

import dev.millrace.streams.errors.StreamsException;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record whose key cannot be changed: there is no {@code withKey} and no public constructor. So whatever a
 * {@link FixedKeyProcessor} forwards has the key of a record that came in, and stays in the right partition.
 *
 * <p>In all else it is as {@link Record}: immutable but for its own headers, and for one thread.
 *
 * @param <K> type of the key
 * @param <V> type of the value
 */
public final class FixedKeyRecord<K extends @Nullable Object, V extends @Nullable Object> {
    private final K key;
    private final V value;
    private final long timestamp;
    private @Nullable Headers headers;

    @SuppressWarnings("NullAway") // K and V say whether null is allowed; legacy NullAway does not ask them
    FixedKeyRecord(@Nullable K key, @Nullable V value, long timestamp, @Nullable Headers headers) {
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
     * A copy with another value.
     *
     * @param value the new value, may be null
     * @param <NewV> type of the new value
     * @return a new record
     */
    public <NewV extends @Nullable Object> FixedKeyRecord<K, NewV> withValue(@Nullable NewV value) {
        return new FixedKeyRecord<>(key, value, timestamp, headers);
    }

    /**
     * A copy with another timestamp.
     *
     * @param timestamp event time in milliseconds since 1970, not negative
     * @return a new record
     * @throws StreamsException if the timestamp is negative
     */
    public FixedKeyRecord<K, V> withTimestamp(long timestamp) {
        return new FixedKeyRecord<>(key, value, timestamp, headers);
    }

    /**
     * A copy with other headers.
     *
     * @param headers copied; null for none
     * @return a new record
     */
    public FixedKeyRecord<K, V> withHeaders(@Nullable Headers headers) {
        return new FixedKeyRecord<>(key, value, timestamp, headers);
    }

    @Override
    public String toString() {
        return "FixedKeyRecord{key=" + key + ", value=" + value + ", timestamp=" + timestamp + ", headers=" + headers()
                + '}';
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FixedKeyRecord<?, ?> that
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
