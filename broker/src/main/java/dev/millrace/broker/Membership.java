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
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.GroupSubscription;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.RebalanceProtocol;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * A consumer's side of its group: joins, assigns if it is the leader, takes what it is given, tells the listener. For
 * the consumer's thread; {@link #step} never waits.
 */
/*
 *   OUT ──join──▶ JOINING ──the generation is formed──▶ SYNCING ──the leader has assigned──▶ IN
 *    ▲                                                     │                                 │ rebalance, new topics,
 *    └─────────────────────────────────────────────────────┴─────────────────────────────────┘ revoked, lost
 *
 * Eager: everything is given up before joining. Cooperative (KIP-429): the consumer keeps what it has while it joins,
 * gives up what the assignment no longer names, and then joins once more so that others can get it. The protocol is
 * cooperative if all strategies of this consumer support it.
 */
final class Membership {

    private enum Stage {
        OUT,
        JOINING,
        SYNCING,
        IN
    }

    private final LocalBroker broker;
    private final ConsumerSettings settings;
    private final String groupId;
    private final Positions positions;
    private final List<ConsumerPartitionAssignor> assignors;
    private final boolean cooperative;
    private final Runnable commitBefore;
    private final ConsumerMetrics metrics;

    private TopicSubscription subscription;
    private RebalanceCallbacks callbacks;

    private Stage stage = Stage.OUT;
    private String memberId = "";
    private int generation = -1;
    private String protocol = "";
    private boolean rejoin;
    private boolean prepared;
    private boolean lost;
    private int catalogVersion = -1;
    private Set<String> joinedTopics = Set.of();
    /** The leader's view of all topics of the group, to notice when one grows or appears; null if not the leader. */
    private @Nullable Map<String, Integer> assignedCounts;

    private Set<String> groupTopics = Set.of();

    Membership(
            LocalBroker broker,
            ConsumerSettings settings,
            String groupId,
            Positions positions,
            TopicSubscription subscription,
            RebalanceCallbacks callbacks,
            List<ConsumerPartitionAssignor> assignors,
            Runnable commitBefore,
            ConsumerMetrics metrics) {
        this.broker = broker;
        this.settings = settings;
        this.groupId = groupId;
        this.positions = positions;
        this.subscription = subscription;
        this.callbacks = callbacks;
        this.assignors = assignors;
        this.cooperative =
                assignors.stream().allMatch(a -> a.supportedProtocols().contains(RebalanceProtocol.COOPERATIVE));
        this.commitBefore = commitBefore;
        this.metrics = metrics;
    }

    ConsumerGroupMetadata metadata() {
        return GroupIdentity.of(groupId, generation, memberId, settings.groupInstanceId);
    }

    TopicSubscription subscription() {
        return subscription;
    }

    /** Wants other topics, or tells another listener, from the next join on. */
    void resubscribe(TopicSubscription topics, RebalanceCallbacks listener) {
        subscription = topics;
        callbacks = listener;
        catalogVersion = -1;
    }

    /** Whether a new generation is being formed with this member. */
    boolean isRebalancing() {
        return stage == Stage.JOINING || stage == Stage.SYNCING;
    }

    void requestRejoin() {
        rejoin = true;
    }

    /** Goes on as far as it can without waiting. Calls the listener. */
    void step(long nowMs) {
        boolean moved = true;
        while (moved) {
            moved = switch (stage) {
                case OUT, IN -> joinIfNeeded(nowMs);
                case JOINING -> syncIfFormed(nowMs);
                case SYNCING -> takeIfAssigned(nowMs);
            };
        }
    }

    private boolean joinIfNeeded(long nowMs) {
        lookAtTopics();
        if (stage == Stage.IN) {
            listenToGroup(nowMs);
            if (stage == Stage.IN && !rejoin) {
                return false;
            }
        }
        prepare();
        try {
            memberId = broker.groups().join(groupId, joinRequest(), nowMs);
        } catch (UnknownMemberIdException e) {
            forgotten();
            return true;
        }
        rejoin = false;
        stage = Stage.JOINING;
        return true;
    }

