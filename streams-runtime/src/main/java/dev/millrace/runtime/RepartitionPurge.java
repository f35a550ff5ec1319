package dev.millrace.runtime;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes what a thread has processed of repartition topics, so that they do not grow: nobody else reads them, and what
 * is committed is never read again. At most once in an interval, one request at a time, without waiting for its end. A
 * failure is logged; the next request makes up for it.
 */
final class RepartitionPurge implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RepartitionPurge.class);

    private final Supplier<Admin> clients;
    private final Set<String> topics = new HashSet<>();
    private final long intervalMs;
    private final Map<TopicPartition, RecordsToDelete> processed = new HashMap<>();
    private @Nullable Admin admin;
    private @Nullable KafkaFuture<Void> running;
    private long lastMs = -1;

    /**
     * Nothing is opened before there is something to delete.
     *
     * @param intervalMs {@code repartition.purge.interval.ms}
     */
    RepartitionPurge(AppLayout layout, Supplier<Admin> clients, long intervalMs) {
        this.clients = clients;
        this.intervalMs = intervalMs;
        layout.parts().forEach(part -> topics.addAll(part.repartitions().keySet()));
    }

    /** Input offsets have been committed. */
    void committed(Map<TopicPartition, OffsetAndMetadata> positions, long nowMs) {
        if (topics.isEmpty()) {
            return;
        }
        positions.forEach((partition, position) -> {
            if (topics.contains(partition.topic())) {
                processed.put(partition, RecordsToDelete.beforeOffset(position.offset()));
            }
        });
        if (lastMs < 0) {
            lastMs = nowMs;
        }
        if (nowMs - lastMs >= intervalMs && !processed.isEmpty() && !isRunning()) {
            lastMs = nowMs;
            purge();
        }
    }

    private boolean isRunning() {
        return running != null && !running.isDone();
    }

    private void purge() {
        Admin open = admin;
        if (open == null) {
            open = clients.get();
            admin = open;
        }
        running = open.deleteRecords(Map.copyOf(processed)).all().whenComplete((done, e) -> {
            if (e != null) {
                LOG.warn("Processed records of repartition topics could not be deleted: {}", e.toString());
            }
        });
        processed.clear();
    }

    @Override
    public void close() {
        Admin open = admin;
        if (open != null) {
            open.close();
        }
    }
}
