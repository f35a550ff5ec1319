package dev.millrace.runtime;

import dev.millrace.streams.processor.TaskId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.Configurable;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Assigns the partitions of a task together, to the member that {@link TaskBalance} chooses. Made by the consumer from
 * its class name, so it finds its application in the consumer's configuration under {@link #CONTEXT}.
 *
 * <p>Public because consumers make it by reflection; of no use elsewhere.
 */
public final class TaskAssignor implements ConsumerPartitionAssignor, Configurable {

    /** Key in the consumer's configuration of the {@link Context} that this assignor works for. */
    static final String CONTEXT = "millrace.internal.assignor.context";

    private static final byte STOP = 1;

    /** What one member of the group knows and wants to hear. */
    interface Context {
        AppLayout layout();

        /** What to tell the leader. Asked at each rebalance. */
        AssignmentData data();

        /** A member of the application asked everybody to stop. */
        void onShutdownRequested();
    }

    private @Nullable Context context;

    /** Called by the consumer. */
    public TaskAssignor() {}

    @Override
    public void configure(Map<String, ?> configs) {
        if (configs.get(CONTEXT) instanceof Context found) {
            context = found;
        } else {
            throw new ConfigException("TaskAssignor belongs to the streams runtime; do not set it as '"
                    + "partition.assignment.strategy' of a consumer of your own");
        }
    }

    private Context context() {
        Context known = context;
        if (known == null) {
            throw new IllegalStateException("TaskAssignor was not configured");
        }
        return known;
    }

    @Override
    public String name() {
        return "millrace";
    }

    @Override
    public ByteBuffer subscriptionUserData(Set<String> topics) {
        return context().data().encode();
    }

    @Override
    public GroupAssignment assign(Cluster metadata, GroupSubscription groupSubscription) {
        Map<String, AssignmentData> members = new TreeMap<>();
        Set<String> topics = new TreeSet<>();
        groupSubscription.groupSubscription().forEach((member, subscription) -> {
            members.put(member, AssignmentData.decode(subscription.userData()));
            topics.addAll(subscription.topics());
        });
        Map<TaskId, List<TopicPartition>> tasks = tasks(metadata, topics);
        boolean stop = members.values().stream().anyMatch(AssignmentData::shutdown);
        Map<String, Assignment> assignments = new HashMap<>();
        TaskBalance.of(tasks.keySet(), members).forEach((member, owned) -> {
            List<TopicPartition> partitions = owned.stream()
                    .flatMap(task -> tasks.getOrDefault(task, List.of()).stream())
                    .collect(Collectors.toCollection(ArrayList::new));
            assignments.put(
                    member,
                    stop ? new Assignment(partitions, ByteBuffer.wrap(new byte[] {STOP})) : new Assignment(partitions));
        });
        return new GroupAssignment(assignments);
    }

    private Map<TaskId, List<TopicPartition>> tasks(Cluster metadata, Set<String> topics) {
        Map<TaskId, List<TopicPartition>> tasks = new TreeMap<>();
        for (String topic : topics) {
            AppLayout.Part part = context().layout().readerOf(topic);
            Integer count = metadata.partitionCountForTopic(topic);
            if (part == null || count == null) {
                continue;
            }
            for (int partition = 0; partition < count; partition++) {
                tasks.computeIfAbsent(new TaskId(part.id(), partition), task -> new ArrayList<>())
                        .add(new TopicPartition(topic, partition));
            }
        }
        return tasks;
    }

    @Override
    public void onAssignment(Assignment assignment, ConsumerGroupMetadata metadata) {
        ByteBuffer data = assignment.userData();
        if (data != null && data.hasRemaining() && data.get(data.position()) == STOP) {
            context().onShutdownRequested();
        }
    }
}
