package dev.millrace.broker;

import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.*;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.apache.kafka.common.quota.ClientQuotaAlteration;
import org.apache.kafka.common.quota.ClientQuotaFilter;

/**
 * Kafka's {@code Admin} for a broker in the same process. A call is done when it returns: the futures in the results
 * are complete. What has no meaning here fails with a text that says why ({@link UnsupportedAdmin}).
 *
 * <p>Thread-safe.
 */
final class LocalAdmin extends UnsupportedAdmin {

    private final LocalBroker broker;
    private final TopicAdmin topics;
    private final ConfigAdmin configs;
    private final RecordAdmin records;
    private final GroupAdmin groups;
    private final TransactionAdmin transactions;
    private final QuotaAdmin quotas;
    private volatile boolean closed;

    LocalAdmin(LocalBroker broker, BrokerConfig config) {
        this.broker = broker;
        this.topics = new TopicAdmin(broker, config);
        this.configs = new ConfigAdmin(broker, config);
        this.records = new RecordAdmin(broker, config);
        this.groups = new GroupAdmin(broker);
        this.transactions = new TransactionAdmin(broker);
        this.quotas = new QuotaAdmin(broker);
    }

    private LocalBroker open() {
        if (closed) {
            throw new IllegalStateException("The admin client is closed");
        }
        broker.ensureOpen();
        return broker;
    }

    @Override
    public CreateTopicsResult createTopics(Collection<NewTopic> newTopics, CreateTopicsOptions options) {
        open();
        return topics.create(newTopics, options.shouldValidateOnly());
    }

    @Override
    public DeleteTopicsResult deleteTopics(TopicCollection which, DeleteTopicsOptions options) {
        open();
        return topics.delete(which);
    }

    @Override
    public ListTopicsResult listTopics(ListTopicsOptions options) {
        open();
        return topics.list(options.shouldListInternal());
    }

    @Override
    public DescribeTopicsResult describeTopics(TopicCollection which, DescribeTopicsOptions options) {
        open();
        return topics.describe(which);
    }

    @Override
    public CreatePartitionsResult createPartitions(
            Map<String, NewPartitions> newPartitions, CreatePartitionsOptions options) {
        open();
        return topics.grow(newPartitions, options.validateOnly());
    }

    @Override
    public DescribeConfigsResult describeConfigs(Collection<ConfigResource> resources, DescribeConfigsOptions options) {
        open();
        return configs.describe(resources, options);
    }

    @Override
    public AlterConfigsResult incrementalAlterConfigs(
            Map<ConfigResource, Collection<AlterConfigOp>> changes, AlterConfigsOptions options) {
        open();
        return configs.alter(changes, options.shouldValidateOnly());
    }

    @Override
    public ListConfigResourcesResult listConfigResources(
            Set<ConfigResource.Type> types, ListConfigResourcesOptions options) {
        open();
        return configs.list(types);
    }

    @Override
    public DeleteRecordsResult deleteRecords(Map<TopicPartition, RecordsToDelete> which, DeleteRecordsOptions options) {
        open();
        return records.delete(which);
    }

    @Override
    public ListOffsetsResult listOffsets(Map<TopicPartition, OffsetSpec> specs, ListOffsetsOptions options) {
        open();
        return records.listOffsets(specs, options.isolationLevel());
    }

    @Override
    public DescribeLogDirsResult describeLogDirs(Collection<Integer> nodes, DescribeLogDirsOptions options) {
        open();
        return records.describeLogDirs(nodes);
    }

    @Override
    public DescribeClusterResult describeCluster(DescribeClusterOptions options) {
        open();
        return AdminResults.describeCluster(TopicCatalog.NODE, TopicCatalog.CLUSTER_ID);
    }

    @Override
    public ListGroupsResult listGroups(ListGroupsOptions options) {
        open();
        return groups.list(options);
    }

