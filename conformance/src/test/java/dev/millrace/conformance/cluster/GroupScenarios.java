package dev.millrace.conformance.cluster;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.TopicPartition;

/** What a user of {@code Admin} sees of consumer groups. */
final class GroupScenarios {

    private GroupScenarios() {}

    private static Object describe(Trial trial, String group) throws Exception {
        var described = trial.admin
                .describeConsumerGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get();
        List<String> members = new ArrayList<>();
        for (MemberDescription member : described.members()) {
            Set<Integer> partitions = new TreeSet<>();
            member.assignment().topicPartitions().forEach(each -> partitions.add(each.partition()));
            members.add(member.clientId() + " " + member.groupInstanceId() + " " + partitions);
        }
        return described.groupState() + " " + described.type() + " '" + described.partitionAssignor() + "' "
                + described.isSimpleConsumerGroup() + " " + members;
    }

    private static Object describeClassic(Trial trial, String group) throws Exception {
        var described = trial.admin
                .describeClassicGroups(List.of(group))
                .describedGroups()
                .get(group)
                .get();
        return described.state() + " " + described.protocol() + " '" + described.protocolData() + "' "
                + described.members().size();
    }

    private static Object listed(Trial trial, String group) throws Exception {
        return trial.admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get().stream()
                .filter(each -> each.groupId().equals(group))
                .map(each -> each.groupState() + " " + each.type() + " " + each.protocol())
                .toList();
    }

    private static Object offsets(Trial trial, String group, String topic) throws Exception {
        Map<Integer, String> offsets = new HashMap<>();
        trial.admin
                .listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get()
                .forEach((partition, offset) -> {
                    if (partition.topic().equals(topic)) {
                        offsets.put(partition.partition(), offset.offset() + " '" + offset.metadata() + "'");
                    }
                });
        return offsets;
    }

    private static void alter(Trial trial, String group, Map<TopicPartition, OffsetAndMetadata> offsets) {
        var altered = trial.admin.alterConsumerGroupOffsets(group, offsets);
        trial.seen.call("altered", () -> altered.all().get());
        for (TopicPartition partition : sorted(offsets.keySet())) {
            trial.seen.call(
                    "altered " + partition.partition(),
                    () -> altered.partitionResult(partition).get());
        }
    }

    private static void deleteOffsets(Trial trial, String group, Set<TopicPartition> partitions) {
        var deleted = trial.admin.deleteConsumerGroupOffsets(group, partitions);
        for (TopicPartition partition : sorted(partitions)) {
            trial.seen.call(
                    "deleted " + partition.partition(),
                    () -> deleted.partitionResult(partition).get());
        }
    }

    private static List<TopicPartition> sorted(Set<TopicPartition> partitions) {
        return partitions.stream()
                .sorted((a, b) -> Integer.compare(a.partition(), b.partition()))
                .toList();
    }

    private static Object delete(Trial trial, String group) throws Exception {
        return trial.admin.deleteConsumerGroups(List.of(group)).all().get();
    }

    static void aGroupThatIsNotThere(Trial trial) throws Exception {
        String topic = trial.topic(2);
        String group = trial.own("g");
        TopicPartition first = new TopicPartition(topic, 0);
        TopicPartition missing = new TopicPartition(topic, 9);
        trial.seen.call("described", () -> describe(trial, group));
        trial.seen.call("classic", () -> describeClassic(trial, group));
        trial.seen.call("deleted", () -> delete(trial, group));
        trial.seen.call("offsets", () -> offsets(trial, group, topic));
        deleteOffsets(trial, group, Set.of(first));
        trial.seen.call(
                "members removed",
                () -> trial.admin
                        .removeMembersFromConsumerGroup(
                                group, new RemoveMembersFromConsumerGroupOptions(Set.of(new MemberToRemove("one"))))
                        .all()
                        .get());

        alter(trial, group, Map.of(first, new OffsetAndMetadata(7, "note"), missing, new OffsetAndMetadata(8)));
        trial.seen.call("offsets", () -> offsets(trial, group, topic));
        trial.seen.call("described", () -> describe(trial, group));
        trial.seen.call("classic", () -> describeClassic(trial, group));
        trial.seen.call("listed", () -> listed(trial, group));
        deleteOffsets(trial, group, Set.of(new TopicPartition(topic, 1), missing));
        deleteOffsets(trial, group, Set.of(first));
        trial.seen.call("offsets", () -> offsets(trial, group, topic));
        alter(trial, group, Map.of(first, new OffsetAndMetadata(7, "x".repeat(5_000))));
        alter(trial, group, Map.of(first, new OffsetAndMetadata(7)));
        trial.seen.call("deleted", () -> delete(trial, group));
        trial.seen.call("described", () -> describe(trial, group));
    }

