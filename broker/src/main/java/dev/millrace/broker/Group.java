package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.FencedInstanceIdException;
import org.apache.kafka.common.errors.GroupMaxSizeReachedException;
import org.apache.kafka.common.errors.IllegalGenerationException;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;

/**
 * One consumer group as a state machine in steps. No threads and no waiting: who has to wait asks again.
 *
 * <p>For one thread at a time; {@link GroupCoordinator} sees to it.
 */
/*
 * The classic protocol of Apache Kafka (KIP-62, KIP-345, KIP-429). The assignment is made by one of the members, the
 * leader; the group only collects and hands out bytes.
 *
 *   EMPTY ──join──▶ PREPARING_REBALANCE ──all joined, or time is up──▶ COMPLETING_REBALANCE ──leader syncs──▶ STABLE
 *     ▲                    ▲    │ nobody left                                    │ join, leave, expiry          │
 *     └────────────────────┼────┘                                                │                              │
 *                          └─────────────────────────────────────────────────────┴──────────────────────────────┘
 *
 * Eager or cooperative is the members' business: it decides only what they do with their partitions while they join.
 */
final class Group {

    private final String id;
    private final Map<String, GroupMember> members = new LinkedHashMap<>();
    /** Static members: instance id → the id of the member that has it now. */
    private final Map<String, String> instances = new HashMap<>();

    private GroupState state = GroupState.EMPTY;
    private String protocolType = "";
    private int generation;
    private @Nullable String protocol;
    private @Nullable String leaderId;
    private long earliestCompletionMs;
    private long deadlineMs;
    private long stateSinceMs;

    Group(String id) {
        this.id = id;
    }

    String id() {
        return id;
    }

    GroupState state() {
        return state;
    }

    int generation() {
        return generation;
    }

    String protocolType() {
        return protocolType;
    }

    @Nullable
    String protocol() {
        return protocol;
    }

    @Nullable
    String leaderId() {
        return leaderId;
    }

    long stateSinceMs() {
        return stateSinceMs;
    }

    Collection<GroupMember> members() {
        return members.values();
    }

    /**
     * Whether its members are consumers, whose subscriptions and assignments can be read; also if it never had a
     * member.
     */
    boolean isOfConsumers() {
        return protocolType.isEmpty() || protocolType.equals(ConsumerProtocolFormat.PROTOCOL_TYPE);
    }

    /** What the members want to read; nothing if they are no consumers. */
    Set<String> subscribedTopics() {
        Set<String> topics = new HashSet<>();
        if (isOfConsumers()) {
            members.values().forEach(member -> topics.addAll(member.subscribedTopics()));
        }
        return topics;
    }

    /** After a restart: the members are gone, the generation goes on. */
    void restore(String type, int lastGeneration, long sinceMs) {
        protocolType = type;
        generation = lastGeneration;
        stateSinceMs = sinceMs;
    }

    /** Throws if the group is full and this would be one more member. */
    void ensureRoomFor(JoinRequest request, int maxSize) {
        boolean known = members.containsKey(request.memberId())
                || (request.instanceId() != null && instances.containsKey(request.instanceId()));
        if (!known && members.size() >= maxSize) {
            throw new GroupMaxSizeReachedException("Group '" + id + "' has " + members.size() + " members; at most "
                    + maxSize + " are allowed (" + BrokerSettings.GROUP_MAX_SIZE + ")");
        }
    }

