package dev.millrace.broker;

import dev.millrace.broker.OffsetsFormat.CommittedOffset;
import dev.millrace.broker.OffsetsFormat.GroupSummary;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.KafkaStorageException;
import org.apache.kafka.common.errors.OffsetMetadataTooLarge;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All consumer groups: their members, generations and committed offsets.
 *
 * <p>Thread-safe: every step holds the one lock. Nothing waits; who has to wait asks again once the signal moved on.
 * What is written is durable after the caller's next {@code LogDirectory.sync()}.
 */
/*
 * Membership lives in memory only: in one process the members die with the broker. Offsets and the generation of each
 * group are events in __consumer_offsets (OffsetsFormat), appended first and then replayed into the OffsetTable.
 */
final class GroupCoordinator {

    private static final Logger LOG = LoggerFactory.getLogger(GroupCoordinator.class);

    /** How often offsets are looked through for those that expired. */
    private static final long EXPIRY_INTERVAL_MS = 60_000;

    private final EventLog events;
    private final BrokerConfig config;
    private final AppendSignal signal;
    private final OffsetTable offsets = new OffsetTable();
    private final Map<String, Group> groups = new HashMap<>();
    private long nextExpiryMs;

    private GroupCoordinator(EventLog events, BrokerConfig config, AppendSignal signal) {
        this.events = events;
        this.config = config;
        this.signal = signal;
    }

    static GroupCoordinator open(EventLog events, BrokerConfig config, AppendSignal signal, long nowMs) {
        GroupCoordinator coordinator = new GroupCoordinator(events, config, signal);
        events.replay(coordinator.new Recovery(nowMs));
        return coordinator;
    }

    /** The partition that carries the offsets, which is a part of every transaction that commits some. */
    TopicPartition offsetsPartition() {
        return events.partition();
    }

    // Membership

    /** Returns the member's id; {@link #joinResult} tells when the generation is formed. */
    synchronized String join(String groupId, JoinRequest request, long nowMs) {
        Group group = groups.computeIfAbsent(groupId, Group::new);
        group.ensureRoomFor(request, config.groupMaxSize());
        int before = group.generation();
        String memberId = group.join(request, config.groupInitialRebalanceDelayMs(), nowMs);
        changed(group, before, nowMs);
        return memberId;
    }

    /** Null while the group waits for other members. */
    synchronized @Nullable JoinResult joinResult(
            String groupId, String memberId, @Nullable String instanceId, long nowMs) {
        Group group = groupOf(groupId, memberId);
        group.alive(memberId, nowMs);
        return group.joinResult(memberId, instanceId);
    }

    synchronized void sync(
            String groupId,
            String memberId,
            @Nullable String instanceId,
            int generation,
            Map<String, ByteBuffer> assignments,
            long nowMs) {
        Group group = groupOf(groupId, memberId);
        if (group.sync(memberId, instanceId, generation, assignments, nowMs)) {
            signal.signal();
        }
    }

    /** Null while the leader has not decided. */
    synchronized @Nullable ByteBuffer assignment(
            String groupId, String memberId, @Nullable String instanceId, int generation, long nowMs) {
        Group group = groupOf(groupId, memberId);
        group.alive(memberId, nowMs);
        return group.assignment(memberId, instanceId, generation);
    }

    synchronized HeartbeatVerdict heartbeat(
            String groupId, String memberId, @Nullable String instanceId, int generation, long nowMs) {
        Group group = groups.get(groupId);
        return group == null
                ? HeartbeatVerdict.UNKNOWN_MEMBER
                : group.heartbeat(memberId, instanceId, generation, nowMs);
    }

    /** A static member goes away and may come back within its session. */
    synchronized void away(String groupId, String memberId, long sessionTimeoutMs, long nowMs) {
        Group group = groups.get(groupId);
        if (group != null) {
            group.away(memberId, sessionTimeoutMs, nowMs);
        }
    }

    /** Returns whether there was such a member. */
    synchronized boolean leave(String groupId, String memberId, long nowMs) {
        Group group = groups.get(groupId);
        if (group == null) {
            return false;
        }
        int before = group.generation();
        boolean left = group.leave(memberId, nowMs);
        changed(group, before, nowMs);
        return left;
    }

    /** Expires members, offsets, and groups that have neither. */
    synchronized void tick(long nowMs) {
        for (Group group : groups.values()) {
            int before = group.generation();
            if (group.tick(nowMs)) {
                changed(group, before, nowMs);
            }
        }
        if (nowMs >= nextExpiryMs) {
            nextExpiryMs = nowMs + EXPIRY_INTERVAL_MS;
            expireOffsets(nowMs);
        }
    }

    // Offsets

    /** Throws unless this member may commit offsets in a transaction now. */
    synchronized void ensureMayCommitInTransaction(ConsumerGroupMetadata member) {
        groups.computeIfAbsent(member.groupId(), Group::new)
                .ensureMayCommit(member.memberId(), member.groupInstanceId().orElse(null), member.generationId(), true);
    }

