package dev.millrace.runtime;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.errors.TopologyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes the repartition and changelog topics of an application before its threads start, and checks those that exist.
 * Several instances may do so at the same time: a topic that another one made first is checked like any other.
 */
final class InternalTopics {

    private static final Logger LOG = LoggerFactory.getLogger(InternalTopics.class);

    /** Only closed segments are compacted and deleted, and a restore reads the one that is not: so they are small. */
    private static final String SEGMENT_BYTES = Integer.toString(50 << 20);

    private final Admin admin;
    private final RuntimeConfig config;
    private final AppLayout layout;

    InternalTopics(Admin admin, RuntimeConfig config, AppLayout layout) {
        this.admin = admin;
        this.config = config;
        this.layout = layout;
    }

    private record Wanted(int partitions, Map<String, String> config) {}

    /**
     * Creates what is missing.
     *
     * @throws dev.millrace.streams.errors.MissingSourceTopicException if a source topic does not exist
     * @throws TopologyException if partition counts do not fit, with what to do
     * @throws TimedOutException if the log did not answer in time: to be called again
     */
    void ensure() {
        Map<String, Integer> existing = describe(interesting());
        PartitionPlan plan = PartitionPlan.of(layout, existing);
        Map<String, Wanted> wanted = wanted(plan);
        List<NewTopic> missing = new ArrayList<>();
        wanted.forEach((topic, want) -> {
            Integer count = existing.get(topic);
            if (count == null) {
                missing.add(new NewTopic(topic, Optional.of(want.partitions()), config.replicationFactor())
                        .configs(want.config()));
            } else {
                check(topic, want.partitions(), count);
            }
        });
        if (!missing.isEmpty()) {
            create(missing, wanted);
        }
    }

    private Set<String> interesting() {
        Set<String> topics = new TreeSet<>(layout.sourceTopics());
        layout.globals().forEach(global -> topics.addAll(global.sourceTopics()));
        for (AppLayout.Part part : layout.parts()) {
            part.changelogs().values().forEach(changelog -> topics.add(changelog.topic()));
        }
        if (layout.subscriptionPattern() != null) {
            get("listing topics", admin.listTopics().names()).stream()
                    .filter(topic -> layout.readerOf(topic) != null)
                    .forEach(topics::add);
        }
        return topics;
    }

    private Map<String, Wanted> wanted(PartitionPlan plan) {
        Map<String, Wanted> wanted = new TreeMap<>();
        plan.repartitions().forEach((topic, count) -> wanted.put(topic, new Wanted(count, repartitionConfig())));
        for (AppLayout.Part part : layout.parts()) {
            for (AppLayout.Changelog changelog : part.changelogs().values()) {
                int tasks = plan.taskCount(part);
                if (!changelog.isSource() && tasks > 0) {
                    wanted.put(changelog.topic(), new Wanted(tasks, changelogConfig(changelog)));
                }
            }
        }
        return wanted;
    }

    private Map<String, String> repartitionConfig() {
        Map<String, String> topic = new HashMap<>();
        topic.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_DELETE);
        topic.put(TopicConfig.RETENTION_MS_CONFIG, "-1");
        topic.put(TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES);
        topic.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        topic.putAll(config.internalTopicConfig());
        return topic;
    }

    private Map<String, String> changelogConfig(AppLayout.Changelog changelog) {
        Map<String, String> topic = new HashMap<>();
        topic.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        topic.put(TopicConfig.SEGMENT_BYTES_CONFIG, SEGMENT_BYTES);
        topic.put(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG, "CreateTime");
        topic.putAll(config.internalTopicConfig());
        topic.putAll(changelog.config());
        return topic;
    }

    private static void check(String topic, int wanted, int found) {
        if (wanted != found) {
            throw new TopologyException(
                    "The internal topic '" + topic + "' has " + found + " partitions, but the topology needs "
                            + wanted
                            + ": the source topics or the topology have changed. Use a new application.id, or reset the"
                            + " application: stop it, delete its internal topics and its state directory.");
        }
    }

    private void create(List<NewTopic> missing, Map<String, Wanted> wanted) {
        LOG.info("Creating {} internal topics of application {}: {}", missing.size(), config.applicationId(), missing);
        List<String> madeByOthers = new ArrayList<>();
        admin.createTopics(missing).values().forEach((topic, future) -> {
            try {
                future.get();
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw failed("creating the internal topic '" + topic + "'", e);
                }
                madeByOthers.add(topic);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        });
        if (!madeByOthers.isEmpty()) {
            describe(Set.copyOf(madeByOthers)).forEach((topic, count) -> {
                Wanted want = wanted.get(topic);
                check(topic, want == null ? count : want.partitions(), count);
            });
        }
    }

    private Map<String, Integer> describe(Set<String> topics) {
        Map<String, Integer> counts = new HashMap<>();
        admin.describeTopics(topics).topicNameValues().forEach((topic, future) -> {
            try {
                TopicDescription description = future.get();
                counts.put(topic, description.partitions().size());
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)) {
                    throw failed("looking up topic '" + topic + "'", e);
                }
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        });
        return counts;
    }

    private <T> T get(String doing, KafkaFuture<T> future) {
        try {
            return future.get();
        } catch (ExecutionException e) {
            throw failed(doing, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private RuntimeException failed(String doing, ExecutionException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        if (cause instanceof TimeoutException timeout) {
            return new TimedOutException(doing, timeout);
        }
        return new StreamsException(
                "Application " + config.applicationId() + " failed while " + doing + ": " + cause, cause);
    }

    private static StreamsException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new StreamsException("Interrupted while preparing internal topics", e);
    }
}