    static void aGroupWithAMember(Trial trial) throws Exception {
        String topic = trial.topic(2);
        String other = trial.topic(1);
        String group = trial.own("g");
        TopicPartition first = new TopicPartition(topic, 0);
        TopicPartition unread = new TopicPartition(other, 0);
        Consumer<String, String> consumer = trial.consumer("group.id", group, "client.id", "c");
        try (consumer) {
            consumer.subscribe(List.of(topic));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(20));
                return consumer.assignment().size() == 2;
            });
            consumer.commitSync(Map.of(first, new OffsetAndMetadata(3, "m"), unread, new OffsetAndMetadata(4)));
            trial.seen.call("described", () -> describe(trial, group));
            trial.seen.call("classic", () -> describeClassic(trial, group));
            trial.seen.call("listed", () -> listed(trial, group));
            alter(trial, group, Map.of(first, new OffsetAndMetadata(9)));
            deleteOffsets(trial, group, Set.of(first));
            deleteOffsets(trial, group, Set.of(unread));
            trial.seen.call("offsets", () -> offsets(trial, group, topic));
            trial.seen.call("deleted", () -> delete(trial, group));
            trial.seen.call(
                    "all members removed",
                    () -> trial.admin
                            .removeMembersFromConsumerGroup(group, new RemoveMembersFromConsumerGroupOptions())
                            .all()
                            .get());
            trial.seen.call("described", () -> describe(trial, group));
        }
        trial.seen.call("described", () -> describe(trial, group));
        trial.seen.call("classic", () -> describeClassic(trial, group));
        trial.seen.call("listed", () -> listed(trial, group));
        trial.seen.call(
                "listed empty ones",
                () ->
                        trial
                                .admin
                                .listGroups(new ListGroupsOptions().inGroupStates(Set.of(GroupState.EMPTY)))
                                .all()
                                .get()
                                .stream()
                                .anyMatch(each -> each.groupId().equals(group)));
        deleteOffsets(trial, group, Set.of(first));
        trial.seen.call("deleted", () -> delete(trial, group));
    }

    static void membersAreRemovedByTheirInstance(Trial trial) throws Exception {
        String topic = trial.topic(2);
        String group = trial.own("g");
        MemberToRemove one = new MemberToRemove("one");
        MemberToRemove two = new MemberToRemove("two");
        try (Consumer<String, String> consumer =
                trial.consumer("group.id", group, "client.id", "c", "group.instance.id", "one")) {
            consumer.subscribe(List.of(topic));
            await().until(() -> {
                consumer.poll(Duration.ofMillis(20));
                return consumer.assignment().size() == 2;
            });
            trial.seen.call("described", () -> describe(trial, group));
            var removed = trial.admin.removeMembersFromConsumerGroup(
                    group, new RemoveMembersFromConsumerGroupOptions(List.of(one, two)));
            trial.seen.call("all", () -> removed.all().get());
            trial.seen.call("one", () -> removed.memberResult(one).get());
            trial.seen.call("two", () -> removed.memberResult(two).get());
            trial.seen.call("described", () -> describe(trial, group));
        }
    }
}
