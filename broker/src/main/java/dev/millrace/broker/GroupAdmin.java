package dev.millrace.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ClassicGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsResult;
import org.apache.kafka.clients.admin.DescribeClassicGroupsResult;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsResult;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.clients.admin.ListConsumerGroupsOptions;
import org.apache.kafka.clients.admin.ListConsumerGroupsResult;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListGroupsResult;
import org.apache.kafka.clients.admin.MemberAssignment;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupResult;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.ClassicGroupState;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.jspecify.annotations.Nullable;

/** The part of {@code Admin} that is about consumer groups. Thread-safe. */
final class GroupAdmin {

    private final LocalBroker broker;

    GroupAdmin(LocalBroker broker) {
        this.broker = broker;
    }

    private GroupCoordinator groups() {
        return broker.groups();
    }

    ListGroupsResult list(ListGroupsOptions options) {
        List<Object> listings = new ArrayList<>();
        for (GroupListing listing : listings()) {
            boolean wanted = (options.groupStates().isEmpty()
                            || options.groupStates()
                                    .contains(listing.groupState().orElse(GroupState.UNKNOWN)))
                    && (options.protocolTypes().isEmpty()
                            || options.protocolTypes().contains(listing.protocol()))
                    && (options.types().isEmpty() || options.types().contains(GroupType.CLASSIC));
            if (wanted) {
                listings.add(listing);
            }
        }
        return AdminResults.listGroups(KafkaFuture.completedFuture(listings));
    }

    @SuppressWarnings({"deprecation", "removal"}) // Kafka keeps the call for programs that have it
    ListConsumerGroupsResult listConsumerGroups(ListConsumerGroupsOptions options) {
        List<Object> listings = new ArrayList<>();
        for (GroupListing listing : listings()) {
            boolean wanted = (options.groupStates().isEmpty()
                            || options.groupStates()
                                    .contains(listing.groupState().orElse(GroupState.UNKNOWN)))
                    && (options.types().isEmpty() || options.types().contains(GroupType.CLASSIC));
            if (wanted) {
                listings.add(new ConsumerGroupListing(
                        listing.groupId(),
                        listing.groupState(),
                        listing.type(),
                        listing.protocol().isEmpty()));
            }
        }
        return AdminResults.listConsumerGroups(KafkaFuture.completedFuture(listings));
    }

    private List<GroupListing> listings() {
        List<GroupListing> listings = new ArrayList<>();
        for (String id : groups().groupIds()) {
            GroupListing listing = groups().read(
                            id,
                            group -> new GroupListing(
                                    id,
                                    Optional.of(GroupType.CLASSIC),
                                    group.protocolType(),
                                    Optional.of(group.state())));
            if (listing != null) {
                listings.add(listing);
            }
        }
        return listings;
    }

    DescribeConsumerGroupsResult describe(Collection<String> groupIds) {
        Map<String, KafkaFuture<ConsumerGroupDescription>> described = new LinkedHashMap<>();
        for (String id : groupIds) {
            described.put(id, AdminResults.future(() -> read(id, GroupAdmin::describe)));
        }
        return new DescribeConsumerGroupsResult(described);
    }

    private <T> T read(String groupId, Function<Group, T> reader) {
        T found = groups().read(groupId, reader);
        if (found == null) {
            throw new GroupIdNotFoundException("There is no group '" + groupId + "'");
        }
        return found;
    }

