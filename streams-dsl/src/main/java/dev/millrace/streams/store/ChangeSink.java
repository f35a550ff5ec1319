package dev.millrace.streams.store;

import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Takes the changes of a store for its changelog. */
@FunctionalInterface
public interface ChangeSink {

    /** No headers. */
    Header[] NO_HEADERS = {};

    /**
     * One changed key.
     *
     * @param key as it stands in the changelog
     * @param value as it stands in the changelog; null: a tombstone
     * @param timestampMs the timestamp of the changelog record
     * @param headers of the changelog record; {@link #NO_HEADERS} for most
     */
    void change(byte[] key, byte @Nullable [] value, long timestampMs, Header[] headers);
}
