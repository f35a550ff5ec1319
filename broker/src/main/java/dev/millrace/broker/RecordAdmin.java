package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import dev.millrace.log.storage.Storage;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.DeleteRecordsResult;
import org.apache.kafka.clients.admin.DeletedRecords;
import org.apache.kafka.clients.admin.DescribeLogDirsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.LogDirDescription;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.ReplicaInfo;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.BrokerNotAvailableException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.jspecify.annotations.Nullable;

/** The part of {@code Admin} that is about what is in partitions: their offsets, records and size. Thread-safe. */
final class RecordAdmin {

    /** One leader, this process, for ever. */
    private static final int LEADER_EPOCH = 0;

    private final LocalBroker broker;
    private final BrokerConfig config;

    RecordAdmin(LocalBroker broker, BrokerConfig config) {
        this.broker = broker;
        this.config = config;
    }

    private TopicCatalog catalog() {
        return broker.catalog();
    }

    DeleteRecordsResult delete(Map<TopicPartition, RecordsToDelete> records) {
        Map<TopicPartition, KafkaFuture<DeletedRecords>> results = new LinkedHashMap<>();
        records.forEach((partition, which) -> results.put(partition, AdminResults.future(() -> {
            PartitionLog log = catalog().existingLog(partition);
            ensureDeletable(catalog().existing(partition.topic()));
            long before = which.beforeOffset() == -1 ? log.highWatermark() : which.beforeOffset();
            if (before < 0 || before > log.highWatermark()) {
                throw new OffsetOutOfRangeException("Records of " + partition
                        + " can be deleted before an offset up to " + log.highWatermark() + ", not " + before);
            }
            log.deleteRecordsBefore(before);
            return new DeletedRecords(log.logStartOffset());
        })));
        return new DeleteRecordsResult(results);
    }

    private void ensureDeletable(Topic topic) {
        if (topic.isInternal()) {
            throw new InvalidTopicException("Topic '" + topic.name() + "' is the broker's own and keeps its records");
        }
        String policy = TopicConfigs.valueOf(TopicConfig.CLEANUP_POLICY_CONFIG, topic.configs(), config);
        if (!policy.contains(TopicConfig.CLEANUP_POLICY_DELETE)) {
            throw new PolicyViolationException("The " + TopicConfig.CLEANUP_POLICY_CONFIG + " of topic '" + topic.name()
                    + "' is '" + policy + "': its records are not deleted by offset. Add delete to it first");
        }
    }

    ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> specs, IsolationLevel isolation) {
        Map<TopicPartition, KafkaFuture<ListOffsetsResultInfo>> results = new LinkedHashMap<>();
        specs.forEach((partition, spec) -> results.put(
                partition, AdminResults.future(() -> offset(catalog().existingLog(partition), spec, isolation))));
        return new ListOffsetsResult(results);
    }

    private static ListOffsetsResultInfo offset(PartitionLog log, OffsetSpec spec, IsolationLevel isolation) {
        Long timestampMs = AdminResults.timestampOf(spec);
        if (timestampMs != null) {
            return found(log.offsetForTimestamp(timestampMs, isolation));
        }
        if (spec instanceof OffsetSpec.MaxTimestampSpec) {
            return found(log.offsetOfNewestTimestamp(isolation));
        }
        if (spec instanceof OffsetSpec.EarliestSpec || spec instanceof OffsetSpec.EarliestLocalSpec) {
            return new ListOffsetsResultInfo(log.logStartOffset(), -1, Optional.of(LEADER_EPOCH));
        }
        if (spec instanceof OffsetSpec.LatestSpec) {
            return new ListOffsetsResultInfo(log.endOffset(isolation), -1, Optional.of(LEADER_EPOCH));
        }
        // What is in tiered storage, or waits to go there: nothing, as on a cluster without it.
        return found(null);
    }

    private static ListOffsetsResultInfo found(@Nullable OffsetAndTimestamp record) {
        return record == null
                ? new ListOffsetsResultInfo(-1, -1, Optional.empty())
                : new ListOffsetsResultInfo(record.offset(), record.timestamp(), record.leaderEpoch());
    }

    DescribeLogDirsResult describeLogDirs(Collection<Integer> nodes) {
        Map<Integer, KafkaFuture<Map<String, LogDirDescription>>> results = new LinkedHashMap<>();
        for (Integer node : nodes) {
            results.put(node, AdminResults.future(() -> {
                if (node != TopicCatalog.NODE.id()) {
                    throw new BrokerNotAvailableException(
                            "There is no broker " + node + "; the only one is " + TopicCatalog.NODE.id());
                }
                return Map.of(broker.directory(), logDirectory());
            }));
        }
        return AdminResults.describeLogDirs(results);
    }

    @SuppressWarnings("NullAway") // Kafka's contract: no error is null
    private LogDirDescription logDirectory() {
        Map<TopicPartition, ReplicaInfo> replicas = new HashMap<>();
        for (Topic topic : catalog().topics()) {
            for (PartitionLog log : topic.partitions()) {
                if (log.isOpen()) {
                    replicas.put(log.partition(), new ReplicaInfo(log.sizeBytes(), 0, false));
                }
            }
        }
        Optional<Storage.Space> space = broker.space();
        return space.isEmpty()
                ? new LogDirDescription(null, replicas)
                : new LogDirDescription(
                        null, replicas, space.get().totalBytes(), space.get().usableBytes());
    }
}
