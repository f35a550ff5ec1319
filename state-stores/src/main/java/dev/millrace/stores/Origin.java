package dev.millrace.stores;

import dev.millrace.streams.processor.RecordContext;
import java.util.Objects;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * A record context that is kept beyond its record: until the flush that tells downstream, or until what waits is
 * emitted.
 */
final class Origin implements RecordContext {

    private @Nullable String topic;
    private int partition;
    private long offset;
    private long timestampMs;
    private @Nullable Headers headers; // null: none

    Origin(@Nullable String topic, int partition, long offset, long timestampMs, Headers headers) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestampMs = timestampMs;
        this.headers = noneAsNull(headers);
    }

    Origin(RecordContext context) {
        this(context.topic(), context.partition(), context.offset(), context.timestamp(), context.headers());
    }

    /** Keeps another one from now on. */
    void copy(RecordContext context) {
        if (!Objects.equals(topic, context.topic())) {
            topic = context.topic();
        }
        partition = context.partition();
        offset = context.offset();
        timestampMs = context.timestamp();
        headers = noneAsNull(context.headers());
    }

    /**
     * Most records have no headers: an object for each key that says so would cost memory, and writing it each time
     * more.
     */
    private static @Nullable Headers noneAsNull(Headers headers) {
        return headers.toArray().length == 0 ? null : headers;
    }

    @Override
    public @Nullable String topic() {
        return topic;
    }

    @Override
    public int partition() {
        return partition;
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long timestamp() {
        return timestampMs;
    }

    @Override
    public Headers headers() {
        Headers held = headers;
        return held == null ? new RecordHeaders() : held;
    }

    @Override
    public byte @Nullable [] sourceRawKey() {
        return null;
    }

    @Override
    public byte @Nullable [] sourceRawValue() {
        return null;
    }
}
