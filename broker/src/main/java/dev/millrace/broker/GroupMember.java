package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One member of a {@link Group}: what it offered, what it got, and until when it is believed alive. */
final class GroupMember {

    final String id;
    final @Nullable String instanceId;
    final String clientId;

    private Map<String, ByteBuffer> protocols = Map.of();
    private ByteBuffer assignment = ByteBuffer.allocate(0);
    private int assignedGeneration = -1;
    private int rebalanceTimeoutMs;
    private int sessionTimeoutMs;
    private long expiresMs;
    private boolean away;

    /** Whether it asked to be in the next generation and was not answered yet. */
    boolean joined;

    GroupMember(String id, JoinRequest request) {
        this.id = id;
        this.instanceId = request.instanceId();
        this.clientId = request.clientId();
    }

    /** Takes over what a member asks for when it joins (again). */
    void join(JoinRequest request, long nowMs) {
        protocols = new LinkedHashMap<>(request.protocols());
        rebalanceTimeoutMs = request.rebalanceTimeoutMs();
        sessionTimeoutMs = request.sessionTimeoutMs();
        joined = true;
        away = false;
        alive(nowMs);
    }

    /** Becomes what another one was: a static member under a new id. */
    void take(GroupMember other) {
        protocols = other.protocols;
        assignment = other.assignment;
        assignedGeneration = other.assignedGeneration;
        joined = other.joined;
    }

    /** A sign of life; what happens to the group is none of a member that is away. */
    void alive(long nowMs) {
        if (!away) {
            expiresMs = nowMs + sessionTimeoutMs;
        }
    }

    /** From now on it is expected back only within this time. */
    void awayFor(long timeoutMs, long nowMs) {
        away = true;
        expiresMs = nowMs + timeoutMs;
    }

    boolean expired(long nowMs) {
        return nowMs >= expiresMs;
    }

    boolean offersTheSame(Map<String, ByteBuffer> others) {
        return List.copyOf(protocols.keySet()).equals(List.copyOf(others.keySet())) && protocols.equals(others);
    }

    /**
     * As {@link #offersTheSame}, but for what a member that starts anew cannot know: its generation and what it owned.
     */
    boolean wantsTheSame(JoinRequest request) {
        return request.protocolType().equals(ConsumerProtocolFormat.PROTOCOL_TYPE)
                && topics(protocols).equals(topics(request.protocols()));
    }

    /**
     * Whether it owned what its assignment leaves out: a cooperative member gives that up and joins again (KIP-429).
     */
    boolean owesJoin(String protocol) {
        List<TopicPartition> owned =
                ConsumerProtocolFormat.readSubscription(metadata(protocol)).ownedPartitions();
        return !ConsumerProtocolFormat.readAssignment(assignment()).partitions().containsAll(owned);
    }

    private static Map<String, List<String>> topics(Map<String, ByteBuffer> metadata) {
        Map<String, List<String>> topics = new LinkedHashMap<>();
        metadata.forEach((name, bytes) ->
                topics.put(name, ConsumerProtocolFormat.readSubscription(bytes).topics()));
        return topics;
    }

    /** Of a consumer; it names the same topics for each of its strategies. */
    List<String> subscribedTopics() {
        return protocols.isEmpty()
                ? List.of()
                : topics(protocols).values().iterator().next();
    }

    /** By name, in order of preference. */
    Map<String, ByteBuffer> protocols() {
        return protocols;
    }

    ByteBuffer metadata(String protocol) {
        ByteBuffer metadata = protocols.get(protocol);
        return metadata == null ? ByteBuffer.allocate(0) : metadata.duplicate();
    }

    ByteBuffer assignment() {
        return assignment.duplicate();
    }

    /** The generation whose assignment the member has. */
    int assignedGeneration() {
        return assignedGeneration;
    }

    void assign(@Nullable ByteBuffer newAssignment, int generation) {
        assignedGeneration = generation;
        assignment = newAssignment == null ? ByteBuffer.allocate(0) : newAssignment;
    }

    int rebalanceTimeoutMs() {
        return rebalanceTimeoutMs;
    }
}
