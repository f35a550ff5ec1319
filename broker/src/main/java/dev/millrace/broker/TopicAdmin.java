package dev.millrace.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.CreatePartitionsResult;
import org.apache.kafka.clients.admin.CreateTopicsResult;
import org.apache.kafka.clients.admin.CreateTopicsResult.TopicMetadataAndConfig;
import org.apache.kafka.clients.admin.DeleteTopicsResult;
import org.apache.kafka.clients.admin.DescribeTopicsResult;
import org.apache.kafka.clients.admin.ListTopicsResult;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.admin.TopicListing;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicCollection.TopicIdCollection;
import org.apache.kafka.common.TopicCollection.TopicNameCollection;
import org.apache.kafka.common.TopicPartitionInfo;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TopicDeletionDisabledException;
import org.apache.kafka.common.errors.UnknownTopicIdException;
import org.jspecify.annotations.Nullable;

/** The part of {@code Admin} that is about topics. Thread-safe. */
final class TopicAdmin {

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
            created.computeIfAbsent(topic.name(), name -> AdminResults.future(() -> create(topic, validateOnly)));
        }
        return AdminResults.createTopics(created);
    }

    private TopicMetadataAndConfig create(NewTopic asked, boolean validateOnly) {
        Map<String, String> configs = asked.configs() == null ? Map.of() : asked.configs();
        int partitions = asked.numPartitions();
        Map<Integer, List<Integer>> replicas = asked.replicasAssignments();
        if (replicas != null) {
            partitions = replicas.size();
            for (int p = 0; p < partitions; p++) {
                ensureOurs(asked.name(), p, replicas.get(p));
            }
        } else {
            ensureOneReplica(asked.name(), asked.replicationFactor());
            partitions = partitions == -1 ? config.defaultPartitions() : partitions;
        }
        Uuid id = Uuid.ZERO_UUID;
        if (validateOnly) {
            catalog().ensureCreatable(asked.name(), partitions, configs);
        } else {
            id = catalog()
                    .create(asked.name(), partitions, configs, broker.nowMs())
                    .id();
        }
        return new TopicMetadataAndConfig(id, partitions, 1, new Config(TopicConfigs.describe(configs, config)));
    }

    private void ensureOneReplica(String topic, short factor) {
        if (factor == -1 || factor == 1 || (factor > 1 && config.clampReplicationFactor())) {
            return;
        }
        throw new InvalidReplicationFactorException("Topic '" + topic + "' cannot have the replication factor " + factor
                + ": there is one node. Ask for 1, or for -1 (the default); or set "
                + BrokerConfig.CLAMP_REPLICATION_FACTOR + "=true for the broker, which then takes more for 1");
    }

    private void ensureOurs(String topic, int partition, @Nullable List<Integer> nodes) {
        boolean ours = nodes != null && nodes.equals(List.of(TopicCatalog.NODE.id()));
        if (!ours && !config.clampReplicationFactor()) {
            throw new InvalidReplicaAssignmentException("Partition " + partition + " of topic '" + topic
                    + "' is assigned to " + nodes + "; the only node is " + TopicCatalog.NODE.id());
        }
    }

    DeleteTopicsResult delete(TopicCollection which) {
        Function<String, KafkaFuture<Void>> delete = name -> AdminResults.done(() -> {
            if (!config.deleteTopics()) {
                throw new TopicDeletionDisabledException(
                        "Topics of this broker cannot be deleted: " + BrokerSettings.DELETE_TOPIC + " is false");
            }
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
        return new TopicDescription(topic.name(), topic.isInternal(), partitions, Set.of(), topic.id());
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
            ensureOurs(name, partitions);
            if (!validateOnly) {
                catalog().grow(name, partitions.totalCount(), broker.nowMs());
            }
        })));
        return AdminResults.createPartitions(results);
    }

    private void ensureOurs(String topic, NewPartitions partitions) {
        List<List<Integer>> assignments = partitions.assignments();
        if (assignments == null) {
            return;
        }
        int present = catalog().existing(topic).partitionCount();
        int added = partitions.totalCount() - present;
        if (assignments.size() != added) {
            throw new InvalidReplicaAssignmentException("Topic '" + topic + "' gets " + added
                    + " more partitions, but nodes are given for " + assignments.size());
        }
        for (int i = 0; i < added; i++) {
            ensureOurs(topic, present + i, assignments.get(i));
        }
    }
}
