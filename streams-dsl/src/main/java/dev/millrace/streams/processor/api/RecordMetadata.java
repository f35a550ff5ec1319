package dev.millrace.streams.processor.api;

/** Where the record that is being processed came from. Valid while it is being processed. */
public interface RecordMetadata {
    /**
     * The topic it was read from, possibly an internal one.
     *
     * @return the topic's full name
     */
    String topic();

    /**
     * The partition it was read from.
     *
     * @return the partition's number
     */
    int partition();

    /**
     * Its place in the partition.
     *
     * @return the offset
     */
    long offset();
}