    /**
     * A member wants to be in the next generation.
     *
     * @return its id, a new one if it had none
     */
    String join(JoinRequest request, int initialDelayMs, long nowMs) {
        if (state != GroupState.EMPTY && !request.protocolType().equals(protocolType)) {
            throw new InconsistentGroupProtocolException("Group '" + id + "' is of type '" + protocolType
                    + "'; a member of type '" + request.protocolType() + "' cannot join");
        }
        AssignmentStrategies.ensureCommon(id, members.values(), request);
        GroupMember member = memberFor(request);
        boolean nothingNew = comesBack(request) ? keepsItsPart(member, request) : repeats(member, request);
        member.join(request, nowMs);
        protocolType = request.protocolType();
        if (nothingNew) {
            return member.id; // it gets the present generation again
        }
        if (state != GroupState.PREPARING_REBALANCE) {
            prepare(state == GroupState.EMPTY ? initialDelayMs : 0, nowMs);
        }
        deadlineMs = Math.max(deadlineMs, nowMs + member.rebalanceTimeoutMs());
        step(nowMs);
        return member.id;
    }

    /** A static member that starts anew. */
    private static boolean comesBack(JoinRequest request) {
        return request.instanceId() != null && request.memberId().isEmpty();
    }

    /**
     * It does, if it wants the same topics. But a leader that is about to decide knows it under its old id only; and a
     * join that it owed, for what it gave up to be given to another, is this one.
     */
    private boolean keepsItsPart(GroupMember member, JoinRequest request) {
        return state == GroupState.STABLE
                && protocol != null
                && member.wantsTheSame(request)
                && !member.owesJoin(protocol);
    }

    /** The leader's second join is its wish for a rebalance, also if it offers the same. */
    private boolean repeats(GroupMember member, JoinRequest request) {
        boolean answered =
                state == GroupState.COMPLETING_REBALANCE || (state == GroupState.STABLE && !member.id.equals(leaderId));
        return answered && member.offersTheSame(request.protocols());
    }

    private GroupMember memberFor(JoinRequest request) {
        String instanceId = request.instanceId();
        if (!request.memberId().isEmpty()) {
            ensureNotFenced(request.memberId(), instanceId);
            GroupMember known = members.get(request.memberId());
            if (known == null) {
                throw unknown(request.memberId());
            }
            return known;
        }
        String prefix = instanceId == null ? request.clientId() : instanceId;
        GroupMember member = new GroupMember(prefix + "-" + Uuid.randomUuid(), request);
        if (instanceId != null) {
            takeOver(instanceId, member);
        }
        members.put(member.id, member);
        return member;
    }

    /** A static member came back under a new id: it is what the old one was. */
    private void takeOver(String instanceId, GroupMember successor) {
        String oldId = instances.put(instanceId, successor.id);
        GroupMember old = oldId == null ? null : members.remove(oldId);
        if (old != null) {
            successor.take(old);
            if (old.id.equals(leaderId)) {
                leaderId = successor.id;
            }
        }
    }

    /**
     * What the generation is that the member joined.
     *
     * @return null while the group waits for other members
     */
    @Nullable
    JoinResult joinResult(String memberId, @Nullable String instanceId) {
        GroupMember asking = ensureMember(memberId, instanceId);
        if (state == GroupState.PREPARING_REBALANCE || protocol == null || leaderId == null) {
            return null;
        }
        asking.joined = false; // its join is answered
        if (!memberId.equals(leaderId)) {
            return new JoinResult(generation, leaderId, protocol, Map.of(), Map.of());
        }
        Map<String, ByteBuffer> metadata = new LinkedHashMap<>();
        Map<String, @Nullable String> instanceIds = new HashMap<>();
        for (GroupMember each : members.values()) {
            metadata.put(each.id, each.metadata(protocol));
            instanceIds.put(each.id, each.instanceId);
        }
        return new JoinResult(generation, leaderId, protocol, metadata, instanceIds);
    }

    /** The leader says who gets what. From anybody else, or once the group is stable, it changes nothing. */
    boolean sync(
            String memberId,
            @Nullable String instanceId,
            int ofGeneration,
            Map<String, ByteBuffer> assignments,
            long nowMs) {
        ensureMember(memberId, instanceId);
        ensureGeneration(ofGeneration);
        if (state != GroupState.COMPLETING_REBALANCE || !memberId.equals(leaderId)) {
            return false;
        }
        members.values().forEach(member -> {
            member.assign(assignments.get(member.id), generation);
            member.alive(nowMs);
        });
        become(GroupState.STABLE, nowMs);
        return true;
    }

