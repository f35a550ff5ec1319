package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a member learns when its group has formed a generation.
 *
 * @param generation the number of the generation
 * @param leaderId who assigns
 * @param protocol the strategy that all members offer
 * @param members for the leader: the metadata of all members by member id; for the others empty
 * @param instanceIds for the leader: instance ids of the static members, by member id
 */
record JoinResult(
        int generation,
        String leaderId,
        String protocol,
        Map<String, ByteBuffer> members,
        Map<String, @Nullable String> instanceIds) {}
