package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A topic as it is now; a change makes a new one.
 *
 * @param name its name
 * @param id tells topics apart that had the same name one after the other
 * @param partitions the logs, by partition number
 * @param configs the settings that were set for it, under Kafka's names
 */
record Topic(String name, Uuid id, List<PartitionLog> partitions, Map<String, String> configs) {

    int partitionCount() {
        return partitions.size();
    }

    boolean isInternal() {
        return TopicNames.isInternal(name);
    }

    @Nullable
    PartitionLog partition(int number) {
        return number >= 0 && number < partitions.size() ? partitions.get(number) : null;
    }

    /** What clients are told about the partitions: one replica, on the only node. */
    List<PartitionInfo> partitionInfos(Node node) {
        List<PartitionInfo> infos = new ArrayList<>(partitions.size());
        Node[] replicas = {node};
        for (int p = 0; p < partitions.size(); p++) {
            infos.add(new PartitionInfo(name, p, node, replicas, replicas));
        }
        return infos;
    }
}