    @Override
    @Deprecated
    @SuppressWarnings({"deprecation", "removal"})
    public ListConsumerGroupsResult listConsumerGroups(ListConsumerGroupsOptions options) {
        open();
        return groups.listConsumerGroups(options);
    }

    @Override
    public DescribeConsumerGroupsResult describeConsumerGroups(
            Collection<String> groupIds, DescribeConsumerGroupsOptions options) {
        open();
        return groups.describe(groupIds);
    }

    @Override
    public DescribeClassicGroupsResult describeClassicGroups(
            Collection<String> groupIds, DescribeClassicGroupsOptions options) {
        open();
        return groups.describeClassic(groupIds);
    }

    @Override
    public ListConsumerGroupOffsetsResult listConsumerGroupOffsets(
            Map<String, ListConsumerGroupOffsetsSpec> specs, ListConsumerGroupOffsetsOptions options) {
        open();
        return groups.listOffsets(specs, options.requireStable());
    }

    @Override
    public AlterConsumerGroupOffsetsResult alterConsumerGroupOffsets(
            String groupId, Map<TopicPartition, OffsetAndMetadata> offsets, AlterConsumerGroupOffsetsOptions options) {
        open();
        return groups.alterOffsets(groupId, offsets);
    }

    @Override
    public DeleteConsumerGroupOffsetsResult deleteConsumerGroupOffsets(
            String groupId, Set<TopicPartition> partitions, DeleteConsumerGroupOffsetsOptions options) {
        open();
        return groups.deleteOffsets(groupId, partitions);
    }

    @Override
    public DeleteConsumerGroupsResult deleteConsumerGroups(
            Collection<String> groupIds, DeleteConsumerGroupsOptions options) {
        open();
        return groups.delete(groupIds);
    }

    @Override
    public RemoveMembersFromConsumerGroupResult removeMembersFromConsumerGroup(
            String groupId, RemoveMembersFromConsumerGroupOptions options) {
        open();
        return groups.removeMembers(groupId, options);
    }

    @Override
    public DescribeTransactionsResult describeTransactions(
            Collection<String> transactionalIds, DescribeTransactionsOptions options) {
        open();
        return transactions.describe(transactionalIds);
    }

    @Override
    public ListTransactionsResult listTransactions(ListTransactionsOptions options) {
        open();
        return transactions.list(options);
    }

    @Override
    public DescribeProducersResult describeProducers(
            Collection<TopicPartition> partitions, DescribeProducersOptions options) {
        open();
        return transactions.describeProducers(partitions);
    }

    @Override
    public FenceProducersResult fenceProducers(Collection<String> transactionalIds, FenceProducersOptions options) {
        open();
        return transactions.fence(transactionalIds);
    }

    @Override
    public TerminateTransactionResult forceTerminateTransaction(
            String transactionalId, TerminateTransactionOptions options) {
        open();
        return transactions.terminate(transactionalId);
    }

    @Override
    public AbortTransactionResult abortTransaction(AbortTransactionSpec spec, AbortTransactionOptions options) {
        open();
        return transactions.abort(spec);
    }

    @Override
    public DescribeClientQuotasResult describeClientQuotas(
            ClientQuotaFilter filter, DescribeClientQuotasOptions options) {
        open();
        return quotas.describe(filter);
    }

    @Override
    public AlterClientQuotasResult alterClientQuotas(
            Collection<ClientQuotaAlteration> alterations, AlterClientQuotasOptions options) {
        open();
        return quotas.alter(alterations, options.validateOnly());
    }

    /** No metrics: the broker is in this process, and its log tells more. */
    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return Map.of();
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {}

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {}

    /** Telemetry has nobody to go to. */
    @Override
    public Uuid clientInstanceId(Duration timeout) {
        throw new IllegalStateException("Telemetry is not enabled: an in-process broker collects none");
    }

    /** There is nothing to wait for: what was asked has been answered. The broker stays open. */
    @Override
    public void close(Duration timeout) {
        closed = true;
    }
}
