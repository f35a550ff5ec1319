package dev.millrace.broker;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;
import org.apache.kafka.common.config.ConfigDef.Range;
import org.apache.kafka.common.config.ConfigDef.ValidList;
import org.apache.kafka.common.config.ConfigDef.ValidString;
import org.apache.kafka.common.config.ConfigDef.Validator;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.TopicConfig;
import org.jspecify.annotations.Nullable;

/**
 * What settings a topic can have, under Kafka's names ({@link TopicConfig}): type, default, what is allowed, what it
 * means, and which setting of the broker gives the default.
 *
 * <p>Two differ from a cluster's: nothing is deleted unless a retention is set, and segments may be small.
 */
final class TopicSettings {

    private static final String NO_EFFECT = " Checked and kept, but without effect: ";
    private static final String ONE_COPY = NO_EFFECT + "there is one copy of each partition.";
    private static final String NO_TIERS = NO_EFFECT + "there is no second tier of storage.";
    private static final String OS = NO_EFFECT + "log.flush of the broker says when the log is synced.";
    private static final String AS_SENT = NO_EFFECT + "the log keeps batches as their producer compressed them.";
    private static final Validator ANY = (name, value) -> {};

    private static final ConfigDef DEFINITION = new ConfigDef();
    private static final Map<String, String> BROKER_NAMES = new LinkedHashMap<>();

    static {
        defineRetention();
        defineCompaction();
        defineRecords();
        defineSegments();
        defineCopies();
        defineTiers();
    }

    private TopicSettings() {}

    static Set<String> names() {
        return DEFINITION.names();
    }

    /** Null if there is no such setting. */
    static ConfigDef.@Nullable ConfigKey key(String name) {
        return DEFINITION.configKeys().get(name);
    }

    /** What the broker calls the setting that gives the default; null if it has none. */
    static @Nullable String brokerName(String name) {
        return BROKER_NAMES.get(name);
    }

    /** All values, those that are not given with their defaults. Throws if one is not allowed. */
    static Map<String, Object> parse(Map<String, String> given) {
        return DEFINITION.parse(given);
    }

    private static void defineRetention() {
        define(
                TopicConfig.CLEANUP_POLICY_CONFIG,
                "log.cleanup.policy",
                ConfigDef.Type.LIST,
                TopicConfig.CLEANUP_POLICY_DELETE,
                ValidList.in(TopicConfig.CLEANUP_POLICY_COMPACT, TopicConfig.CLEANUP_POLICY_DELETE),
                "What becomes of old records: delete removes them by age and size, compact keeps the latest of each key;"
                        + " both may be named.");
        define(
                TopicConfig.RETENTION_MS_CONFIG,
                "log.retention.ms",
                ConfigDef.Type.LONG,
                -1L,
                Range.atLeast(-1),
                "How old a segment's newest record may be before the segment is deleted, in milliseconds; -1: any age.");
        define(
                TopicConfig.RETENTION_BYTES_CONFIG,
                "log.retention.bytes",
                ConfigDef.Type.LONG,
                -1L,
                ANY,
                "How large a partition may be before its oldest segments are deleted, in bytes; -1: any size.");
        define(
                TopicConfig.FILE_DELETE_DELAY_MS_CONFIG,
                "log.segment.delete.delay.ms",
                ConfigDef.Type.LONG,
                60_000L,
                Range.atLeast(0),
                "How long a deleted segment's file stays." + NO_EFFECT
                        + "files go at once; who reads one goes on where the log begins.");
    }

    private static void defineCompaction() {
        define(
                TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                "log.cleaner.min.cleanable.ratio",
                ConfigDef.Type.DOUBLE,
                0.5,
                Range.between(0, 1),
                "Which part of a compacted partition has to be new before it is compacted again.");
        define(
                TopicConfig.DELETE_RETENTION_MS_CONFIG,
                "log.cleaner.delete.retention.ms",
                ConfigDef.Type.LONG,
                86_400_000L,
                Range.atLeast(0),
                "How long compaction keeps a tombstone, so that readers see it, in milliseconds.");
        define(
                TopicConfig.MIN_COMPACTION_LAG_MS_CONFIG,
                "log.cleaner.min.compaction.lag.ms",
                ConfigDef.Type.LONG,
                0L,
                Range.atLeast(0),
                "How old a record is before it may be compacted away, in milliseconds.");
        define(
                TopicConfig.MAX_COMPACTION_LAG_MS_CONFIG,
                "log.cleaner.max.compaction.lag.ms",
                ConfigDef.Type.LONG,
                Long.MAX_VALUE,
                Range.atLeast(1),
                "How old a record may become before it is compacted whatever the ratio, in milliseconds.");
    }