    /**
     * Commits, unless {@code exists} misses a partition. It is asked under the lock: a topic that it finds and that is
     * deleted then takes these offsets along.
     */
    synchronized void commit(
            ConsumerGroupMetadata member,
            Map<TopicPartition, OffsetAndMetadata> positions,
            Predicate<TopicPartition> exists,
            long nowMs) {
        for (TopicPartition partition : positions.keySet()) {
            if (!exists.test(partition)) {
                throw new KafkaException("The offsets were not committed: there is no partition " + partition);
            }
        }
        Group group = groups.computeIfAbsent(member.groupId(), Group::new);
        group.ensureMayCommit(member.memberId(), member.groupInstanceId().orElse(null), member.generationId(), false);
        Map<TopicPartition, CommittedOffset> committed = addEvents(group.id(), positions, nowMs);
        long at = events.append(nowMs);
        committed.forEach((partition, offset) -> offsets.put(group.id(), partition, offset.at(at)));
    }

    /** Offsets that count once the producer's transaction commits; the offsets partition is a part of it already. */
    synchronized void commitInTransaction(
            ConsumerGroupMetadata member,
            Map<TopicPartition, OffsetAndMetadata> positions,
            long producerId,
            short epoch,
            int sequence,
            long nowMs) {
        ensureMayCommitInTransaction(member);
        Map<TopicPartition, CommittedOffset> committed = addEvents(member.groupId(), positions, nowMs);
        long at = events.append(producerId, epoch, sequence, nowMs);
        committed.forEach(
                (partition, offset) -> offsets.putPending(producerId, member.groupId(), partition, offset.at(at)));
    }

    /** The marker of this producer's transaction is in the offsets partition. */
    synchronized void transactionEnded(long producerId, boolean commit) {
        if (offsets.end(producerId, commit)) {
            signal.signal();
        }
    }

    /** What the group committed for these partitions; those without an offset are left out. */
    synchronized Map<TopicPartition, OffsetAndMetadata> committed(
            String groupId, Collection<TopicPartition> partitions) {
        Map<TopicPartition, OffsetAndMetadata> found = new HashMap<>();
        for (TopicPartition partition : partitions) {
            CommittedOffset offset = offsets.get(groupId, partition);
            if (offset != null) {
                found.put(partition, offset.offset());
            }
        }
        return found;
    }

    /** Everything that the group committed. */
    synchronized Map<TopicPartition, OffsetAndMetadata> committed(String groupId) {
        return committed(groupId, offsets.of(groupId).keySet());
    }

    /** Whether an open transaction is about to change one of these offsets. */
    synchronized boolean isUnstable(String groupId, Collection<TopicPartition> partitions) {
        if (!offsets.hasPending(groupId)) {
            return false;
        }
        return partitions.stream().anyMatch(partition -> offsets.isPending(groupId, partition));
    }

    /** Forgets offsets of partitions, also those that wait for a transaction to end. */
    synchronized void deleteOffsets(String groupId, Collection<TopicPartition> partitions, long nowMs) {
        events.begin();
        for (TopicPartition partition : partitions) {
            if (offsets.get(groupId, partition) != null || offsets.isPending(groupId, partition)) {
                events.add(OffsetsFormat.offsetKey(groupId, partition), null, nowMs);
            }
        }
        events.append(nowMs);
        partitions.forEach(partition -> offsets.remove(groupId, partition));
    }

    /** A deleted topic takes its offsets along. */
    synchronized void topicDeleted(String topic, long nowMs) {
        for (String groupId : offsets.groups()) {
            List<TopicPartition> gone = new ArrayList<>(offsets.partitionsOf(groupId));
            gone.removeIf(partition -> !partition.topic().equals(topic));
            deleteOffsets(groupId, gone, nowMs);
        }
    }

    // What an operator asks

    /** The ids of all groups that have members or offsets, sorted. */
    synchronized Collection<String> groupIds() {
        TreeSet<String> ids = new TreeSet<>(offsets.groups());
        groups.forEach((id, group) -> {
            if (!group.members().isEmpty() || group.generation() > 0) {
                ids.add(id);
            }
        });
        return ids;
    }

    /** Reads a group under the lock; null if there is none. */
    synchronized <T> @Nullable T read(String groupId, java.util.function.Function<Group, T> reader) {
        Group group = groups.get(groupId);
        if (group == null && !offsets.of(groupId).isEmpty()) {
            group = new Group(groupId);
        }
        return group == null ? null : reader.apply(group);
    }

    /** Forgets a group without members, and its offsets. */
    synchronized void deleteGroup(String groupId, long nowMs) {
        Group group = groups.get(groupId);
        if (group == null && offsets.of(groupId).isEmpty()) {
            throw new GroupIdNotFoundException("There is no group '" + groupId + "'");
        }
        if (group != null && !group.members().isEmpty()) {
            throw new GroupNotEmptyException(
                    "Group '" + groupId + "' has " + group.members().size() + " members; close them first");
        }
        deleteOffsets(groupId, offsets.partitionsOf(groupId), nowMs);
        forget(groupId, nowMs);
    }

