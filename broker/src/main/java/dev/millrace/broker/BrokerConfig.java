package dev.millrace.broker;

import dev.millrace.log.CleanupConfig;
import dev.millrace.log.CompactorConfig;
import dev.millrace.log.FlushMode;
import dev.millrace.log.LogConfig;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.TimestampBounds;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.record.TimestampType;

/**
 * Settings of a {@link LocalBroker}. Where Apache Kafka's broker has the same setting, name and meaning are Kafka's; two
 * defaults differ because the log belongs to one program: nothing is deleted unless a retention is set, and a group's first
 * rebalance does not wait for more members.
 *
 * @param logDirectory what a sync promises, the journal ({@code log.flush}, {@code log.flush.interval.ms}) and compaction
 *     ({@code log.cleaner.enable}, {@code log.cleaner.dedupe.buffer.size})
 * @param logDefaults what holds for topics that do not say otherwise ({@code log.segment.bytes}, {@code log.roll.ms},
 *     {@code log.retention.ms}, {@code log.retention.bytes}, {@code message.max.bytes}, {@code log.message.timestamp.type},
 *     {@code log.message.timestamp.before.max.ms}, {@code log.message.timestamp.after.max.ms}, {@code log.cleanup.policy} and
 *     what begins with {@code log.cleaner})
 * @param defaultPartitions of a topic that is created without a number ({@code num.partitions})
 * @param autoCreateTopics whether the first record to an unknown topic creates it ({@code auto.create.topics.enable})
 * @param groupInitialRebalanceDelayMs how long a new group waits for more members
 *     ({@code group.initial.rebalance.delay.ms})
 * @param offsetsRetentionMs how long the offsets of a group without members are kept ({@code offsets.retention.minutes})
 * @param transactionMaxTimeoutMs the longest {@code transaction.timeout.ms} that a producer may ask for
 *     ({@code transaction.max.timeout.ms})
 * @param transactionalIdExpirationMs how long an unused transactional id is remembered
 *     ({@code transactional.id.expiration.ms})
 */
