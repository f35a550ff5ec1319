package dev.millrace.streams.processor.api;

import org.jspecify.annotations.Nullable;

/**
 * What a {@link Processor} may ask of its task, forwarding included.
 *
 * @param <KForward> type of the keys that may be forwarded
 * @param <VForward> type of the values that may be forwarded
 */
public interface ProcessorContext<KForward extends @Nullable Object, VForward extends @Nullable Object>
        extends ProcessingContext {
    /**
     * Hands a record to all children, one after the other. It returns when they, and their children, are done with it.
     *
     * @param record the record; its timestamp and headers go along
     * @param <K> type of the key
     * @param <V> type of the value
     */
    <K extends KForward, V extends VForward> void forward(Record<K, V> record);

    /**
     * Hands a record to one child.
     *
     * @param record the record; its timestamp and headers go along
     * @param childName name of the child in the topology; one that is not a child is an error
     * @param <K> type of the key
     * @param <V> type of the value
     */
    <K extends KForward, V extends VForward> void forward(Record<K, V> record, @Nullable String childName);
}