    private Group groupOf(String groupId, String memberId) {
        Group group = groups.get(groupId);
        if (group == null) {
            throw new UnknownMemberIdException("Group '" + groupId + "' has no member " + memberId);
        }
        return group;
    }

    private void changed(Group group, int generationBefore, long nowMs) {
        if (group.generation() != generationBefore) {
            recordGeneration(group, nowMs);
        }
        signal.signal();
    }

    /**
     * The members have changed already, and nobody would know of a new one whose join failed now: the others would wait
     * for it. A generation that is not written down matters to nobody, as no member outlives the broker.
     */
    private void recordGeneration(Group group, long nowMs) {
        try {
            events.begin().add(OffsetsFormat.groupKey(group.id()), OffsetsFormat.groupValue(summaryOf(group)), nowMs);
            events.append(nowMs);
        } catch (KafkaStorageException e) {
            LOG.warn(
                    "Generation {} of group '{}' is not written down: {}",
                    group.generation(),
                    group.id(),
                    e.getMessage());
        }
    }

    private static GroupSummary summaryOf(Group group) {
        return new GroupSummary(
                group.protocolType(), group.generation(), group.protocol(), group.leaderId(), group.stateSinceMs());
    }

    private Map<TopicPartition, CommittedOffset> addEvents(
            String groupId, Map<TopicPartition, OffsetAndMetadata> positions, long nowMs) {
        Map<TopicPartition, CommittedOffset> committed = new HashMap<>(positions.size() * 2);
        positions.forEach((partition, offset) -> {
            if (offset.metadata().length() > config.offsetMetadataMaxBytes()) {
                throw new OffsetMetadataTooLarge("The metadata of the offset for " + partition + " has "
                        + offset.metadata().length() + " characters; at most " + config.offsetMetadataMaxBytes()
                        + " are allowed (" + BrokerSettings.OFFSET_METADATA_MAX_BYTES + ")");
            }
            committed.put(partition, new CommittedOffset(offset, nowMs));
        });
        events.begin();
        committed.forEach((partition, offset) ->
                events.add(OffsetsFormat.offsetKey(groupId, partition), OffsetsFormat.offsetValue(offset), nowMs));
        return committed;
    }

    private void expireOffsets(long nowMs) {
        for (String groupId : offsets.groups()) {
            OffsetExpiry expiry = new OffsetExpiry(groups.get(groupId), config.offsetsRetentionMs(), nowMs);
            List<TopicPartition> expired = new ArrayList<>();
            offsets.of(groupId).forEach((partition, offset) -> {
                if (expiry.isExpired(partition, offset) && !offsets.isPending(groupId, partition)) {
                    expired.add(partition);
                }
            });
            if (!expired.isEmpty()) {
                LOG.info("The offsets of group '{}' for {} have expired", groupId, expired);
                deleteOffsets(groupId, expired, nowMs);
            }
        }
        for (Group group : List.copyOf(groups.values())) {
            boolean used =
                    !group.members().isEmpty() || !offsets.of(group.id()).isEmpty() || offsets.hasPending(group.id());
            if (!used) {
                forget(group.id(), nowMs);
            }
        }
    }

    private void forget(String groupId, long nowMs) {
        events.begin().add(OffsetsFormat.groupKey(groupId), null, nowMs);
        events.append(nowMs);
        groups.remove(groupId);
    }

    /**
     * Makes the state from the log. Transactions that are open at its end wait for their marker, which recovery
     * appends.
     */
    private final class Recovery implements EventLog.Replay {
        private final long openedMs;

        Recovery(long openedMs) {
            this.openedMs = openedMs;
        }

        @Override
        public void event(byte[] keyBytes, byte @Nullable [] value, long producerId, long at) {
            OffsetsFormat.Key key = OffsetsFormat.readKey(keyBytes);
            if (key == null) {
                return;
            }
            TopicPartition partition = key.partition();
            if (partition == null) {
                replayGroup(key.group(), value);
            } else if (value == null) {
                offsets.remove(key.group(), partition);
            } else if (producerId >= 0) {
                offsets.putPending(
                        producerId,
                        key.group(),
                        partition,
                        OffsetsFormat.readOffset(value).at(at));
            } else {
                offsets.put(
                        key.group(), partition, OffsetsFormat.readOffset(value).at(at));
            }
        }

        @Override
        public void marker(long producerId, boolean commit) {
            offsets.end(producerId, commit);
        }

        private void replayGroup(String groupId, byte @Nullable [] value) {
            if (value == null) {
                groups.remove(groupId);
                return;
            }
            GroupSummary summary = OffsetsFormat.readGroup(value);
            boolean hadMembers = summary.protocol() != null; // it is without them only now
            groups.computeIfAbsent(groupId, Group::new)
                    .restore(summary.protocolType(), summary.generation(), hadMembers ? openedMs : summary.sinceMs());
        }
    }
}