    private static void defineRecords() {
        define(
                TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                "message.max.bytes",
                ConfigDef.Type.INT,
                (1 << 20) + 12,
                Range.atLeast(0),
                "How large a batch of records may be, in bytes, after compression.");
        define(
                TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                "log.message.timestamp.type",
                ConfigDef.Type.STRING,
                "CreateTime",
                ValidString.in("CreateTime", "LogAppendTime"),
                "Whether a record has its producer's time or that of its append.");
        define(
                TopicConfig.MESSAGE_TIMESTAMP_BEFORE_MAX_MS_CONFIG,
                "log.message.timestamp.before.max.ms",
                ConfigDef.Type.LONG,
                Long.MAX_VALUE,
                Range.atLeast(0),
                "How far the producer's time may be behind the broker's clock, in milliseconds. Not asked with LogAppendTime.");
        define(
                TopicConfig.MESSAGE_TIMESTAMP_AFTER_MAX_MS_CONFIG,
                "log.message.timestamp.after.max.ms",
                ConfigDef.Type.LONG,
                3_600_000L,
                Range.atLeast(0),
                "How far the producer's time may be ahead of the broker's clock, in milliseconds. Not asked with LogAppendTime.");
        define(
                TopicConfig.COMPRESSION_TYPE_CONFIG,
                null, // a broker's compression.type would be taken from a program's producer settings
                ConfigDef.Type.STRING,
                "producer",
                ValidString.in("uncompressed", "zstd", "lz4", "snappy", "gzip", "producer"),
                "How batches are compressed." + AS_SENT);
        level(TopicConfig.COMPRESSION_GZIP_LEVEL_CONFIG, -1, TopicSettings::ensureGzipLevel);
        level(TopicConfig.COMPRESSION_LZ4_LEVEL_CONFIG, 9, Range.between(1, 17));
        level(TopicConfig.COMPRESSION_ZSTD_LEVEL_CONFIG, 3, Range.between(-131_072, 22));
    }

    private static void level(String name, int defaultValue, Validator allowed) {
        define(name, null, ConfigDef.Type.INT, defaultValue, allowed, "How hard the codec tries." + AS_SENT);
    }

    private static void defineSegments() {
        define(
                TopicConfig.SEGMENT_BYTES_CONFIG,
                "log.segment.bytes",
                ConfigDef.Type.INT,
                1 << 30,
                Range.atLeast(14),
                "How large a segment file becomes, in bytes. Old records are removed by whole segments.");
        define(
                TopicConfig.SEGMENT_MS_CONFIG,
                "log.roll.ms",
                ConfigDef.Type.LONG,
                604_800_000L,
                Range.atLeast(1),
                "How old a segment becomes before the next one is begun, in milliseconds.");
        define(
                TopicConfig.SEGMENT_JITTER_MS_CONFIG,
                "log.roll.jitter.ms",
                ConfigDef.Type.LONG,
                0L,
                Range.atLeast(0),
                "Spreads the ends of segments." + NO_EFFECT + "a segment ends when it is full or old.");
        define(
                TopicConfig.INDEX_INTERVAL_BYTES_CONFIG,
                "log.index.interval.bytes",
                ConfigDef.Type.INT,
                4096,
                Range.atLeast(0),
                "How many bytes of log lie between two entries of its index.");
        define(
                TopicConfig.SEGMENT_INDEX_BYTES_CONFIG,
                "log.index.size.max.bytes",
                ConfigDef.Type.INT,
                10 << 20,
                Range.atLeast(4),
                "How large an index may be." + NO_EFFECT + "an index grows with its segment.");
        define(
                TopicConfig.PREALLOCATE_CONFIG,
                "log.preallocate",
                ConfigDef.Type.BOOLEAN,
                false,
                ANY,
                "Whether segment files have their size from the start." + NO_EFFECT
                        + "the journal is what is preallocated.");
        define(
                TopicConfig.FLUSH_MESSAGES_INTERVAL_CONFIG,
                "log.flush.interval.messages",
                ConfigDef.Type.LONG,
                Long.MAX_VALUE,
                Range.atLeast(1),
                "After how many records the log is synced." + OS);
        define(
                TopicConfig.FLUSH_MS_CONFIG,
                null,
                ConfigDef.Type.LONG,
                Long.MAX_VALUE,
                Range.atLeast(0),
                "After how many milliseconds the log is synced." + OS);
    }

