package dev.millrace.conformance.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.AlterConfigOp.OpType;
import org.apache.kafka.clients.admin.AlterConfigsOptions;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.CreatePartitionsOptions;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.TopicCollection;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;

/** What a user of {@code Admin} sees of topics and settings. */
final class TopicScenarios {

    private TopicScenarios() {}

    private static Object create(Trial trial, NewTopic topic, boolean validateOnly) throws Exception {
        var created = trial.admin.createTopics(List.of(topic), new CreateTopicsOptions().validateOnly(validateOnly));
        created.all().get();
        return created.numPartitions(topic.name()).get() + " x "
                + created.replicationFactor(topic.name()).get();
    }

    private static String error(String name) {
        return "ExecutionException of " + name + "Exception";
    }

    private static int node(Trial trial) throws Exception {
        return trial.admin.describeCluster().controller().get().id();
    }

    static void topicsAreCreatedGrownAndDeleted(Trial trial) throws Exception {
        String topic = trial.own("t");
        NewTopic defaults = new NewTopic(topic, Optional.empty(), Optional.empty());
        trial.seen.call("validated", () -> create(trial, defaults, true));
        trial.seen.note("listed", trial.admin.listTopics().names().get().contains(topic));
        trial.seen.call("created", () -> create(trial, defaults, false));
        trial.seen.call("again", () -> create(trial, defaults, false));
        trial.seen.call("again, validated", () -> create(trial, defaults, true));
        trial.seen.call("twice in one call", () -> {
            String twice = trial.own("twice");
            return trial.admin
                    .createTopics(List.of(new NewTopic(twice, 1, (short) 1), new NewTopic(twice, 2, (short) 1)))
                    .numPartitions(twice)
                    .get();
        });
        int node = node(trial);
        trial.seen.call(
                "given nodes",
                () -> create(
                        trial, new NewTopic(trial.own("given"), Map.of(0, List.of(node), 1, List.of(node))), false));
        trial.seen.call(
                "given a node that is not there",
                () -> create(trial, new NewTopic(trial.own("none"), Map.of(0, List.of(node + 7))), false));

        grow(trial, topic, NewPartitions.increaseTo(1), false);
        grow(trial, topic, NewPartitions.increaseTo(0), false);
        grow(trial, topic, NewPartitions.increaseTo(3), true);
        grow(trial, topic, NewPartitions.increaseTo(3), false);
        grow(trial, topic, NewPartitions.increaseTo(2), false);
        grow(trial, topic, NewPartitions.increaseTo(4, List.of(List.of(node))), false);
        grow(trial, topic, NewPartitions.increaseTo(6, List.of(List.of(node))), false);
        grow(trial, topic, NewPartitions.increaseTo(5, List.of(List.of(node + 7))), false);
        grow(trial, trial.own("missing"), NewPartitions.increaseTo(5), false);
        trial.seen.eventually("partitions", 4, () -> partitions(trial, topic));

        Uuid id = trial.admin
                .describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get()
                .topicId();
        trial.seen.call(
                "by id",
                () -> trial.admin
                        .describeTopics(TopicCollection.ofTopicIds(List.of(id)))
                        .topicIdValues()
                        .get(id)
                        .get()
                        .name());
        trial.seen.call(
                "deleted", () -> trial.admin.deleteTopics(List.of(topic)).all().get());
        trial.seen.call(
                "deleted again",
                () -> trial.admin.deleteTopics(List.of(topic)).all().get());
        trial.seen.eventually("described", error("UnknownTopicOrPartition"), () -> partitions(trial, topic));
        trial.seen.call(
                "deleted by id",
                () -> trial.admin
                        .deleteTopics(TopicCollection.ofTopicIds(List.of(id)))
                        .all()
                        .get());
        trial.seen.eventually(
                "described by id",
                error("UnknownTopicId"),
                () -> trial.admin
                        .describeTopics(TopicCollection.ofTopicIds(List.of(id)))
                        .allTopicIds()
                        .get());
    }

    private static Object partitions(Trial trial, String topic) throws Exception {
        return trial.admin
                .describeTopics(List.of(topic))
                .topicNameValues()
                .get(topic)
                .get()
                .partitions()
                .size();
    }

    private static void grow(Trial trial, String topic, NewPartitions to, boolean validateOnly) {
        trial.seen.call(
                "to " + to.totalCount() + (validateOnly ? ", validated" : ""),
                () -> trial.admin
                        .createPartitions(Map.of(topic, to), new CreatePartitionsOptions().validateOnly(validateOnly))
                        .all()
                        .get());
    }

    static void badNamesAndNumbersAreRefused(Trial trial) {
        for (String name : List.of("", " ", ".", "..", "a b", "ä", "x".repeat(250), "a/b")) {
            trial.seen.call("'" + name + "'", () -> create(trial, new NewTopic(name, 1, (short) 1), true));
        }
        for (int partitions : new int[] {0, -2, -1}) {
            trial.seen.call(
                    partitions + " partitions",
                    () -> create(trial, new NewTopic(trial.own("p"), partitions, (short) 1), true));
        }
        for (short factor : new short[] {0, -2, -1, 1, 2}) {
            trial.seen.call(
                    "replication factor " + factor, () -> create(trial, new NewTopic(trial.own("f"), 1, factor), true));
        }
    }

