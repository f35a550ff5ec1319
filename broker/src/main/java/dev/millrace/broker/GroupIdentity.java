package dev.millrace.broker;

import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.jspecify.annotations.Nullable;

/**
 * Makes Kafka's {@link ConsumerGroupMetadata}: who a consumer is to its group. In one place, because kafka-clients has
 * deprecated the public constructors and offers no other way yet.
 */
final class GroupIdentity {

    private static final int NO_GENERATION = -1;
    private static final String NO_MEMBER = "";

    private GroupIdentity() {}

    @SuppressWarnings("removal")
    static ConsumerGroupMetadata of(String groupId, int generation, String memberId, @Nullable String instanceId) {
        return new ConsumerGroupMetadata(groupId, generation, memberId, Optional.ofNullable(instanceId));
    }

    /** Somebody who commits for a group without being its member. */
    static ConsumerGroupMetadata outside(String groupId) {
        return of(groupId, NO_GENERATION, NO_MEMBER, null);
    }
}
