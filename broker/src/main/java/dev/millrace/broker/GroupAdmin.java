package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AlterConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.ConsumerGroupListing;
import org.apache.kafka.clients.admin.DeleteConsumerGroupOffsetsResult;
import org.apache.kafka.clients.admin.DeleteConsumerGroupsResult;
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
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
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
            described.put(id, AdminResults.future(() -> describe(id)));
        }
        return new DescribeConsumerGroupsResult(described);
    }

    private ConsumerGroupDescription describe(String groupId) {
        ConsumerGroupDescription description = groups().read(groupId, GroupAdmin::describe);
        if (description == null) {
            throw noGroup(groupId);
        }
        return description;
    }

    private static ConsumerGroupDescription describe(Group group) {
        List<MemberDescription> members = new ArrayList<>();
        for (GroupMember member : group.members()) {
            members.add(new MemberDescription(
                    member.id,
                    Optional.ofNullable(member.instanceId),
                    Optional.empty(),
                    member.clientId,
                    "in-process",
                    new MemberAssignment(assigned(member.assignment())),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty()));
        }
        String protocol = group.protocol();
        return new ConsumerGroupDescription(
                group.id(),
                group.protocolType().isEmpty(),
                members,
                protocol == null ? "" : protocol,
                GroupType.CLASSIC,
                group.state(),
                TopicCatalog.NODE,
                Set.of(),
                Optional.empty(),
                Optional.empty());
    }

    private static Set<TopicPartition> assigned(ByteBuffer bytes) {
        return new HashSet<>(ConsumerProtocolFormat.readAssignment(bytes).partitions());
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
        Map<TopicPartition, OffsetAndMetadata> found =
                partitions == null ? groups().committed(groupId) : groups().committed(groupId, partitions);
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
        return AdminResults.alterConsumerGroupOffsets(offsets.keySet(), AdminResults.done(() -> {
            groups().commit(GroupIdentity.outside(groupId), offsets, broker.nowMs());
            broker.sync();
        }));
    }

    DeleteConsumerGroupOffsetsResult deleteOffsets(String groupId, Set<TopicPartition> partitions) {
        return AdminResults.deleteConsumerGroupOffsets(partitions, AdminResults.done(() -> {
            ConsumerGroupDescription group = describe(groupId);
            for (MemberDescription member : group.members()) {
                for (TopicPartition partition : member.assignment().topicPartitions()) {
                    if (partitions.contains(partition)) {
                        throw new GroupSubscribedToTopicException("Member " + member.consumerId() + " of group '"
                                + groupId + "' has " + partition + ": its offset cannot be deleted");
                    }
                }
            }
            groups().deleteOffsets(groupId, partitions, broker.nowMs());
            broker.sync();
        }));
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
        return AdminResults.removeMembers(options.members(), AdminResults.done(() -> {
            List<String> leaving = new ArrayList<>();
            for (MemberDescription member : describe(groupId).members()) {
                boolean named = member.groupInstanceId()
                        .map(instance -> options.members().contains(new MemberToRemove(instance)))
                        .orElse(false);
                if (options.removeAll() || named) {
                    leaving.add(member.consumerId());
                }
            }
            if (!options.removeAll() && leaving.size() < options.members().size()) {
                throw new UnknownMemberIdException("Group '" + groupId + "' does not have all of " + options.members());
            }
            leaving.forEach(member -> groups().leave(groupId, member, broker.nowMs()));
        }));
    }

    private static GroupIdNotFoundException noGroup(String groupId) {
        return new GroupIdNotFoundException("There is no group '" + groupId + "'");
    }
}