    /**
     * What the member got. It is told also when the next generation is being formed already: that one waits for this
     * member.
     *
     * @return null while the leader has not decided
     * @throws RebalanceInProgressException if a newer generation is being formed and this one was never assigned
     */
    @Nullable
    ByteBuffer assignment(String memberId, @Nullable String instanceId, int ofGeneration) {
        GroupMember member = ensureMember(memberId, instanceId);
        ensureGeneration(ofGeneration);
        if (member.assignedGeneration() == generation) {
            return member.assignment();
        }
        if (state == GroupState.PREPARING_REBALANCE) {
            throw new RebalanceInProgressException("Group '" + id + "' is rebalancing: join again");
        }
        return null;
    }

    HeartbeatVerdict heartbeat(String memberId, @Nullable String instanceId, int ofGeneration, long nowMs) {
        if (fenced(memberId, instanceId)) {
            return HeartbeatVerdict.FENCED;
        }
        GroupMember member = members.get(memberId);
        if (member == null) {
            return HeartbeatVerdict.UNKNOWN_MEMBER;
        }
        if (ofGeneration != generation) {
            return HeartbeatVerdict.OLD_GENERATION;
        }
        member.alive(nowMs);
        return state == GroupState.PREPARING_REBALANCE ? HeartbeatVerdict.REBALANCE : HeartbeatVerdict.OK;
    }

    /** Marks a member that waits for its generation as alive. */
    void alive(String memberId, long nowMs) {
        GroupMember member = members.get(memberId);
        if (member != null) {
            member.alive(nowMs);
        }
    }

    /** A static member goes away and may come back within its session. */
    void away(String memberId, long sessionTimeoutMs, long nowMs) {
        GroupMember member = members.get(memberId);
        if (member != null) {
            member.awayFor(sessionTimeoutMs, nowMs);
        }
    }

    /** Returns whether there was such a member. */
    boolean leave(String memberId, long nowMs) {
        GroupMember member = members.get(memberId);
        if (member == null) {
            return false;
        }
        removeAll(List.of(member), nowMs);
        return true;
    }

    /** Does what is due; returns whether anything changed. */
    boolean tick(long nowMs) {
        List<GroupMember> gone = new ArrayList<>();
        for (GroupMember member : members.values()) {
            boolean late = state == GroupState.PREPARING_REBALANCE
                    && nowMs >= deadlineMs
                    && !member.joined
                    && member.instanceId == null; // a static one may come back within its session
            if (late || member.expired(nowMs)) {
                gone.add(member);
            }
        }
        if (state == GroupState.COMPLETING_REBALANCE && nowMs >= deadlineMs && gone.isEmpty()) {
            GroupMember leader = leaderId == null ? null : members.get(leaderId);
            if (leader != null) {
                gone.add(leader); // it never said who gets what: the others go on without it
            }
        }
        GroupState before = state;
        removeAll(gone, nowMs);
        step(nowMs);
        return !gone.isEmpty() || before != state;
    }

    /** Throws unless this member may commit offsets now. */
    void ensureMayCommit(String memberId, @Nullable String instanceId, int ofGeneration, boolean transactional) {
        boolean anonymous = ofGeneration < 0 && memberId.isEmpty() && instanceId == null;
        if (anonymous && (transactional || members.isEmpty())) {
            return;
        }
        if (anonymous) {
            throw new UnknownMemberIdException("Group '" + id + "' has " + members.size()
                    + " members, and who is none of them cannot change its offsets: close them first");
        }
        ensureMember(memberId, instanceId);
        ensureGeneration(ofGeneration);
        if (!transactional && state == GroupState.COMPLETING_REBALANCE) {
            throw new RebalanceInProgressException("Group '" + id + "' is rebalancing: join, then commit");
        }
    }

