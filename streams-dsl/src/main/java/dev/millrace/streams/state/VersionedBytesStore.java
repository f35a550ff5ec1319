package dev.millrace.streams.state;

import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A versioned store of bytes, in the shape of a {@link KeyValueStore} so that it fits a
 * {@link KeyValueBytesStoreSupplier}. Of that interface only {@code get(key)} has a meaning here; all other methods
 * that know no time throw {@link UnsupportedOperationException}.
 *
 * <p>What is given is 8 bytes of timestamp, and the value.
 */
public interface VersionedBytesStore extends KeyValueStore<Bytes, byte[]>, TimestampedBytesStore {
    /**
     * See {@link VersionedKeyValueStore#put}.
     *
     * @param key not null
     * @param value the value alone; null to delete
     * @param timestamp milliseconds since 1970
     * @return the time of the next version, or a return code
     */
    long put(Bytes key, byte @Nullable [] value, long timestamp);

    /**
     * See {@link VersionedKeyValueStore#get(Object, long)}.
     *
     * @param key not null
     * @param asOfTimestamp milliseconds since 1970
     * @return timestamp and value, or null
     */
    byte @Nullable [] get(Bytes key, long asOfTimestamp);

    /**
     * See {@link VersionedKeyValueStore#delete}.
     *
     * @param key not null
     * @param timestamp milliseconds since 1970
     * @return timestamp and value of what was valid then, or null
     */
    byte @Nullable [] delete(Bytes key, long timestamp);
}
