package dev.millrace.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/** All topics as they were at one moment; a change makes a new one. Any thread may read it. */
final class Topics {

    static final Topics NONE = new Topics(Map.of(), 0);

    private final Map<String, Topic> byName;
    private final int version;

    /** Made when it is first asked for. It belongs to this moment, so it cannot outlive a change. */
    private volatile @Nullable Cluster cluster;

    private Topics(Map<String, Topic> byName, int version) {
        this.byName = byName;
        this.version = version;
    }

    @Nullable
    Topic get(String name) {
        return byName.get(name);
    }

    /** By name; does not change. */
    Collection<Topic> all() {
        return byName.values();
    }

    /** Moves on with every change. */
    int version() {
        return version;
    }

    /** With these, in the place of those that have their names. */
    Topics with(Collection<Topic> changed) {
        Map<String, Topic> next = new TreeMap<>(byName);
        changed.forEach(topic -> next.put(topic.name(), topic));
        return new Topics(Collections.unmodifiableMap(next), version + 1);
    }

    Topics without(String name) {
        Map<String, Topic> next = new TreeMap<>(byName);
        next.remove(name);
        return new Topics(Collections.unmodifiableMap(next), version + 1);
    }

    /** The topics in the words of kafka-clients. */
    Cluster cluster() {
        Cluster known = cluster;
        if (known == null) {
            List<PartitionInfo> partitions = new ArrayList<>();
            Map<String, Uuid> ids = new HashMap<>();
            Set<String> internal = new HashSet<>();
            for (Topic topic : byName.values()) {
                partitions.addAll(topic.partitionInfos(TopicCatalog.NODE));
                ids.put(topic.name(), topic.id());
                if (topic.isInternal()) {
                    internal.add(topic.name());
                }
            }
            known = new Cluster(
                    TopicCatalog.CLUSTER_ID,
                    List.of(TopicCatalog.NODE),
                    partitions,
                    Set.of(),
                    Set.of(),
                    internal,
                    TopicCatalog.NODE,
                    ids);
            cluster = known;
        }
        return known;
    }
}
