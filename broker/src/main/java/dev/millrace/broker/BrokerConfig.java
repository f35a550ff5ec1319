package dev.millrace.broker;

import dev.millrace.log.CompactorConfig;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogDirectoryConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link LocalBroker}. Where Apache Kafka's broker has the same setting, name and meaning are Kafka's;
 * two defaults differ because the log belongs to one program: nothing is deleted unless a retention is set, and a
 * group's first rebalance does not wait for more members. docs/configuration.md has all of them.
 *
 * @param given what was set, by name, as text; also the defaults of topics that do not say otherwise
 *     ({@code log.retention.ms}, {@code log.segment.bytes}, {@code message.max.bytes} …)
 * @param logDirectory what a sync promises, the journal ({@code log.flush}, {@code log.flush.interval.ms}) and
 *     compaction ({@code log.cleaner.enable}, {@code log.cleaner.dedupe.buffer.size})
 * @param defaultPartitions of a topic that is created without a number ({@code num.partitions})
 * @param autoCreateTopics whether the first record to an unknown topic creates it ({@code auto.create.topics.enable})
 * @param deleteTopics whether topics may be deleted ({@code delete.topic.enable})
 * @param clampReplicationFactor whether a replication factor above 1 is taken for 1 ({@code replication.factor.clamp})
 * @param groupInitialRebalanceDelayMs how long a new group waits for more members
 *     ({@code group.initial.rebalance.delay.ms})
 * @param groupMaxSize how many members a group may have ({@code group.max.size})
 * @param offsetMetadataMaxBytes how long the text with an offset may be ({@code offset.metadata.max.bytes})
 * @param offsetsRetentionMs how long the offsets of a group without members are kept
 *     ({@code offsets.retention.minutes})
 * @param transactionMaxTimeoutMs the longest {@code transaction.timeout.ms} that a producer may ask for
 *     ({@code transaction.max.timeout.ms})
 * @param transactionalIdExpirationMs how long an unused transactional id is remembered
 *     ({@code transactional.id.expiration.ms})
 * @param quotas over how long the rate of a client with a quota is measured ({@code quota.window.num},
 *     {@code quota.window.size.seconds})
 */
public record BrokerConfig(
        Map<String, String> given,
        LogDirectoryConfig logDirectory,
        int defaultPartitions,
        boolean autoCreateTopics,
        boolean deleteTopics,
        boolean clampReplicationFactor,
        int groupInitialRebalanceDelayMs,
        int groupMaxSize,
        int offsetMetadataMaxBytes,
        long offsetsRetentionMs,
        int transactionMaxTimeoutMs,
        long transactionalIdExpirationMs,
        QuotaConfig quotas) {

    /** When an acknowledgement is given: {@code commit} (the default), {@code interval} or {@code os}. */
    public static final String LOG_FLUSH = BrokerSettings.LOG_FLUSH;

    /** Whether a replication factor above 1 is taken for 1, which is what one node has; else it is refused. */
    public static final String CLAMP_REPLICATION_FACTOR = BrokerSettings.CLAMP_REPLICATION_FACTOR;

    /** Every setting at its default. */
    public static final BrokerConfig DEFAULT = of(Map.of());

    /**
     * Reads settings.
     *
     * @param config by name; values of their type or as text
     * @return the settings, with defaults for what is not given
     * @throws ConfigException if a name is unknown or a value not allowed; the text says what is
     */
    public static BrokerConfig of(Map<String, ?> config) {
        Map<String, Object> values = BrokerSettings.parse(config);
        Map<String, String> given = new HashMap<>();
        config.keySet().forEach(name -> given.put(name, BrokerSettings.text(name, get(values, name))));
        FlushMode flush = FlushMode.valueOf(((String) get(values, LOG_FLUSH)).toUpperCase(Locale.ROOT));
        LogDirectoryConfig directory = LogDirectoryConfig.DEFAULT.withFlushMode(flush);
        directory = directory.withIntervals(
                (long) get(values, BrokerSettings.FLUSH_INTERVAL_MS), directory.checkpointIntervalMs());
        directory = directory.withCompactor(new CompactorConfig(
                (boolean) get(values, BrokerSettings.CLEANER_ENABLE),
                (int) get(values, BrokerSettings.CLEANER_MAP_BYTES),
                CompactorConfig.DEFAULT.stepBytes()));
        return new BrokerConfig(
                Map.copyOf(given),
                directory,
                (int) get(values, BrokerSettings.NUM_PARTITIONS),
                (boolean) get(values, BrokerSettings.AUTO_CREATE_TOPICS),
                (boolean) get(values, BrokerSettings.DELETE_TOPIC),
                (boolean) get(values, CLAMP_REPLICATION_FACTOR),
                (int) get(values, BrokerSettings.REBALANCE_DELAY_MS),
                (int) get(values, BrokerSettings.GROUP_MAX_SIZE),
                (int) get(values, BrokerSettings.OFFSET_METADATA_MAX_BYTES),
                (int) get(values, BrokerSettings.OFFSETS_RETENTION_MINUTES) * 60_000L,
                (int) get(values, BrokerSettings.TRANSACTION_MAX_TIMEOUT_MS),
                (int) get(values, BrokerSettings.TRANSACTIONAL_ID_EXPIRATION_MS),
                new QuotaConfig(
                        (int) get(values, BrokerSettings.QUOTA_WINDOW_NUM),
                        (int) get(values, BrokerSettings.QUOTA_WINDOW_SIZE_SECONDS) * 1_000L));
    }

    /**
     * The names of all settings, for a caller whose configuration also holds those of others.
     *
     * @return as they are written in a configuration; cannot be changed
     */
    public static Set<String> names() {
        return BrokerSettings.names();
    }

    /**
     * Whether an acknowledgement is worth more with these settings than with others.
     *
     * @param other what is compared
     * @return true if {@code log.flush} of the other ones loses more in a power cut
     */
    public boolean promisesMoreThan(BrokerConfig other) {
        return logDirectory.flushMode().compareTo(other.logDirectory.flushMode()) < 0;
    }

    /**
     * The value of a setting.
     *
     * @param name of the setting
     * @return the value in force, as text; null if the default is none
     */
    public @Nullable String valueOf(String name) {
        String set = given.get(name);
        return set == null ? BrokerSettings.defaultOf(name) : set;
    }

    private static Object get(Map<String, Object> values, String name) {
        return Objects.requireNonNull(values.get(name), name);
    }
}