    private static ConsumerGroupDescription describe(Group group) {
        if (!group.isOfConsumers()) {
            throw new IllegalArgumentException("Group '" + group.id() + "' is no consumer group but one of '"
                    + group.protocolType() + "'; see describeClassicGroups");
        }
        String protocol = group.protocol();
        return new ConsumerGroupDescription(
                group.id(),
                group.protocolType().isEmpty(),
                members(group),
                protocol == null ? "" : protocol,
                GroupType.CLASSIC,
                group.state(),
                TopicCatalog.NODE,
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    DescribeClassicGroupsResult describeClassic(Collection<String> groupIds) {
        Map<String, KafkaFuture<ClassicGroupDescription>> described = new LinkedHashMap<>();
        for (String id : groupIds) {
            described.put(id, AdminResults.future(() -> read(id, GroupAdmin::describeClassic)));
        }
        return new DescribeClassicGroupsResult(described);
    }

    private static ClassicGroupDescription describeClassic(Group group) {
        String protocol = group.protocol();
        return new ClassicGroupDescription(
                group.id(),
                group.protocolType(),
                protocol == null ? "" : protocol,
                members(group),
                ClassicGroupState.parse(group.state().toString()),
                TopicCatalog.NODE);
    }

    private static List<MemberDescription> members(Group group) {
        List<MemberDescription> members = new ArrayList<>();
        for (GroupMember member : group.members()) {
            members.add(new MemberDescription(
                    member.id,
                    Optional.ofNullable(member.instanceId),
                    Optional.empty(),
                    member.clientId,
                    "in-process",
                    new MemberAssignment(assigned(group, member)),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        }
        return members;
    }

    /**
     * As on a cluster, an assignment is shown once it is in force, and only of consumers: others' bytes are their own.
     */
    private static Set<TopicPartition> assigned(Group group, GroupMember member) {
        return group.isOfConsumers() && group.state() == GroupState.STABLE
                ? new HashSet<>(ConsumerProtocolFormat.readAssignment(member.assignment())
                        .partitions())
                : Set.of();
    }

    ListConsumerGroupOffsetsResult listOffsets(Map<String, ListConsumerGroupOffsetsSpec> specs, boolean requireStable) {
        Map<String, KafkaFuture<Map<TopicPartition, OffsetAndMetadata>>> listed = new LinkedHashMap<>();
        specs.forEach((groupId, spec) -> listed.put(
                groupId, AdminResults.future(() -> offsets(groupId, spec.topicPartitions(), requireStable))));
        return AdminResults.listConsumerGroupOffsets(listed);
    }

    // Null partitions mean all; a partition that was asked for and has no offset maps to null: Kafka's contract.
    @SuppressWarnings("NullAway")
    private Map<TopicPartition, OffsetAndMetadata> offsets(
            String groupId, @Nullable Collection<TopicPartition> partitions, boolean requireStable) {
        Map<TopicPartition, OffsetAndMetadata> found = broker.committed(groupId, partitions);
        if (requireStable && groups().isUnstable(groupId, partitions == null ? found.keySet() : partitions)) {
            throw new UnstableOffsetCommitException(
                    "A transaction is about to change offsets of group '" + groupId + "': ask again when it has ended");
        }
        if (partitions == null) {
            return found;
        }
        Map<TopicPartition, OffsetAndMetadata> all = new HashMap<>();
        partitions.forEach(partition -> all.put(partition, found.get(partition)));
        return all;
    }

    AlterConsumerGroupOffsetsResult alterOffsets(String groupId, Map<TopicPartition, OffsetAndMetadata> offsets) {
        return AdminResults.alterConsumerGroupOffsets(() -> {
            Map<TopicPartition, @Nullable ApiException> outcomes = new HashMap<>();
            Map<TopicPartition, OffsetAndMetadata> known = new HashMap<>();
            offsets.forEach((partition, offset) -> {
                UnknownTopicOrPartitionException unknown = ifUnknown(partition);
                outcomes.put(partition, unknown);
                if (unknown == null) {
                    known.put(partition, offset);
                }
            });
            groups().commit(GroupIdentity.outside(groupId), known, broker.catalog()::has, broker.nowMs());
            broker.sync();
            return outcomes;
        });
    }

    private @Nullable UnknownTopicOrPartitionException ifUnknown(TopicPartition partition) {
        return broker.catalog().log(partition) == null
                ? new UnknownTopicOrPartitionException("There is no partition " + partition)
                : null;
    }

    DeleteConsumerGroupOffsetsResult deleteOffsets(String groupId, Set<TopicPartition> partitions) {
        return AdminResults.deleteConsumerGroupOffsets(partitions, () -> {
            Set<String> subscribed = read(groupId, Group::subscribedTopics);
            Map<TopicPartition, @Nullable ApiException> outcomes = new HashMap<>();
            Set<TopicPartition> deletable = new HashSet<>();
            for (TopicPartition partition : partitions) {
                ApiException error = ifUnknown(partition);
                if (error == null && subscribed.contains(partition.topic())) {
                    error = new GroupSubscribedToTopicException("Members of group '" + groupId + "' read "
                            + partition.topic() + ": its offsets cannot be deleted");
                }
                outcomes.put(partition, error);
                if (error == null) {
                    deletable.add(partition);
                }
            }
            groups().deleteOffsets(groupId, deletable, broker.nowMs());
            broker.sync();
            return outcomes;
        });
    }

    DeleteConsumerGroupsResult delete(Collection<String> groupIds) {
        Map<String, KafkaFuture<Void>> deleted = new LinkedHashMap<>();
        for (String id : groupIds) {
            deleted.put(id, AdminResults.done(() -> {
                groups().deleteGroup(id, broker.nowMs());
                broker.sync();
            }));
        }
        return AdminResults.deleteConsumerGroups(deleted);
    }

    RemoveMembersFromConsumerGroupResult removeMembers(String groupId, RemoveMembersFromConsumerGroupOptions options) {
        return AdminResults.removeMembers(options.members(), () -> {
            Map<MemberToRemove, @Nullable ApiException> outcomes = new HashMap<>();
            options.members()
                    .forEach(member -> outcomes.put(
                            member,
                            new UnknownMemberIdException("Group '" + groupId + "' has no member with the instance id '"
                                    + member.groupInstanceId() + "'")));
            List<String> leaving = new ArrayList<>();
            List<MemberDescription> present = groups().read(groupId, GroupAdmin::members);
            for (MemberDescription member : present == null ? List.<MemberDescription>of() : present) {
                Optional<MemberToRemove> named = member.groupInstanceId().map(MemberToRemove::new);
                if (named.isPresent() && outcomes.containsKey(named.get())) {
                    outcomes.put(named.get(), null);
                    leaving.add(member.consumerId());
                } else if (options.removeAll()) {
                    leaving.add(member.consumerId());
                }
            }
            leaving.forEach(member -> groups().leave(groupId, member, broker.nowMs()));
            return outcomes;
        });
    }
}