    private static void defineCopies() {
        define(
                TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                "min.insync.replicas",
                ConfigDef.Type.INT,
                1,
                Range.atLeast(1),
                "How many copies acks=all asks for." + ONE_COPY);
        define(
                TopicConfig.UNCLEAN_LEADER_ELECTION_ENABLE_CONFIG,
                "unclean.leader.election.enable",
                ConfigDef.Type.BOOLEAN,
                false,
                ANY,
                "Whether a copy that is behind may lead." + ONE_COPY);
        for (String who : List.of("leader", "follower")) {
            define(
                    who + ".replication.throttled.replicas",
                    null,
                    ConfigDef.Type.LIST,
                    "",
                    TopicSettings::ensureReplicas,
                    "Which copies are throttled." + ONE_COPY);
        }
    }

    private static void defineTiers() {
        define(
                TopicConfig.REMOTE_LOG_STORAGE_ENABLE_CONFIG,
                null,
                ConfigDef.Type.BOOLEAN,
                false,
                TopicSettings::ensureNotTiered,
                "Whether old segments move to a second tier of storage, which an embedded log does not have: only false is"
                        + " allowed.");
        define(
                TopicConfig.LOCAL_LOG_RETENTION_MS_CONFIG,
                "log.local.retention.ms",
                ConfigDef.Type.LONG,
                -2L,
                Range.atLeast(-2),
                "How long the first tier keeps a segment." + NO_TIERS);
        define(
                TopicConfig.LOCAL_LOG_RETENTION_BYTES_CONFIG,
                "log.local.retention.bytes",
                ConfigDef.Type.LONG,
                -2L,
                Range.atLeast(-2),
                "How much the first tier keeps." + NO_TIERS);
        define(
                TopicConfig.REMOTE_LOG_COPY_DISABLE_CONFIG,
                null,
                ConfigDef.Type.BOOLEAN,
                false,
                ANY,
                "Whether the second tier is read only." + NO_TIERS);
        define(
                TopicConfig.REMOTE_LOG_DELETE_ON_DISABLE_CONFIG,
                null,
                ConfigDef.Type.BOOLEAN,
                false,
                ANY,
                "Whether the second tier is emptied when it is switched off." + NO_TIERS);
    }

    private static void ensureGzipLevel(String name, Object value) {
        int level = (int) value;
        if (level != -1 && (level < 1 || level > 9)) {
            throw new ConfigException(name, value, "must be 1 to 9, or -1 for the codec's default");
        }
    }

    private static void ensureReplicas(String name, Object value) {
        for (Object replica : (List<?>) value) {
            if (!replica.equals("*") && !replica.toString().matches("\\d+:\\d+")) {
                throw new ConfigException(name, value, "must be * or a list of [partition]:[broker]");
            }
        }
    }

    private static void ensureNotTiered(String name, Object value) {
        if (Boolean.TRUE.equals(value)) {
            throw new ConfigException(name, value, "must be false: an embedded log has no second tier of storage");
        }
    }

    private static void define(
            String name,
            @Nullable String brokerName,
            ConfigDef.Type type,
            Object defaultValue,
            Validator allowed,
            String meaning) {
        DEFINITION.define(name, type, defaultValue, allowed, Importance.MEDIUM, meaning);
        if (brokerName != null) {
            BROKER_NAMES.put(name, brokerName);
        }
    }
}
