package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.broker.OffsetsFormat.CommittedOffset;
import dev.millrace.broker.OffsetsFormat.GroupSummary;
import dev.millrace.broker.TopicEventFormat.TopicEvent;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Assignment;
import org.apache.kafka.clients.consumer.ConsumerPartitionAssignor.Subscription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.internals.ConsumerProtocol;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.junit.jupiter.api.Test;

/** Our bytes against Kafka's own reading of them, and against bytes that are none. */
class FormatsTest {

    private static final List<TopicPartition> PARTITIONS =
            List.of(new TopicPartition("a", 0), new TopicPartition("a", 3), new TopicPartition("b", 1));

    private static Subscription subscription() {
        return new Subscription(
                List.of("a", "b"), ByteBuffer.wrap(new byte[] {1, 2, 3}), PARTITIONS, 7, Optional.of("rack"));
    }

    @Test
    void kafkaReadsOurSubscription() {
        Subscription read = ConsumerProtocol.deserializeSubscription(ConsumerProtocolFormat.write(subscription(), 7));
        assertThat(read.topics()).containsExactly("a", "b");
        assertThat(read.ownedPartitions()).containsExactlyInAnyOrderElementsOf(PARTITIONS);
        assertThat(read.userData().remaining()).isEqualTo(3);
        assertThat(read.generationId()).contains(7);
        assertThat(read.rackId()).contains("rack");
    }

    @Test
    void weReadKafkasSubscriptionOfEveryVersion() {
        for (short version = 0; version <= 3; version++) {
            Subscription read = ConsumerProtocolFormat.readSubscription(
                    ConsumerProtocol.serializeSubscription(subscription(), version));
            assertThat(read.topics()).containsExactly("a", "b");
            assertThat(read.ownedPartitions()).hasSize(version >= 1 ? 3 : 0);
            assertThat(read.generationId()).isEqualTo(version >= 2 ? Optional.of(7) : Optional.empty());
        }
    }

    @Test
    void assignmentsGoBothWays() {
        Assignment assignment = new Assignment(PARTITIONS, ByteBuffer.wrap(new byte[] {9}));
        Assignment theirs = ConsumerProtocol.deserializeAssignment(ConsumerProtocolFormat.write(assignment));
        assertThat(theirs.partitions()).containsExactlyInAnyOrderElementsOf(PARTITIONS);
        Assignment ours = ConsumerProtocolFormat.readAssignment(ConsumerProtocol.serializeAssignment(assignment));
        assertThat(ours.partitions()).containsExactlyInAnyOrderElementsOf(PARTITIONS);
        assertThat(ours.userData().remaining()).isEqualTo(1);
        assertThat(ConsumerProtocolFormat.readAssignment(ByteBuffer.allocate(0)).partitions())
                .isEmpty();
    }

    @Test
    void offsetsAndGroupsComeBackAsTheyWere() {
        TopicPartition partition = new TopicPartition("täglich", 12);
        CommittedOffset offset =
                new CommittedOffset(new OffsetAndMetadata(1L << 40, Optional.of(5), "why"), 1_700_000_000_000L);
        assertThat(OffsetsFormat.readOffset(OffsetsFormat.offsetValue(offset))).isEqualTo(offset);
        assertThat(OffsetsFormat.readKey(OffsetsFormat.offsetKey("g", partition)))
                .isEqualTo(new OffsetsFormat.Key("g", partition));
        assertThat(OffsetsFormat.readKey(OffsetsFormat.groupKey("g"))).isEqualTo(new OffsetsFormat.Key("g", null));
        GroupSummary group = new GroupSummary("consumer", 4, null, "leader", 99);
        assertThat(OffsetsFormat.readGroup(OffsetsFormat.groupValue(group))).isEqualTo(group);
    }

    @Test
    void topicEventsComeBackAsTheyWere() {
        TopicEvent created = new TopicEvent(Uuid.randomUuid(), 5, Map.of("retention.ms", "1"));
        assertThat(TopicEventFormat.read(TopicEventFormat.write(created))).isEqualTo(created);
        TopicEvent deleted = TopicEvent.deleted(Uuid.randomUuid());
        assertThat(TopicEventFormat.read(TopicEventFormat.write(deleted))).isEqualTo(deleted);
    }

    @Test
    void quotasComeBackAsTheyWere() {
        Map<String, Double> quotas = Map.of("producer_byte_rate", 1.0, "consumer_byte_rate", 5e12);
        assertThat(QuotaEventFormat.read(QuotaEventFormat.write(quotas))).isEqualTo(quotas);
        assertThat(QuotaEventFormat.read(QuotaEventFormat.write(Map.of()))).isEmpty();
        for (String clientId : List.of("täglich", QuotaEventFormat.DEFAULT)) {
            assertThat(QuotaEventFormat.isKey(QuotaEventFormat.key(clientId))).isTrue();
            assertThat(QuotaEventFormat.readKey(QuotaEventFormat.key(clientId))).isEqualTo(clientId);
        }
        assertThat(InternalRecords.describe(
                        TopicNames.CATALOG,
                        ByteBuffer.wrap(QuotaEventFormat.key("importer")),
                        ByteBuffer.wrap(QuotaEventFormat.write(Map.of("producer_byte_rate", 7.0)))))
                .containsEntry("quotas of client id", "importer")
                .containsEntry("producer_byte_rate", 7.0);
    }

    @Test
    void bytesThatAreNoneAreRefusedWithoutHarm() {
        long seed = 7;
        Random random = new Random(seed);
        byte[] good = OffsetsFormat.offsetValue(new CommittedOffset(new OffsetAndMetadata(1), 1));
        ByteBuffer subscription = ConsumerProtocolFormat.write(subscription(), 7);
        for (int i = 0; i < 2_000; i++) {
            byte[] bad = new byte[random.nextInt(40)];
            random.nextBytes(bad);
            refusedOrRead(() -> ConsumerProtocolFormat.readSubscription(ByteBuffer.wrap(bad)));
            refusedOrRead(() -> ConsumerProtocolFormat.readAssignment(ByteBuffer.wrap(bad)));
            refusedOrRead(() -> OffsetsFormat.readKey(bad));
            refusedOrRead(() -> OffsetsFormat.readOffset(bad));
            refusedOrRead(() -> TopicEventFormat.read(bad));
            refusedOrRead(() -> QuotaEventFormat.read(bad));
        }
        for (int end = 0; end < good.length; end++) {
            byte[] torn = java.util.Arrays.copyOf(good, end);
            assertThatThrownBy(() -> OffsetsFormat.readOffset(torn)).isInstanceOf(CorruptRecordException.class);
        }
        for (int end = 0; end < subscription.limit(); end++) {
            ByteBuffer torn = subscription.duplicate().limit(end);
            assertThatThrownBy(() -> ConsumerProtocolFormat.readSubscription(torn))
                    .isInstanceOf(CorruptRecordException.class);
        }
    }

    private static void refusedOrRead(Runnable read) {
        try {
            read.run();
        } catch (CorruptRecordException expected) {
            assertThat(expected).hasMessageContaining("Bytes are not a");
        }
    }
}
