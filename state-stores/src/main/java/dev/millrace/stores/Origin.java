package dev.millrace.stores;

import dev.millrace.streams.processor.RecordContext;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/** A copy of a record context, for the time between a put and the flush that tells downstream. */
final class Origin implements RecordContext {

    private @Nullable String topic;
    private int partition = -1;
    private long offset = -1;
    private long timestampMs;
    private Headers headers;

    Origin(RecordContext context) {
        headers = context.headers();
        copy(context);
    }

    final void copy(RecordContext context) {
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
