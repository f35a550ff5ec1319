package dev.millrace.broker;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;

/** The topics that one producer writes to, as it sees them. Guarded by the producer's lock. */
final class Routes {

    /** One topic. */
    static final class Route {
        final Topic topic;
        final StickyPartition sticky;
        private final @Nullable OutgoingPartition[] partitions;
        private final ProducerSettings settings;

        private Route(Topic topic, StickyPartition sticky, ProducerSettings settings) {
            this.topic = topic;
            this.sticky = sticky;
            this.partitions = new OutgoingPartition[topic.partitionCount()];
            this.settings = settings;
        }

        /** The topic has more partitions now; those that were there go on. */
        private Route(Topic topic, Route before) {
            this.topic = topic;
            this.sticky = before.sticky;
            this.partitions = Arrays.copyOf(before.partitions, topic.partitionCount());
            this.settings = before.settings;
            sticky.grow(partitions.length);
        }

        int partitionCount() {
            return partitions.length;
        }

        OutgoingPartition partition(int number) {
            if (number < 0 || number >= partitions.length) {
                throw new UnknownTopicOrPartitionException(
                        "Topic '" + topic.name() + "' has no partition " + number + "; it has " + partitions.length);
            }
            OutgoingPartition partition = partitions[number];
            if (partition == null) {
                if (topic.isInternal()) { // the next start would take what is there for its own events
                    throw new InvalidTopicException(
                            "Topic '" + topic.name() + "' is the broker's own: nobody else writes to it");
                }
                partition = new OutgoingPartition(topic.partitions().get(number), sticky, settings);
                partitions[number] = partition;
            }
            return partition;
        }
    }

    private final TopicCatalog catalog;
    private final ProducerSettings settings;
    private final Map<String, Route> routes = new HashMap<>();
    private final int firstSticky;
    private @Nullable Route last;
    private int catalogVersion;

    Routes(LocalBroker broker, ProducerSettings settings) {
        this.catalog = broker.catalog();
        this.settings = settings;
        this.firstSticky = broker.nextProducerNumber();
        this.catalogVersion = catalog.version();
    }

    /** The topic, created if need be; throws {@link UnknownTopicOrPartitionException}. */
    Route route(String name, long nowMs) {
        Route route = last;
        if (route == null || !route.topic.name().equals(name)) { // mostly the very same string
            route = routes.computeIfAbsent(name, absent -> find(absent, nowMs));
            last = route;
        }
        return route;
    }

    private Route find(String name, long nowMs) {
        TopicNames.ensureValid(name);
        Topic topic = catalog.orAutoCreated(name, nowMs);
        if (topic == null) {
            throw new UnknownTopicOrPartitionException(
                    "There is no topic '" + name + "', and auto.create.topics.enable is false: create it first");
        }
        StickyPartition sticky = new StickyPartition(firstSticky, topic.partitionCount(), settings.batchSizeBytes);
        return new Route(topic, sticky, settings);
    }

    /** Whether topics changed since the last {@link #refresh()}. */
    boolean areStale() {
        return catalogVersion != catalog.version();
    }

    /**
     * What grew gets more partitions. Returns the partitions of what was deleted: their batches are to meet their fate.
     */
    List<OutgoingPartition> refresh() {
        catalogVersion = catalog.version();
        last = null;
        List<OutgoingPartition> gone = new ArrayList<>();
        for (Route route : List.copyOf(routes.values())) {
            Topic now = catalog.topic(route.topic.name());
            if (now == null || !now.id().equals(route.topic.id())) {
                routes.remove(route.topic.name());
                for (OutgoingPartition partition : route.partitions) {
                    if (partition != null) {
                        gone.add(partition);
                    }
                }
            } else if (now.partitionCount() != route.partitions.length) {
                routes.put(now.name(), new Route(now, route));
            }
        }
        return gone;
    }
}