    private void removeAll(Collection<GroupMember> gone, long nowMs) {
        if (gone.isEmpty()) {
            return;
        }
        for (GroupMember member : gone) {
            members.remove(member.id);
            if (member.instanceId != null) {
                instances.remove(member.instanceId, member.id);
            }
            if (member.id.equals(leaderId)) {
                leaderId = null;
            }
        }
        if (state == GroupState.STABLE || state == GroupState.COMPLETING_REBALANCE) {
            prepare(0, nowMs);
        }
        step(nowMs);
    }

    /** Begins a generation. A member whose earlier join was not answered yet is in it already. */
    private void prepare(int delayMs, long nowMs) {
        int longestMs = 0;
        for (GroupMember member : members.values()) {
            longestMs = Math.max(longestMs, member.rebalanceTimeoutMs());
        }
        earliestCompletionMs = nowMs + delayMs;
        deadlineMs = nowMs + longestMs;
        become(GroupState.PREPARING_REBALANCE, nowMs);
    }

    /** Forms the generation once everybody is there. */
    private void step(long nowMs) {
        if (state != GroupState.PREPARING_REBALANCE) {
            return;
        }
        if (members.isEmpty()) {
            generation++;
            protocol = null;
            leaderId = null;
            become(GroupState.EMPTY, nowMs);
            return;
        }
        if (nowMs < earliestCompletionMs || !isComplete(nowMs)) {
            return;
        }
        generation++;
        protocol = AssignmentStrategies.elect(members.values());
        GroupMember leader = leaderId == null ? null : members.get(leaderId);
        if (leader == null || !leader.joined) {
            leaderId = members.values().stream()
                    .filter(member -> member.joined)
                    .map(member -> member.id)
                    .findFirst()
                    .orElseThrow();
        }
        int longestMs = 0;
        for (GroupMember member : members.values()) {
            member.alive(nowMs);
            longestMs = Math.max(longestMs, member.rebalanceTimeoutMs());
        }
        deadlineMs = nowMs + longestMs;
        become(GroupState.COMPLETING_REBALANCE, nowMs);
    }

    /**
     * Everybody is there; or, when the time is up, everybody but static members, who keep their part while they are
     * away.
     */
    private boolean isComplete(long nowMs) {
        boolean somebody = false;
        for (GroupMember member : members.values()) {
            if (!member.joined && (member.instanceId == null || nowMs < deadlineMs)) {
                return false;
            }
            somebody |= member.joined;
        }
        return somebody;
    }

    private void become(GroupState next, long nowMs) {
        state = next;
        stateSinceMs = nowMs;
    }

    private GroupMember ensureMember(String memberId, @Nullable String instanceId) {
        ensureNotFenced(memberId, instanceId);
        GroupMember member = members.get(memberId);
        if (member == null) {
            throw unknown(memberId);
        }
        return member;
    }

    private void ensureNotFenced(String memberId, @Nullable String instanceId) {
        if (fenced(memberId, instanceId)) {
            throw new FencedInstanceIdException("Another member of group '" + id + "' has the instance id '"
                    + instanceId + "' and came later; give each member a group.instance.id of its own");
        }
    }

    private boolean fenced(String memberId, @Nullable String instanceId) {
        String current = instanceId == null ? null : instances.get(instanceId);
        return current != null && !current.equals(memberId);
    }

    private void ensureGeneration(int ofGeneration) {
        if (ofGeneration != generation) {
            throw new IllegalGenerationException(
                    "Generation " + ofGeneration + " of group '" + id + "' is over, the present one is " + generation);
        }
    }

    private UnknownMemberIdException unknown(String memberId) {
        return new UnknownMemberIdException(
                "Group '" + id + "' has no member " + memberId + " (it was away for too long, or left)");
    }
}
