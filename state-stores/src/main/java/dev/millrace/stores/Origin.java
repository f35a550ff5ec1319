package dev.millrace.stores;

import dev.millrace.streams.processor.RecordContext;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A record context that is kept beyond its record: until the flush that tells downstream, or until what waits is emitted. */
final class Origin implements RecordContext {

    private @Nullable String topic;
    private int partition;
    private long offset;
    private long timestampMs;
    private Headers headers;

    Origin(@Nullable String topic, int partition, long offset, long timestampMs, Headers headers) {
        this.topic = topic;
        this.partition = partition;
        this.offset = offset;
        this.timestampMs = timestampMs;
        this.headers = headers;
    }

    Origin(RecordContext context) {
        this(context.topic(), context.partition(), context.offset(), context.timestamp(), context.headers());
    }

    /** Keeps another one from now on. */
    void copy(RecordContext context) {
        topic = context.topic();
        partition = context.partition();
        offset = context.offset();
        timestampMs = context.timestamp();
        headers = context.headers();
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
        return headers;
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
