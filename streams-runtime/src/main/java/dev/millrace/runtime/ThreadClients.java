package dev.millrace.runtime;

import org.apache.kafka.clients.consumer.Consumer;

/** The clients that a {@link StreamThread} begins with; the thread closes them. */
record ThreadClients(Outbox outbox, Consumer<byte[], byte[]> consumer, Consumer<byte[], byte[]> restoreConsumer) {}