public record BrokerConfig(
        LogDirectoryConfig logDirectory,
        LogConfig logDefaults,
        int defaultPartitions,
        boolean autoCreateTopics,
        int groupInitialRebalanceDelayMs,
        long offsetsRetentionMs,
        int transactionMaxTimeoutMs,
        long transactionalIdExpirationMs) {

    /** When an acknowledgement is given: {@code commit} (the default), {@code interval} or {@code os}. */
    public static final String LOG_FLUSH = "log.flush";

    private static final String FLUSH_INTERVAL_MS = "log.flush.interval.ms";
    private static final String SEGMENT_BYTES = "log.segment.bytes";
    private static final String ROLL_MS = "log.roll.ms";
    private static final String RETENTION_MS = "log.retention.ms";
    private static final String RETENTION_BYTES = "log.retention.bytes";
    private static final String MESSAGE_MAX_BYTES = "message.max.bytes";
    private static final String TIMESTAMP_TYPE = "log.message.timestamp.type";
    private static final String TIMESTAMP_BEFORE_MAX_MS = "log.message.timestamp.before.max.ms";
    static final String TIMESTAMP_AFTER_MAX_MS = "log.message.timestamp.after.max.ms";
    private static final String CLEANUP_POLICY = "log.cleanup.policy";
    private static final String CLEANER_ENABLE = "log.cleaner.enable";
    private static final String CLEANER_MAP_BYTES = "log.cleaner.dedupe.buffer.size";
    private static final String CLEANER_MIN_RATIO = "log.cleaner.min.cleanable.ratio";
    private static final String CLEANER_MIN_LAG_MS = "log.cleaner.min.compaction.lag.ms";
    private static final String CLEANER_MAX_LAG_MS = "log.cleaner.max.compaction.lag.ms";
    private static final String CLEANER_DELETE_RETENTION_MS = "log.cleaner.delete.retention.ms";
    private static final String NUM_PARTITIONS = "num.partitions";
    private static final String AUTO_CREATE_TOPICS = "auto.create.topics.enable";
    private static final String REBALANCE_DELAY_MS = "group.initial.rebalance.delay.ms";
    private static final String OFFSETS_RETENTION_MINUTES = "offsets.retention.minutes";
    private static final String TRANSACTION_MAX_TIMEOUT_MS = "transaction.max.timeout.ms";
    private static final String TRANSACTIONAL_ID_EXPIRATION_MS = "transactional.id.expiration.ms";

    private static final ConfigDef DEFINITION = define();

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
        for (String name : config.keySet()) {
            if (!DEFINITION.names().contains(name)) {
                throw new ConfigException(
                        "Unknown setting '" + name + "' of the embedded broker; known are " + DEFINITION.names());
            }
        }
        Map<String, Object> values = DEFINITION.parse(new HashMap<>(config));
        FlushMode flush = FlushMode.valueOf(((String) get(values, LOG_FLUSH)).toUpperCase(Locale.ROOT));
        LogDirectoryConfig directory = LogDirectoryConfig.DEFAULT.withFlushMode(flush);
        directory = directory.withIntervals((long) get(values, FLUSH_INTERVAL_MS), directory.checkpointIntervalMs());
        directory = directory.withCompactor(new CompactorConfig(
                (boolean) get(values, CLEANER_ENABLE),
                (int) get(values, CLEANER_MAP_BYTES),
                CompactorConfig.DEFAULT.stepBytes()));
        LogConfig log = LogConfig.DEFAULT
                .withSegments((int) get(values, SEGMENT_BYTES), (long) get(values, ROLL_MS))
                .withRetention((long) get(values, RETENTION_MS), (long) get(values, RETENTION_BYTES))
                .withMaxMessageBytes((int) get(values, MESSAGE_MAX_BYTES))
                .withTimestampType(TimestampType.forName((String) get(values, TIMESTAMP_TYPE)))
                .withTimestampBounds(new TimestampBounds(
                        (long) get(values, TIMESTAMP_BEFORE_MAX_MS), (long) get(values, TIMESTAMP_AFTER_MAX_MS)))
                .withCleanup(cleanup(values));
        return new BrokerConfig(
                directory,
                log,
                (int) get(values, NUM_PARTITIONS),
                (boolean) get(values, AUTO_CREATE_TOPICS),
                (int) get(values, REBALANCE_DELAY_MS),
                (int) get(values, OFFSETS_RETENTION_MINUTES) * 60_000L,
                (int) get(values, TRANSACTION_MAX_TIMEOUT_MS),
                (int) get(values, TRANSACTIONAL_ID_EXPIRATION_MS));
    }

    private static CleanupConfig cleanup(Map<String, Object> values) {
        List<?> policies = (List<?>) get(values, CLEANUP_POLICY);
        return new CleanupConfig(
                policies.contains(TopicConfig.CLEANUP_POLICY_DELETE),
                policies.contains(TopicConfig.CLEANUP_POLICY_COMPACT),
                (double) get(values, CLEANER_MIN_RATIO),
                (long) get(values, CLEANER_MIN_LAG_MS),
                (long) get(values, CLEANER_MAX_LAG_MS),
                (long) get(values, CLEANER_DELETE_RETENTION_MS));
    }

    /** The names of all settings, for a caller whose configuration also holds those of others. */
    public static Set<String> names() {
        return DEFINITION.names();
    }

    private static Object get(Map<String, Object> values, String name) {
        Object value = values.get(name);
        if (value == null) {
            throw new ConfigException(name, null, "must have a value");
        }
        return value;
    }

    private static ConfigDef define() {
        return new ConfigDef()
                .define(
                        LOG_FLUSH,
                        ConfigDef.Type.STRING,
                        "commit",
                        ValidString.in("commit", "interval", "os"),
                        Importance.HIGH,
                        "When an acknowledged write survives a power cut: at once, after an interval, or as the OS pleases.")
                .define(
                        FLUSH_INTERVAL_MS,
                        ConfigDef.Type.LONG,
                        1_000L,
                        Range.atLeast(1),
                        Importance.MEDIUM,
                        "With interval.")
                .define(
                        SEGMENT_BYTES,
                        ConfigDef.Type.INT,
                        1 << 30,
                        Range.atLeast(14),
                        Importance.MEDIUM,
                        "Size of a segment.")
                .define(
                        ROLL_MS,
                        ConfigDef.Type.LONG,
                        604_800_000L,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Age of a segment.")
                .define(
                        RETENTION_MS,
                        ConfigDef.Type.LONG,
                        -1L,
                        Range.atLeast(-1),
                        Importance.MEDIUM,
                        "Age to delete at; -1 never.")
                .define(
                        RETENTION_BYTES,
                        ConfigDef.Type.LONG,
                        -1L,
                        Range.atLeast(-1),
                        Importance.LOW,
                        "Size to delete at.")
                .define(
                        MESSAGE_MAX_BYTES,
                        ConfigDef.Type.INT,
                        (1 << 20) + 12,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "Batch limit.")
                .define(
                        TIMESTAMP_TYPE,
                        ConfigDef.Type.STRING,
                        "CreateTime",
                        ValidString.in("CreateTime", "LogAppendTime"),
                        Importance.MEDIUM,
                        "Whose clock.")
                .define(
                        TIMESTAMP_BEFORE_MAX_MS,
                        ConfigDef.Type.LONG,
                        Long.MAX_VALUE,
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "How old a record may be.")
                .define(
                        TIMESTAMP_AFTER_MAX_MS,
                        ConfigDef.Type.LONG,
                        TimestampBounds.DEFAULT.afterMaxMs(),
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "How far in the future a record may be.")
                .define(
                        CLEANUP_POLICY,
                        ConfigDef.Type.LIST,
                        "delete",
                        ValidList.in("compact", "delete"),
                        Importance.MEDIUM,
                        "What becomes of old records.")
                .define(
                        CLEANER_ENABLE,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Whether topics are compacted that are to be.")
                .define(
                        CLEANER_MAP_BYTES,
                        ConfigDef.Type.INT,
                        CompactorConfig.DEFAULT.mapBytes(),
                        Range.atLeast(1024),
                        Importance.MEDIUM,
                        "Memory for the keys of one pass of compaction, while there is one.")
                .define(
                        CLEANER_MIN_RATIO,
                        ConfigDef.Type.DOUBLE,
                        CleanupConfig.DEFAULT.minDirtyRatio(),
                        Range.between(0, 1),
                        Importance.MEDIUM,
                        "The share of bytes not compacted yet at which a pass begins.")
                .define(
                        CLEANER_MIN_LAG_MS,
                        ConfigDef.Type.LONG,
                        CleanupConfig.DEFAULT.minCompactionLagMs(),
                        Range.atLeast(0),
                        Importance.LOW,
                        "Records younger than this are not compacted.")
                .define(
                        CLEANER_MAX_LAG_MS,
                        ConfigDef.Type.LONG,
                        CleanupConfig.DEFAULT.maxCompactionLagMs(),
                        Range.atLeast(1),
                        Importance.LOW,
                        "Records older than this are compacted whatever their share.")
                .define(
                        CLEANER_DELETE_RETENTION_MS,
                        ConfigDef.Type.LONG,
                        CleanupConfig.DEFAULT.deleteRetentionMs(),
                        Range.atLeast(0),
                        Importance.MEDIUM,
                        "How long a compacted tombstone stays.")
                .define(
                        NUM_PARTITIONS,
                        ConfigDef.Type.INT,
                        1,
                        Range.atLeast(1),
                        Importance.MEDIUM,
                        "Of a topic that says none.")
                .define(
                        AUTO_CREATE_TOPICS,
                        ConfigDef.Type.BOOLEAN,
                        true,
                        Importance.MEDIUM,
                        "Create topics at the first record.")
                .define(
                        REBALANCE_DELAY_MS,
                        ConfigDef.Type.INT,
                        0,
                        Range.atLeast(0),
                        Importance.LOW,
                        "Wait for more members.")
                .define(
                        OFFSETS_RETENTION_MINUTES,
                        ConfigDef.Type.INT,
                        10_080,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Of empty groups.")
                .define(
                        TRANSACTION_MAX_TIMEOUT_MS,
                        ConfigDef.Type.INT,
                        900_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "At most.")
                .define(
                        TRANSACTIONAL_ID_EXPIRATION_MS,
                        ConfigDef.Type.INT,
                        604_800_000,
                        Range.atLeast(1),
                        Importance.LOW,
                        "Of unused transactional ids.");
    }
}
