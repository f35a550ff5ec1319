package dev.millrace.streams.kstream;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * Writes windowed keys, and can leave the window out: a topic of windowed keys is partitioned by the key alone, so that
 * all windows of a key meet in one partition. Public as an addition to the mirrored API, for whoever chooses
 * partitions.
 *
 * @param <T> type of the key inside
 */
public interface WindowedSerializer<T> extends Serializer<Windowed<T>> {
    /**
     * Writes the key without its window.
     *
     * @param topic the topic it is written to
     * @param headers headers of the record
     * @param data the windowed key
     * @return the key's bytes
     */
    byte @Nullable [] serializeBaseKey(String topic, Headers headers, Windowed<T> data);

    /**
     * Writes the key without its window.
     *
     * @param topic the topic it is written to
     * @param data the windowed key
     * @return the key's bytes
     */
    byte @Nullable [] serializeBaseKey(String topic, Windowed<T> data);
}