    /** Value after value; a segment may be small here, and only here. */
    private static final Map<String, List<String>> VALUES = new TreeMap<>(Map.ofEntries(
            Map.entry("cleanup.policy", List.of("delete", "compact", "compact,delete", "shrink", "", "delete,delete")),
            Map.entry("retention.ms", List.of("-1", "0", "-2", "x", "9223372036854775807", "9223372036854775808")),
            Map.entry("retention.bytes", List.of("-1", "0", "-2", "1.5")),
            Map.entry("file.delete.delay.ms", List.of("0", "-1")),
            Map.entry("min.cleanable.dirty.ratio", List.of("0", "1", "0.5", "1.1", "-0.1", "x")),
            Map.entry("delete.retention.ms", List.of("0", "-1")),
            Map.entry("min.compaction.lag.ms", List.of("0", "-1")),
            Map.entry("max.compaction.lag.ms", List.of("0", "1")),
            Map.entry("max.message.bytes", List.of("0", "-1", "2147483647", "2147483648")),
            Map.entry(
                    "message.timestamp.type", List.of("CreateTime", "LogAppendTime", "NoTimestampType", "createtime")),
            Map.entry("message.timestamp.before.max.ms", List.of("0", "-1")),
            Map.entry("message.timestamp.after.max.ms", List.of("0", "-1")),
            Map.entry("compression.type", List.of("producer", "zstd", "none", "uncompressed", "brotli")),
            Map.entry("compression.gzip.level", List.of("-1", "0", "1", "9", "10")),
            Map.entry("compression.lz4.level", List.of("0", "1", "17", "18")),
            Map.entry("compression.zstd.level", List.of("-131072", "-131073", "22", "23")),
            Map.entry("segment.bytes", List.of("1073741824", "13", "-1")),
            Map.entry("segment.ms", List.of("1", "0")),
            Map.entry("segment.jitter.ms", List.of("0", "-1")),
            Map.entry("segment.index.bytes", List.of("4", "3")),
            Map.entry("index.interval.bytes", List.of("0", "-1")),
            Map.entry("preallocate", List.of("true", "false", "yes", "TRUE")),
            Map.entry("flush.messages", List.of("1", "0")),
            Map.entry("flush.ms", List.of("0", "-1")),
            Map.entry("min.insync.replicas", List.of("1", "0", "3")),
            Map.entry("unclean.leader.election.enable", List.of("true", "no")),
            Map.entry("leader.replication.throttled.replicas", List.of("*", "0:1,1:1", "", "all", "0:x")),
            Map.entry("remote.storage.enable", List.of("false", "true")),
            Map.entry("local.retention.ms", List.of("-2", "-1", "-3")),
            Map.entry("local.retention.bytes", List.of("-2", "-1", "-3")),
            Map.entry("retention.msec", List.of("1")),
            Map.entry("", List.of("1"))));

    static void everyValueOfASettingIsTakenOrRefused(Trial trial) {
        VALUES.forEach((name, values) -> values.forEach(value -> verdict(trial, Map.of(name, value))));
        verdict(trial, Map.of("min.compaction.lag.ms", "10", "max.compaction.lag.ms", "5"));
        verdict(trial, Map.of("local.retention.ms", "10", "retention.ms", "5"));
        verdict(trial, Map.of("local.retention.bytes", "10", "retention.bytes", "5"));
    }

    private static void verdict(Trial trial, Map<String, String> configs) {
        NewTopic topic = new NewTopic(trial.own("c"), 1, (short) 1).configs(configs);
        trial.seen.call(new TreeMap<>(configs).toString(), () -> create(trial, topic, true));
    }

    private static AlterConfigOp op(OpType type, String name, String value) {
        return new AlterConfigOp(new ConfigEntry(name, value), type);
    }

