package dev.millrace.runtime;

import dev.millrace.streams.store.ChangeSink;
import java.util.Arrays;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/**
 * Sends the changes of one store to its changelog partition and remembers how far they got. One object serves as the
 * completion of every send, so a change costs no allocation beyond its record.
 */
final class ChangelogWriter implements ChangeSink, Callback {

    private final TopicPartition partition;
    private final Outbox outbox;

    /** Offset after the last acknowledged change; written by the producer's thread. */
    private volatile long nextOffset = -1;

    ChangelogWriter(TopicPartition partition, Outbox outbox) {
        this.partition = partition;
        this.outbox = outbox;
    }

    TopicPartition partition() {
        return partition;
    }

    /** The offset after the last acknowledged change; -1 if there was none yet. */
    long nextOffset() {
        return nextOffset;
    }

    @Override
    public void change(byte[] key, byte @Nullable [] value, long timestampMs, Header[] headers) {
        outbox.send(
                new ProducerRecord<>(
                        partition.topic(),
                        partition.partition(),
                        Math.max(0, timestampMs),
                        key,
                        value,
                        headers.length == 0 ? null : Arrays.asList(headers)),
                this);
    }

    @Override
    public void onCompletion(@Nullable RecordMetadata metadata, @Nullable Exception e) {
        if (e != null || metadata == null) {
            outbox.fail(
                    "writing to the changelog " + partition,
                    e == null ? new IllegalStateException("no metadata came back") : e);
        } else {
            nextOffset = metadata.offset() + 1;
        }
    }
}