    /** New or grown topics change what the group has to share. */
    private void lookAtTopics() {
        int version = broker.catalog().version();
        if (version == catalogVersion) {
            return;
        }
        catalogVersion = version;
        subscription.refresh(broker.catalog());
        boolean topicsChanged = !subscription.topics().equals(joinedTopics);
        boolean countsChanged = assignedCounts != null
                && !assignedCounts.equals(TopicSubscription.partitionCounts(groupTopics, broker.catalog()));
        rejoin |= stage == Stage.IN && (topicsChanged || countsChanged);
    }

    private void listenToGroup(long nowMs) {
        switch (broker.groups().heartbeat(groupId, memberId, settings.groupInstanceId, generation, nowMs)) {
            case OK -> {}
            case REBALANCE -> rejoin = true;
            case OLD_GENERATION -> lostGeneration();
            case UNKNOWN_MEMBER -> forgotten();
            case FENCED -> {
                lostGeneration();
                throw new FencedInstanceIdException("Another consumer of group '" + groupId
                        + "' has the group.instance.id '" + settings.groupInstanceId + "': give each one of its own");
            }
        }
    }

    /** Once before each join: commits, and gives up what the protocol says. */
    private void prepare() {
        if (prepared) {
            return;
        }
        prepared = true;
        Set<TopicPartition> owned = positions.partitions();
        if (lost || generation < 0) {
            lost = false;
            if (!owned.isEmpty()) {
                RuntimeException error = callbacks.tryLost(owned);
                positions.assign(Set.of());
                RebalanceCallbacks.raise(error);
            }
            return;
        }
        commitBefore.run();
        if (!cooperative) {
            RuntimeException error = callbacks.tryRevoked(owned);
            positions.assign(Set.of());
            RebalanceCallbacks.raise(error);
            return;
        }
        Set<TopicPartition> unwanted = new HashSet<>(owned);
        unwanted.removeIf(partition -> subscription.topics().contains(partition.topic()));
        if (!unwanted.isEmpty()) {
            RuntimeException error = callbacks.tryRevoked(unwanted);
            owned.removeAll(unwanted);
            positions.assign(owned);
            RebalanceCallbacks.raise(error);
        }
    }

    private JoinRequest joinRequest() {
        Set<String> topics = subscription.topics();
        List<TopicPartition> owned = new ArrayList<>(positions.partitions());
        Map<String, ByteBuffer> protocols = new LinkedHashMap<>();
        for (ConsumerPartitionAssignor assignor : assignors) {
            Subscription offer = ConsumerProtocolFormat.subscription(
                    new ArrayList<>(topics),
                    assignor.subscriptionUserData(topics),
                    owned,
                    generation,
                    Optional.ofNullable(settings.rack));
            protocols.put(assignor.name(), ConsumerProtocolFormat.write(offer, generation));
        }
        joinedTopics = new HashSet<>(topics);
        return new JoinRequest(
                memberId,
                settings.groupInstanceId,
                settings.clientId,
                settings.maxPollIntervalMs,
                settings.maxPollIntervalMs,
                ConsumerProtocolFormat.PROTOCOL_TYPE,
                protocols);
    }

    private boolean syncIfFormed(long nowMs) {
        JoinResult formed;
        try {
            formed = broker.groups().joinResult(groupId, memberId, settings.groupInstanceId, nowMs);
        } catch (UnknownMemberIdException e) {
            forgotten();
            return true;
        }
        if (formed == null) {
            return false;
        }
        generation = formed.generation();
        protocol = formed.protocol();
        Map<String, ByteBuffer> assignments = Map.of();
        assignedCounts = null;
        if (formed.leaderId().equals(memberId)) {
            assignments = assignAll(formed);
        }
        try {
            broker.groups().sync(groupId, memberId, settings.groupInstanceId, generation, assignments, nowMs);
        } catch (UnknownMemberIdException e) {
            forgotten();
            return true;
        } catch (IllegalGenerationException e) {
            lostGeneration();
            return true;
        }
        stage = Stage.SYNCING;
        return true;
    }

