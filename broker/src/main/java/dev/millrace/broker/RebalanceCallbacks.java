package dev.millrace.broker;

import java.util.Collection;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;

/**
 * Calls the user's rebalance listener. What it throws does not stop the rebalance half-way: it is raised when the step
 * is done, as Kafka's consumer does. A wake-up or an interrupt goes up at once.
 */
final class RebalanceCallbacks {

    private enum Event {
        ASSIGNED,
        REVOKED,
        LOST
    }

    private final @Nullable ConsumerRebalanceListener listener;

    RebalanceCallbacks(@Nullable ConsumerRebalanceListener listener) {
        this.listener = listener;
    }

    @Nullable
    RuntimeException tryAssigned(Collection<TopicPartition> partitions) {
        return call(Event.ASSIGNED, partitions);
    }

    @Nullable
    RuntimeException tryRevoked(Collection<TopicPartition> partitions) {
        return call(Event.REVOKED, partitions);
    }

    @Nullable
    RuntimeException tryLost(Collection<TopicPartition> partitions) {
        return call(Event.LOST, partitions);
    }

    private @Nullable RuntimeException call(Event event, Collection<TopicPartition> partitions) {
        if (listener == null) {
            return null;
        }
        try {
            switch (event) {
                case ASSIGNED -> listener.onPartitionsAssigned(partitions);
                case REVOKED -> listener.onPartitionsRevoked(partitions);
                case LOST -> listener.onPartitionsLost(partitions);
            }
            return null;
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (RuntimeException e) {
            return e;
        }
    }

    static void raise(@Nullable RuntimeException error) {
        if (error instanceof KafkaException kafka) {
            throw kafka;
        }
        if (error != null) {
            throw new KafkaException("The rebalance listener failed", error);
        }
    }
}
