package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.conformance.audit.Baseline;
import dev.millrace.conformance.crash.StrictStorage;
import dev.millrace.transaction.ProducerIdentity;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Offsets of a transaction whose end is written and not synced yet, and who sees them before the power is cut. */
@ExtendWith(Baseline.class)
class ShownOffsetsTest {
    private static final TopicPartition A = new TopicPartition("a", 0);
    private static final long NOW_MS = 1_000_000;
    private static final long OFFSET = 7;

    /** Where an offset shows. */
    enum Reader {
        COMMITTED {
            @Override
            long offset(LocalBroker broker) {
                try (Consumer<byte[], byte[]> consumer = consumer(broker)) {
                    return consumer.committed(Set.of(A)).get(A).offset();
                }
            }
        },
        POSITION {
            @Override
            long offset(LocalBroker broker) {
                try (Consumer<byte[], byte[]> consumer = consumer(broker)) {
                    consumer.assign(List.of(A));
                    return consumer.position(A);
                }
            }
        },
        ADMIN {
            @Override
            long offset(LocalBroker broker) throws Exception {
                try (Admin admin = broker.admin()) {
                    return admin.listConsumerGroupOffsets("g")
                            .partitionsToOffsetAndMetadata()
                            .get()
                            .get(A)
                            .offset();
                }
            }
        };

        abstract long offset(LocalBroker broker) throws Exception;

        private static Consumer<byte[], byte[]> consumer(LocalBroker broker) {
            return broker.consumer(
                    Map.of("group.id", "g", "enable.auto.commit", false),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aPowerCutTakesNoOffsetBackThatWasShown(Reader reader) throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            LocalBroker broker = open(storage);
            broker.catalog().create("a", 1, Map.of(), NOW_MS);
            commitInTransaction(broker);
            assertThat(reader.offset(broker)).isEqualTo(OFFSET);
            try (LocalBroker after = open(storage.crash())) {
                assertThat(after.groups().committed("g"))
                        .as("seed %d", seed)
                        .containsEntry(A, new OffsetAndMetadata(OFFSET));
            }
        }
    }

    private static LocalBroker open(StrictStorage storage) {
        return LocalBroker.open(storage, BrokerConfig.DEFAULT, () -> NOW_MS, false);
    }

    /** Up to where the producer would sync. */
    private static void commitInTransaction(LocalBroker broker) {
        ProducerIdentity producer = broker.transactions().initProducerId("t", 60_000, null, NOW_MS);
        broker.transactions()
                .addPartitions("t", producer, List.of(broker.groups().offsetsPartition()), NOW_MS);
        broker.groups()
                .commitInTransaction(
                        GroupIdentity.outside("g"),
                        Map.of(A, new OffsetAndMetadata(OFFSET)),
                        producer.producerId(),
                        producer.epoch(),
                        0,
                        NOW_MS);
        broker.transactions().endTransaction("t", producer, true, NOW_MS);
    }
}
