package dev.millrace.streams.state;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A value as it stood in a {@link VersionedKeyValueStore}: from when on, and until when if another value or a deletion
 * has followed. Immutable as far as the value is.
 *
 * @param <V> type of the value
 */
public final class VersionedRecord<V> {
    private final V value;
    private final long timestamp;
    private final @Nullable Long validTo;

    /**
     * A value that is valid until further notice.
     *
     * @param value the value, not null
     * @param timestamp from when on it is valid, milliseconds since 1970
     */
    public VersionedRecord(V value, long timestamp) {
        this.value = Objects.requireNonNull(value, "value must not be null: a deletion has no record");
        this.timestamp = timestamp;
        this.validTo = null;
    }

    /**
     * A value that another one has followed.
     *
     * @param value the value, not null
     * @param timestamp from when on it was valid, milliseconds since 1970
     * @param validTo from when on it was not valid any more, milliseconds since 1970
     */
    public VersionedRecord(V value, long timestamp, long validTo) {
        this.value = Objects.requireNonNull(value, "value must not be null: a deletion has no record");
        this.timestamp = timestamp;
        this.validTo = validTo;
    }

    /**
     * The value.
     *
     * @return never null
     */
    public V value() {
        return value;
    }

    /**
     * From when on the value is valid.
     *
     * @return milliseconds since 1970, inclusive
     */
    public long timestamp() {
        return timestamp;
    }

    /**
     * Until when the value was valid.
     *
     * @return milliseconds since 1970, exclusive; empty if it is the latest
     */
    public Optional<Long> validTo() {
        return Optional.ofNullable(validTo);
    }

    @Override
    public String toString() {
        return "<" + value + "," + timestamp + "," + validTo() + ">";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof VersionedRecord<?> that
                && timestamp == that.timestamp
                && Objects.equals(validTo, that.validTo)
                && value.equals(that.value);
    }

    @Override
    public int hashCode() {
        return Objects.hash(value, timestamp, validTo);
    }
}
