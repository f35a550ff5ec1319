package dev.millrace.broker;

import dev.millrace.log.PartitionLog;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigsResult;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsResult;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.CreateTopicsResult.TopicMetadataAndConfig;
import org.apache.kafka.clients.admin.DeleteRecordsResult;
import org.apache.kafka.clients.admin.DeleteTopicsResult;
import org.apache.kafka.clients.admin.DeletedRecords;
import org.apache.kafka.clients.admin.DescribeConfigsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.ListTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicCollection.TopicIdCollection;
import org.apache.kafka.common.TopicCollection.TopicNameCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidRequestException;
import org.apache.kafka.common.errors.OffsetOutOfRangeException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.jspecify.annotations.Nullable;

/** The part of {@code Admin} that is about topics, their settings and their offsets. Thread-safe. */
final class TopicAdmin {

    /** One leader, this process, for ever. */
    private static final int LEADER_EPOCH = 0;

    private final LocalBroker broker;
    private final BrokerConfig config;

    TopicAdmin(LocalBroker broker, BrokerConfig config) {
        this.broker = broker;
        this.config = config;
    }

    private TopicCatalog catalog() {
        return broker.catalog();
    }

    CreateTopicsResult create(Collection<NewTopic> newTopics, boolean validateOnly) {
        Map<String, KafkaFuture<TopicMetadataAndConfig>> created = new LinkedHashMap<>();
        for (NewTopic topic : newTopics) {
            created.put(topic.name(), AdminResults.future(() -> create(topic, validateOnly)));
        }
        return AdminResults.createTopics(created);
    }

    /** Any replication factor is taken: on one machine there is one copy, whatever a cluster would make of the number. */
    private TopicMetadataAndConfig create(NewTopic asked, boolean validateOnly) {
        Map<String, String> configs = asked.configs() == null ? Map.of() : asked.configs();
        int partitions = asked.numPartitions();
        Map<Integer, List<Integer>> replicas = asked.replicasAssignments();
        if (replicas != null) {
            ensureOurs(asked.name(), replicas);
            partitions = replicas.size();
        } else if (partitions == -1) {
            partitions = config.defaultPartitions();
        }
        Uuid id = Uuid.ZERO_UUID;
        if (validateOnly) {
            catalog().ensureCreatable(asked.name(), partitions, configs);
        } else {
            id = catalog()
                    .create(asked.name(), partitions, configs, broker.nowMs())
                    .id();
        }
        return new TopicMetadataAndConfig(id, partitions, 1, describe(asked.name(), configs));
    }

    private static void ensureOurs(String topic, Map<Integer, List<Integer>> replicas) {
        for (int p = 0; p < replicas.size(); p++) {
            List<Integer> nodes = replicas.get(p);
            if (nodes == null || !nodes.equals(List.of(TopicCatalog.NODE.id()))) {
                throw new InvalidReplicaAssignmentException("Partition " + p + " of topic '" + topic
                        + "' is assigned to " + nodes + "; the only node is " + TopicCatalog.NODE.id());
            }
        }
    }

    DeleteTopicsResult delete(TopicCollection which) {
        Function<String, KafkaFuture<Void>> delete = name -> AdminResults.done(() -> {
            long nowMs = broker.nowMs();
            catalog().delete(name, nowMs);
            broker.groups().topicDeleted(name, nowMs);
            broker.sync();
        });
        if (which instanceof TopicIdCollection ids) {
            return AdminResults.deleteTopics(byId(ids, delete), null);
        }
        return AdminResults.deleteTopics(null, byName(which, delete));
    }

    ListTopicsResult list(boolean internal) {
        Map<String, TopicListing> listings = new LinkedHashMap<>();
        for (Topic topic : catalog().topics()) {
            if (internal || !topic.isInternal()) {
                listings.put(topic.name(), new TopicListing(topic.name(), topic.id(), topic.isInternal()));
            }
        }
        return AdminResults.listTopics(KafkaFuture.completedFuture(listings));
    }

    DescribeTopicsResult describe(TopicCollection which) {
        Function<String, KafkaFuture<TopicDescription>> describe =
                name -> AdminResults.future(() -> describe(catalog().existing(name)));
        if (which instanceof TopicIdCollection ids) {
            return AdminResults.describeTopics(byId(ids, describe), null);
        }
        return AdminResults.describeTopics(null, byName(which, describe));
    }

    private static TopicDescription describe(Topic topic) {
        List<TopicPartitionInfo> partitions = new ArrayList<>();
        List<Node> replicas = List.of(TopicCatalog.NODE);
        for (int p = 0; p < topic.partitionCount(); p++) {
            partitions.add(new TopicPartitionInfo(p, TopicCatalog.NODE, replicas, replicas));
        }
        return new TopicDescription(topic.name(), topic.isInternal(), partitions, java.util.Set.of(), topic.id());
    }

