package dev.millrace.runtime;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * How many records, and how many bytes, a node has read from a topic or written to it (KIP-846). Plain fields of the
 * task's thread: who looks at a metric may see what was true a moment ago.
 */
final class TopicTraffic {

    private static final int TIMESTAMP_OFFSET_PARTITION_BYTES = Long.BYTES + Long.BYTES + Integer.BYTES;

    private final String topic;
    private final int fixedBytes;
    private long records;
    private long bytes;

    TopicTraffic(String topic) {
        this.topic = topic;
        this.fixedBytes = topic.length() + TIMESTAMP_OFFSET_PARTITION_BYTES;
    }

    String topic() {
        return topic;
    }

    /**
     * A record passes.
     *
     * @param keyBytes size of the key; negative: there is none
     * @param valueBytes size of the value; negative: there is none
     */
    void add(int keyBytes, int valueBytes, Headers headers) {
        records++;
        bytes += fixedBytes + Math.max(0, keyBytes) + Math.max(0, valueBytes);
        for (Header header : headers.toArray()) {
            bytes += header.key().length() + sizeOf(header.value());
        }
    }

    static int sizeOf(byte @Nullable [] part) {
        return part == null ? 0 : part.length;
    }

    /** @param direction {@code consumed} or {@code produced} */
    MetricSet metrics(String direction, TaskFigures task, String node) {
        return task.metrics("topic", "processor-node-id", node, "topic", topic)
                .gauge("records-" + direction + "-total", "Records " + direction, (config, nowMs) -> (double) records)
                .gauge("bytes-" + direction + "-total", "Bytes " + direction, (config, nowMs) -> (double) bytes);
    }
}
