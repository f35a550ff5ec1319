package dev.millrace.broker;

import java.nio.ByteBuffer;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a member says to join a group.
 *
 * @param memberId empty the first time
 * @param instanceId of a static member (KIP-345), else null
 * @param clientId becomes the beginning of the member's id
 * @param sessionTimeoutMs how long it may be silent
 * @param rebalanceTimeoutMs how long the others wait for it to join again
 * @param protocolType what kind of group it is; the same for all members
 * @param protocols assignment strategies by name, in order of preference, with the member's metadata for each
 */
record JoinRequest(
        String memberId,
        @Nullable String instanceId,
        String clientId,
        int sessionTimeoutMs,
        int rebalanceTimeoutMs,
        String protocolType,
        Map<String, ByteBuffer> protocols) {}