    static void settingsAreAlteredOneByOne(Trial trial) throws Exception {
        ConfigResource topic = new ConfigResource(ConfigResource.Type.TOPIC, trial.topic(1));
        step(trial, topic, "{retention.ms=77}", op(OpType.SET, "retention.ms", "77"));
        step(
                trial,
                topic,
                "{max.message.bytes=500, retention.ms=5}",
                op(OpType.SET, "max.message.bytes", "500"),
                op(OpType.SET, "retention.ms", "5"));
        step(trial, topic, "{retention.ms=5}", op(OpType.DELETE, "max.message.bytes", ""));
        step(trial, topic, "{retention.ms=5}", op(OpType.DELETE, "max.message.bytes", null));
        step(trial, topic, "{retention.ms=5}", op(OpType.DELETE, "no.such.setting", ""));
        step(trial, topic, "{retention.ms=5}", op(OpType.APPEND, "retention.ms", "1"));
        step(trial, topic, "{retention.ms=5}", op(OpType.SET, "retention.ms", null));
        step(trial, topic, "{retention.ms=5}", op(OpType.SET, "retention.ms", "many"));
        step(trial, topic, "{retention.ms=5}", op(OpType.SET, "no.such.setting", "1"));
        step(
                trial,
                topic,
                "{retention.ms=5}",
                op(OpType.SET, "retention.ms", "1"),
                op(OpType.SET, "retention.ms", "2"));
        step(
                trial,
                topic,
                "{retention.ms=5}",
                op(OpType.SET, "retention.ms", "6"),
                op(OpType.SET, "max.message.bytes", "-5"));
        step(trial, topic, "{retention.ms=5}");
        step(trial, topic, "{}", op(OpType.DELETE, "retention.ms", null));
        step(trial, topic, "{cleanup.policy=delete,compact}", op(OpType.APPEND, "cleanup.policy", "compact"));
        step(trial, topic, "{cleanup.policy=delete,compact}", op(OpType.APPEND, "cleanup.policy", "compact"));
        step(trial, topic, "{cleanup.policy=compact}", op(OpType.SUBTRACT, "cleanup.policy", "delete"));
        step(trial, topic, "{cleanup.policy=compact}", op(OpType.SUBTRACT, "cleanup.policy", "delete"));
        step(trial, topic, "{cleanup.policy=compact}", op(OpType.APPEND, "cleanup.policy", "shrink"));
        step(trial, topic, "{cleanup.policy=}", op(OpType.SUBTRACT, "cleanup.policy", "compact"));
        List<AlterConfigOp> change = List.of(op(OpType.SET, "retention.ms", "6"));
        trial.seen.call("validated", () -> alter(trial, topic, change, true));
        trial.seen.call(
                "missing topic",
                () -> alter(trial, new ConfigResource(ConfigResource.Type.TOPIC, trial.own("missing")), change, false));
        String node = Integer.toString(node(trial));
        trial.seen.call(
                "a broker's setting that is read when it starts",
                () -> alter(
                        trial,
                        new ConfigResource(ConfigResource.Type.BROKER, node),
                        List.of(op(OpType.SET, "auto.create.topics.enable", "false")),
                        false));
    }

    /**
     * A cluster's broker hears of a change a moment later: what is expected is waited for, and what is there is noted.
     */
    private static void step(Trial trial, ConfigResource topic, String expected, AlterConfigOp... ops) {
        trial.seen.call(List.of(ops).toString(), () -> alter(trial, topic, List.of(ops), false));
        trial.seen.eventually("then", expected, () -> own(trial, topic).toString());
    }

    private static Object alter(
            Trial trial, ConfigResource resource, Collection<AlterConfigOp> ops, boolean validateOnly)
            throws Exception {
        return trial.admin
                .incrementalAlterConfigs(Map.of(resource, ops), new AlterConfigsOptions().validateOnly(validateOnly))
                .all()
                .get();
    }

    /** What was set for the topic itself. */
    private static Map<String, String> own(Trial trial, ConfigResource resource) throws Exception {
        Map<String, String> own = new TreeMap<>();
        describe(trial, resource).entries().stream()
                .filter(entry -> entry.source() == ConfigEntry.ConfigSource.DYNAMIC_TOPIC_CONFIG)
                .forEach(entry -> own.put(entry.name(), entry.value()));
        return own;
    }

    private static Config describe(Trial trial, ConfigResource resource) throws Exception {
        var options = new DescribeConfigsOptions().includeSynonyms(true).includeDocumentation(true);
        return trial.admin
                .describeConfigs(List.of(resource), options)
                .all()
                .get()
                .get(resource);
    }

    static void settingsTellTypeAndSource(Trial trial) throws Exception {
        ConfigResource topic = new ConfigResource(
                ConfigResource.Type.TOPIC, trial.topic(1, "segment.ms", "99", "preallocate", "true"));
        Map<String, String> described = new TreeMap<>();
        for (ConfigEntry entry : describe(trial, topic).entries()) {
            described.put(
                    entry.name(),
                    entry.type() + " " + entry.source() + " " + entry.isReadOnly() + " " + entry.isSensitive() + " "
                            + entry.documentation().isEmpty());
        }
        described.remove("min.insync.replicas"); // set for all brokers by a cluster with eligible leader replicas
        described.forEach(trial.seen::note);
        trial.seen.call(
                "missing topic",
                () -> describe(trial, new ConfigResource(ConfigResource.Type.TOPIC, trial.own("missing"))));
        Config broker = describe(trial, new ConfigResource(ConfigResource.Type.BROKER, Integer.toString(node(trial))));
        for (String name : List.of("num.partitions", "auto.create.topics.enable", "log.segment.bytes")) {
            trial.seen.note(
                    name, broker.get(name).type() + " " + broker.get(name).value());
        }
        trial.seen.note("listed", trial.admin.listConfigResources().all().get().contains(topic));
    }
}
