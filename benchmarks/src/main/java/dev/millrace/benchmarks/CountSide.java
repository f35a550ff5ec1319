package dev.millrace.benchmarks;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** One of the two engines that {@link EndToEndCount} measures: a log and the count on top of it. */
interface CountSide extends AutoCloseable {

    /** A producer for the input. */
    Producer<byte[], byte[]> producer();

    /** A consumer for looking up offsets. */
    Consumer<byte[], byte[]> consumer();

    /** For topics and the application's progress. */
    Admin admin();

    /** Starts the counting application; it stops at {@link #close}. */
    void startCounting();

    @Override
    void close() throws Exception;
}