    private <T> Map<Uuid, KafkaFuture<T>> byId(TopicIdCollection ids, Function<String, KafkaFuture<T>> call) {
        Map<Uuid, KafkaFuture<T>> results = new LinkedHashMap<>();
        for (Uuid id : ids.topicIds()) {
            Optional<Topic> found = catalog().topics().stream()
                    .filter(topic -> topic.id().equals(id))
                    .findFirst();
            results.put(
                    id,
                    found.isPresent()
                            ? call.apply(found.get().name())
                            : AdminResults.failed(new UnknownTopicIdException("There is no topic with the id " + id)));
        }
        return results;
    }

    private static <T> Map<String, KafkaFuture<T>> byName(
            TopicCollection names, Function<String, KafkaFuture<T>> call) {
        Map<String, KafkaFuture<T>> results = new LinkedHashMap<>();
        ((TopicNameCollection) names).topicNames().forEach(name -> results.put(name, call.apply(name)));
        return results;
    }

    CreatePartitionsResult grow(Map<String, NewPartitions> newPartitions, boolean validateOnly) {
        Map<String, KafkaFuture<Void>> results = new LinkedHashMap<>();
        newPartitions.forEach((name, partitions) -> results.put(name, AdminResults.done(() -> {
            catalog().ensureGrowable(name, partitions.totalCount());
            if (!validateOnly) {
                catalog().grow(name, partitions.totalCount(), broker.nowMs());
            }
        })));
        return AdminResults.createPartitions(results);
    }

    DescribeConfigsResult describeConfigs(Collection<ConfigResource> resources) {
        Map<ConfigResource, KafkaFuture<Config>> results = new LinkedHashMap<>();
        for (ConfigResource resource : resources) {
            results.put(resource, AdminResults.future(() -> {
                Topic topic = topicOf(resource);
                return describe(topic.name(), topic.configs());
            }));
        }
        return AdminResults.describeConfigs(results);
    }

    private Config describe(String topic, Map<String, String> configs) {
        List<ConfigEntry> entries = new ArrayList<>();
        TopicConfigs.effective(topic, configs, config)
                .forEach((name, value) -> entries.add(entry(name, value, configs.containsKey(name))));
        return new Config(entries);
    }

    private static ConfigEntry entry(String name, String value, boolean set) {
        ConfigDef.ConfigKey key = TopicConfigs.key(name);
        ConfigEntry.ConfigType type =
                key == null ? ConfigEntry.ConfigType.UNKNOWN : ConfigEntry.ConfigType.valueOf(key.type.name());
        ConfigEntry.ConfigSource source =
                set ? ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG : ConfigEntry.ConfigSource.DEFAULT_CONFIG;
        return new ConfigEntry(name, value, source, false, false, List.of(), type, "");
    }

    AlterConfigsResult alterConfigs(Map<ConfigResource, Collection<AlterConfigOp>> changes, boolean validateOnly) {
        Map<ConfigResource, KafkaFuture<Void>> results = new LinkedHashMap<>();
        changes.forEach((resource, ops) -> results.put(resource, AdminResults.done(() -> {
            Topic topic = topicOf(resource);
            Map<String, String> configs = new HashMap<>(topic.configs());
            ops.forEach(op -> apply(op, topic, configs));
            TopicConfigs.ensureValid(topic.name(), configs);
            if (!validateOnly) {
                catalog().configure(topic.name(), configs, broker.nowMs());
            }
        })));
        return AdminResults.alterConfigs(results);
    }

    private void apply(AlterConfigOp op, Topic topic, Map<String, String> configs) {
        String name = op.configEntry().name();
        String value = op.configEntry().value();
        switch (op.opType()) {
            case SET -> configs.put(name, value);
            case DELETE -> configs.remove(name);
            case APPEND, SUBTRACT -> {
                ConfigDef.ConfigKey key = TopicConfigs.key(name);
                if (key == null || key.type != ConfigDef.Type.LIST) {
                    throw new InvalidConfigurationException("The setting '" + name + "' of topic '" + topic.name()
                            + "' is no list, so there is nothing to " + op.opType() + ": use SET");
                }
                String now =
                        TopicConfigs.effective(topic.name(), configs, config).getOrDefault(name, "");
                List<String> elements = new ArrayList<>(Arrays.asList(now.isEmpty() ? new String[0] : now.split(",")));
                List<String> given = Arrays.asList(value.split(","));
                elements.removeAll(given);
                if (op.opType() == AlterConfigOp.OpType.APPEND) {
                    elements.addAll(given);
                }
                configs.put(name, String.join(",", elements));
            }
        }
    }

    private Topic topicOf(ConfigResource resource) {
        if (resource.type() != ConfigResource.Type.TOPIC) {
            throw new InvalidRequestException(
                    "Only topics have settings that can be asked for and changed here, not " + resource);
        }
        return catalog().existing(resource.name());
    }

    DeleteRecordsResult deleteRecords(Map<TopicPartition, RecordsToDelete> records) {
        Map<TopicPartition, KafkaFuture<DeletedRecords>> results = new LinkedHashMap<>();
        records.forEach((partition, which) -> results.put(partition, AdminResults.future(() -> {
            PartitionLog log = catalog().existingLog(partition);
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
}
