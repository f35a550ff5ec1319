package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.storage.MemoryStorage;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.MemberToRemove;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.admin.RemoveMembersFromConsumerGroupOptions;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.GroupState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclBindingFilter;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.GroupNotEmptyException;
import org.apache.kafka.common.errors.GroupSubscribedToTopicException;
import org.apache.kafka.common.errors.InvalidConfigurationException;
import org.apache.kafka.common.errors.InvalidPartitionsException;
import org.apache.kafka.common.errors.InvalidReplicaAssignmentException;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.PolicyViolationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.errors.UnsupportedVersionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalAdminTest {

    private static final TopicPartition WORDS = new TopicPartition("words", 0);

    private LocalBroker broker;
    private Admin admin;

    @BeforeEach
    void open() {
        broker = LocalBroker.inMemory(new MovedClock());
        admin = broker.admin();
    }

    @AfterEach
    void close() {
        admin.close();
        broker.close();
    }

    private static <T> T get(KafkaFuture<T> future) throws Exception {
        assertThat(future.isDone()).isTrue();
        return future.get();
    }

    private void create(String name, int partitions) throws Exception {
        get(admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                .all());
    }

    private void send(String topic, String... values) {
        try (Producer<String, String> producer = Clients.producer(broker)) {
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, 0, "k", value));
            }
        }
    }

    @Test
    void aClosedClientTakesNothingMoreAndLeavesTheBrokerOpen() {
        admin.close();
        admin.close();
        assertThatThrownBy(() -> admin.listTopics())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("The admin client is closed");
        try (Admin another = broker.admin()) {
            assertThat(another.listTopics().names().isDone()).isTrue();
        }
    }

    @Test
    void aTopicIsCreatedOnceWithItsPartitionsAndSettings() throws Exception {
        var created = admin.createTopics(List.of(
                new NewTopic("words", Optional.of(3), Optional.empty()).configs(Map.of("retention.ms", "5000"))));
        assertThat(get(created.numPartitions("words"))).isEqualTo(3);
        assertThat(get(created.config("words")).get("retention.ms").value()).isEqualTo("5000");

        var description =
                get(admin.describeTopics(List.of("words")).allTopicNames()).get("words");
        assertThat(description.partitions()).hasSize(3);
        assertThat(description.topicId()).isEqualTo(get(created.topicId("words")));
        assertThatThrownBy(() -> create("words", 1)).hasCauseInstanceOf(TopicExistsException.class);
    }

    @Test
    void whatIsOnlyValidatedIsNotCreated() throws Exception {
        get(admin.createTopics(
                        List.of(new NewTopic("words", 1, (short) 1)), new CreateTopicsOptions().validateOnly(true))
                .all());
        assertThat(get(admin.listTopics().names())).isEmpty();
    }

    @Test
    void aBadNameNumberOrSettingIsRefusedWithTheReason() {
        assertThatThrownBy(() -> create("a b", 1))
                .hasCauseInstanceOf(InvalidTopicException.class)
                .hasMessageContaining("' '");
        assertThatThrownBy(() -> create("words", 0)).hasCauseInstanceOf(InvalidPartitionsException.class);
        NewTopic unknown = new NewTopic("words", 1, (short) 1).configs(Map.of("retention.msec", "1"));
        assertThatThrownBy(() -> get(admin.createTopics(List.of(unknown)).all()))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("retention.msec")
                .hasMessageContaining("retention.ms");
        NewTopic wrong = new NewTopic("words", 1, (short) 1).configs(Map.of("cleanup.policy", "shrink"));
        assertThatThrownBy(() -> get(admin.createTopics(List.of(wrong)).all()))
                .hasCauseInstanceOf(InvalidConfigurationException.class)
                .hasMessageContaining("cleanup.policy")
                .hasMessageContaining("shrink")
                .hasMessageContaining("compact");
    }

    @Test
    void theBrokersOwnTopicsAreListedOnRequestAndCannotBeDeleted() throws Exception {
        create("words", 1);
        assertThat(get(admin.listTopics().names())).containsExactly("words");
        assertThat(get(admin.listTopics(new ListTopicsOptions().listInternal(true))
                        .names()))
                .containsExactlyInAnyOrder("words", "__consumer_offsets", "__transaction_state");
        assertThatThrownBy(() ->
                        get(admin.deleteTopics(List.of("__consumer_offsets")).all()))
                .hasCauseInstanceOf(InvalidTopicException.class);
    }

    @Test
    void aDeletedTopicIsGoneWithItsRecordsAndOffsets() throws Exception {
        create("words", 1);
        send("words", "1");
        get(admin.alterConsumerGroupOffsets("g", Map.of(WORDS, new OffsetAndMetadata(1)))
                .all());
        get(admin.deleteTopics(List.of("words")).all());
        assertThat(get(admin.listTopics().names())).isEmpty();
        assertThat(get(admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata()))
                .isEmpty();
        assertThatThrownBy(() -> get(admin.describeTopics(List.of("words")).allTopicNames()))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
        create("words", 1);
        assertThat(Clients.contents(broker, "words")).isEmpty();
    }

    @Test
    void aTopicGetsMorePartitionsButNeverFewer() throws Exception {
        create("words", 1);
        get(admin.createPartitions(Map.of("words", NewPartitions.increaseTo(3))).all());
        assertThat(get(admin.describeTopics(List.of("words")).allTopicNames())
                        .get("words")
                        .partitions())
                .hasSize(3);
        assertThatThrownBy(() -> get(admin.createPartitions(Map.of("words", NewPartitions.increaseTo(2)))
                        .all()))
                .hasCauseInstanceOf(InvalidPartitionsException.class);
    }

    @Test
    void settingsAreChangedOneByOneAndListsByElement() throws Exception {
        create("words", 1);
        ConfigResource words = new ConfigResource(ConfigResource.Type.TOPIC, "words");
        get(admin.incrementalAlterConfigs(Map.of(
                        words,
                        List.of(
                                new AlterConfigOp(
                                        new ConfigEntry("max.message.bytes", "500"), AlterConfigOp.OpType.SET),
                                new AlterConfigOp(
                                        new ConfigEntry("cleanup.policy", "compact"), AlterConfigOp.OpType.APPEND))))
                .all());
        var config = get(admin.describeConfigs(List.of(words)).all()).get(words);
        assertThat(config.get("max.message.bytes").value()).isEqualTo("500");
        assertThat(config.get("max.message.bytes").source()).isEqualTo(ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG);
        assertThat(config.get("cleanup.policy").value()).isEqualTo("delete,compact");
        assertThat(config.get("segment.bytes").isDefault()).isTrue();
        assertThat(broker.catalog().existingLog(WORDS).config().maxMessageBytes())
                .isEqualTo(500);

        get(admin.incrementalAlterConfigs(Map.of(
                        words,
                        List.of(new AlterConfigOp(
                                new ConfigEntry("max.message.bytes", ""), AlterConfigOp.OpType.DELETE))))
                .all());
        assertThat(broker.catalog().existingLog(WORDS).config().maxMessageBytes())
                .isGreaterThan(500);
    }

    @Test
    void offsetsAreFoundByEndAndTimeAndMoveWithDeletedRecords() throws Exception {
        create("words", 1);
        try (Producer<String, String> producer = Clients.producer(broker)) {
            producer.send(new ProducerRecord<>("words", 0, 100L, "k", "1"));
            producer.send(new ProducerRecord<>("words", 0, 200L, "k", "2"));
            producer.send(new ProducerRecord<>("words", 0, 300L, "k", "3"));
        }
        assertThat(offset(OffsetSpec.earliest())).isEqualTo(0);
        assertThat(offset(OffsetSpec.latest())).isEqualTo(3);
        assertThat(offset(OffsetSpec.forTimestamp(150))).isEqualTo(1);
        assertThat(offset(OffsetSpec.forTimestamp(400))).isEqualTo(-1);

        var deleted = admin.deleteRecords(Map.of(WORDS, RecordsToDelete.beforeOffset(2)));
        assertThat(get(deleted.lowWatermarks().get(WORDS)).lowWatermark()).isEqualTo(2);
        assertThat(offset(OffsetSpec.earliest())).isEqualTo(2);
        assertThat(Clients.contents(broker, "words")).containsExactly("k=3");
    }

    private long offset(OffsetSpec spec) throws Exception {
        return get(admin.listOffsets(Map.of(WORDS, spec)).partitionResult(WORDS))
                .offset();
    }

    @Test
    void theClusterIsOneNode() throws Exception {
        var cluster = admin.describeCluster();
        assertThat(get(cluster.nodes())).containsExactly(get(cluster.controller()));
        assertThat(get(cluster.clusterId())).isNotEmpty();
    }

    @Test
    void groupsAreListedDescribedAndDeletedOnceTheyAreEmpty() throws Exception {
        create("words", 2);
        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g", "client.id", "c");
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        consumer.commitSync(Map.of(WORDS, new OffsetAndMetadata(7, "note")));

        assertThat(get(admin.listGroups(ListGroupsOptions.forConsumerGroups()).all()))
                .singleElement()
                .satisfies(group -> assertThat(group.groupId()).isEqualTo("g"));
        var described = get(admin.describeConsumerGroups(List.of("g")).all()).get("g");
        assertThat(described.groupState()).isEqualTo(GroupState.STABLE);
        assertThat(described.members())
                .singleElement()
                .satisfies(member ->
                        assertThat(member.assignment().topicPartitions()).hasSize(2));
        assertThatThrownBy(() -> get(admin.deleteConsumerGroups(List.of("g")).all()))
                .hasCauseInstanceOf(GroupNotEmptyException.class);

        get(admin.removeMembersFromConsumerGroup("g", new RemoveMembersFromConsumerGroupOptions())
                .all());
        consumer.close();
        assertThat(get(admin.describeConsumerGroups(List.of("g")).all())
                        .get("g")
                        .groupState())
                .isEqualTo(GroupState.EMPTY);
        get(admin.deleteConsumerGroups(List.of("g")).all());
        assertThatThrownBy(() -> get(admin.describeConsumerGroups(List.of("g")).all()))
                .hasCauseInstanceOf(GroupIdNotFoundException.class);
    }

    @Test
    @SuppressWarnings({"deprecation", "removal"})
    void offsetsOfAGroupAreReadChangedAndDeleted() throws Exception {
        create("words", 1);
        get(admin.alterConsumerGroupOffsets("g", Map.of(WORDS, new OffsetAndMetadata(3)))
                .all());
        assertThat(get(admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata()))
                .containsEntry(WORDS, new OffsetAndMetadata(3));
        assertThat(get(admin.listConsumerGroups().all())).hasSize(1);
        get(admin.deleteConsumerGroupOffsets("g", Set.of(WORDS)).partitionResult(WORDS));
        assertThat(get(admin.listConsumerGroupOffsets("g").partitionsToOffsetAndMetadata()))
                .isEmpty();
    }

    @Test
    void transactionsAreListedDescribedAndTheirProducersFenced() throws Exception {
        create("words", 1);
        Producer<String, String> producer = Clients.transactional(broker, "tx");
        producer.initTransactions();
        producer.beginTransaction();
        producer.send(new ProducerRecord<>("words", "k", "1"));
        producer.flush();

        assertThat(get(admin.listTransactions().all()))
                .singleElement()
                .satisfies(listing -> assertThat(listing.state()).isEqualTo(TransactionState.ONGOING));
        assertThat(get(admin.describeTransactions(List.of("tx")).all())
                        .get("tx")
                        .topicPartitions())
                .containsExactly(WORDS);
        assertThat(get(admin.describeProducers(List.of(WORDS)).all()).get(WORDS).activeProducers())
                .singleElement()
                .satisfies(state ->
                        assertThat(state.currentTransactionStartOffset()).hasValue(0));

        get(admin.forceTerminateTransaction("tx").result());
        assertThatThrownBy(producer::commitTransaction).isInstanceOf(ProducerFencedException.class);
        assertThat(get(admin.fenceProducers(List.of("tx")).producerId("tx"))).isNotNegative();
    }

    @Test
    void moreReplicasThanNodesAreRefusedUnlessTheBrokerTakesThemForOne() throws Exception {
        get(admin.createTopics(List.of(new NewTopic("clamped", 1, (short) 3))).all());
        BrokerConfig strict = BrokerConfig.of(Map.of("log.flush", "os"));
        try (LocalBroker other = LocalBroker.open(new MemoryStorage(), strict, new MovedClock(), false)) {
            assertThatThrownBy(() -> get(other.admin()
                            .createTopics(List.of(new NewTopic("words", 1, (short) 3)))
                            .all()))
                    .hasCauseInstanceOf(InvalidReplicationFactorException.class)
                    .hasMessageContaining("replication.factor.clamp=true");
            assertThatThrownBy(() -> get(other.admin()
                            .createTopics(List.of(new NewTopic("words", Map.of(0, List.of(0, 1)))))
                            .all()))
                    .hasCauseInstanceOf(InvalidReplicaAssignmentException.class);
        }
    }

    @Test
    void aSettingTellsWhereItsValueComesFromAndWhatItMeans() throws Exception {
        BrokerConfig set = BrokerConfig.of(Map.of("log.flush", "os", "log.retention.ms", 7_000));
        try (LocalBroker other = LocalBroker.open(new MemoryStorage(), set, new MovedClock(), false)) {
            Admin asking = other.admin();
            get(asking.createTopics(
                            List.of(new NewTopic("words", 1, (short) 1).configs(Map.of("retention.ms", "5000"))))
                    .all());
            ConfigResource words = new ConfigResource(ConfigResource.Type.TOPIC, "words");
            ConfigResource node = new ConfigResource(ConfigResource.Type.BROKER, "0");
            var options = new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
            var described =
                    get(asking.describeConfigs(List.of(words, node), options).all());

            ConfigEntry retention = described.get(words).get("retention.ms");
            assertThat(retention.value()).isEqualTo("5000");
            assertThat(retention.documentation()).contains("-1: any age");
            assertThat(retention.synonyms())
                    .extracting(each -> each.source() + " " + each.name() + "=" + each.value())
                    .containsExactly(
                            "DYNAMIC_TOPIC_CONFIG retention.ms=5000",
                            "STATIC_BROKER_CONFIG log.retention.ms=7000",
                            "DEFAULT_CONFIG log.retention.ms=-1");
            assertThat(described.get(node).get("log.retention.ms").source())
                    .isEqualTo(ConfigEntry.ConfigSource.STATIC_BROKER_CONFIG);
            assertThat(described.get(node).entries()).allMatch(ConfigEntry::isReadOnly);
            assertThat(get(asking.listConfigResources().all())).contains(words, node);
        }
    }

    @Test
    void aLogDirectoryTellsTheSizeOfEachPartition() throws Exception {
        create("words", 2);
        send("words", "some bytes");
        var replicas = get(admin.describeLogDirs(List.of(0)).descriptions().get(0))
                .values()
                .iterator()
                .next()
                .replicaInfos();
        assertThat(replicas.get(WORDS).size())
                .isEqualTo(broker.catalog().existingLog(WORDS).sizeBytes())
                .isPositive();
        assertThat(replicas.get(new TopicPartition("words", 1)).size()).isZero();
    }

    @Test
    void eachPartitionAndMemberHasItsOwnOutcome() throws Exception {
        create("words", 1);
        create("other", 1);
        TopicPartition other = new TopicPartition("other", 0);
        TopicPartition missing = new TopicPartition("missing", 0);
        var altered = admin.alterConsumerGroupOffsets(
                "g",
                Map.of(
                        WORDS, new OffsetAndMetadata(1),
                        other, new OffsetAndMetadata(2),
                        missing, new OffsetAndMetadata(3)));
        get(altered.partitionResult(WORDS));
        assertThatThrownBy(() -> get(altered.partitionResult(missing)))
                .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);

        Consumer<String, String> consumer = Clients.consumer(broker, "group.id", "g", "group.instance.id", "one");
        consumer.subscribe(List.of("words"));
        consumer.poll(Duration.ZERO);
        var deleted = admin.deleteConsumerGroupOffsets("g", Set.of(WORDS, other));
        get(deleted.partitionResult(other));
        assertThatThrownBy(() -> get(deleted.partitionResult(WORDS)))
                .hasCauseInstanceOf(GroupSubscribedToTopicException.class);
        assertThat(get(admin.describeClassicGroups(List.of("g")).all()).get("g").members())
                .hasSize(1);

        MemberToRemove one = new MemberToRemove("one");
        MemberToRemove two = new MemberToRemove("two");
        var removed =
                admin.removeMembersFromConsumerGroup("g", new RemoveMembersFromConsumerGroupOptions(List.of(one, two)));
        get(removed.memberResult(one));
        assertThatThrownBy(() -> get(removed.memberResult(two))).hasCauseInstanceOf(UnknownMemberIdException.class);
    }

    @Test
    void recordsOfACompactedTopicAreNotDeletedByOffset() throws Exception {
        get(admin.createTopics(
                        List.of(new NewTopic("words", 1, (short) 1).configs(Map.of("cleanup.policy", "compact"))))
                .all());
        assertThatThrownBy(() -> get(admin.deleteRecords(Map.of(WORDS, RecordsToDelete.beforeOffset(0)))
                        .all()))
                .hasCauseInstanceOf(PolicyViolationException.class)
                .hasMessageContaining("cleanup.policy");
    }

    @Test
    void whatOneMachineHasNotSaysSo() {
        assertThatThrownBy(() -> admin.describeAcls(AclBindingFilter.ANY))
                .isInstanceOf(UnsupportedVersionException.class)
                .hasMessageContaining("describeAcls");
    }
}