    /**
     * The leader's work. An assignor that throws ends this attempt; the error is the caller's, the next poll joins
     * again.
     */
    private Map<String, ByteBuffer> assignAll(JoinResult formed) {
        Map<String, Subscription> members = new HashMap<>();
        Set<String> topics = new TreeSet<>();
        formed.members().forEach((id, bytes) -> {
            Subscription member = ConsumerProtocolFormat.readSubscription(bytes);
            member.setGroupInstanceId(Optional.ofNullable(formed.instanceIds().get(id)));
            members.put(id, member);
            topics.addAll(member.topics());
        });
        groupTopics = topics;
        assignedCounts = TopicSubscription.partitionCounts(topics, broker.catalog());
        try {
            Map<String, ByteBuffer> assignments = new HashMap<>();
            assignor()
                    .assign(broker.catalog().cluster(), new GroupSubscription(members))
                    .groupAssignment()
                    .forEach((id, assignment) -> assignments.put(id, ConsumerProtocolFormat.write(assignment)));
            return assignments;
        } catch (RuntimeException e) {
            stage = Stage.OUT;
            prepared = true;
            throw e;
        }
    }

    private ConsumerPartitionAssignor assignor() {
        for (ConsumerPartitionAssignor assignor : assignors) {
            if (assignor.name().equals(protocol)) {
                return assignor;
            }
        }
        throw new IllegalStateException(
                "Group '" + groupId + "' chose the strategy '" + protocol + "', which is not ours");
    }

    private boolean takeIfAssigned(long nowMs) {
        ByteBuffer bytes;
        try {
            bytes = broker.groups().assignment(groupId, memberId, settings.groupInstanceId, generation, nowMs);
        } catch (RebalanceInProgressException e) {
            stage = Stage.OUT;
            return true;
        } catch (UnknownMemberIdException e) {
            forgotten();
            return true;
        } catch (IllegalGenerationException e) {
            lostGeneration();
            return true;
        }
        if (bytes == null) {
            return false;
        }
        stage = Stage.IN;
        prepared = false;
        metrics.rebalanced();
        take(ConsumerProtocolFormat.readAssignment(bytes));
        return rejoin;
    }

    private void take(Assignment assignment) {
        Set<TopicPartition> owned = positions.partitions();
        Collection<TopicPartition> assigned = assignment.partitions();
        Set<TopicPartition> added = new HashSet<>(assigned);
        added.removeAll(owned);
        RuntimeException error = null;
        if (cooperative) {
            Set<TopicPartition> revoked = new HashSet<>(owned);
            assigned.forEach(revoked::remove);
            if (!revoked.isEmpty()) {
                error = callbacks.tryRevoked(revoked);
                rejoin = true;
            }
        }
        assignor().onAssignment(assignment, metadata());
        positions.assign(assigned);
        RuntimeException second = callbacks.tryAssigned(added);
        RebalanceCallbacks.raise(error == null ? second : error);
    }

    /** The group went on without this member: what it owned may be somebody else's by now. */
    private void lostGeneration() {
        generation = -1;
        lost = true;
        prepared = false;
        rejoin = true;
        stage = Stage.OUT;
    }

    private void forgotten() {
        memberId = "";
        lostGeneration();
    }

    /** After a commit was refused because this member is not in the generation it thinks. */
    void refused() {
        lostGeneration();
    }

    /**
     * Gives everything up and leaves.
     *
     * @param stay a static member that is to come back within its session is not announced as gone
     */
    void leave(boolean stay, long nowMs) {
        Set<TopicPartition> owned = positions.partitions();
        RuntimeException error = null;
        if (!owned.isEmpty()) {
            error = lost || generation < 0 ? callbacks.tryLost(owned) : callbacks.tryRevoked(owned);
        }
        if (!memberId.isEmpty()) {
            if (stay) {
                broker.groups().away(groupId, memberId, settings.sessionTimeoutMs, nowMs);
            } else {
                broker.groups().leave(groupId, memberId, nowMs);
            }
        }
        memberId = "";
        generation = -1;
        stage = Stage.OUT;
        RebalanceCallbacks.raise(error);
    }
}
