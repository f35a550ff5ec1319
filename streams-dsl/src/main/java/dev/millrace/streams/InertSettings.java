package dev.millrace.streams;

import static org.apache.kafka.common.config.ConfigDef.Range.atLeast;

import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.Importance;

/**
 * Settings of Kafka Streams that nothing reads yet. They are taken and checked, so that a configuration can be moved
 * over as it is, and whoever sets one is told. A setting that gets its effect moves to {@link StreamsConfigDef}.
 */
final class InertSettings {

    static final SettingDefinitions DEFINITIONS = new SettingDefinitions(" No effect yet.");

    static {
        defineReplicas();
        defineAssignment();
    }

    private InertSettings() {}

    /** Those of the given settings that have no effect yet. */
    static List<String> among(Set<String> names) {
        return DEFINITIONS.names().stream().filter(names::contains).sorted().toList();
    }

    private static void defineReplicas() {
        DEFINITIONS.text(
                StreamsConfig.APPLICATION_SERVER_CONFIG,
                "",
                Importance.LOW,
                "host:port under which other instances reach the queries of this one.");
        DEFINITIONS.number(
                StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG,
                ConfigDef.Type.INT,
                0,
                atLeast(0),
                Importance.HIGH,
                "Standby replicas of each task's state.");
        DEFINITIONS.number(
                StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG,
                ConfigDef.Type.LONG,
                10_000L,
                atLeast(0),
                Importance.MEDIUM,
                "Records by which a replica may lag and still take over a task at once.");
        DEFINITIONS.number(
                StreamsConfig.MAX_WARMUP_REPLICAS_CONFIG,
                ConfigDef.Type.INT,
                2,
                atLeast(1),
                Importance.MEDIUM,
                "Greatest number of replicas that are warmed up at once.");
        DEFINITIONS.number(
                StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG,
                ConfigDef.Type.LONG,
                600_000L,
                atLeast(60_000),
                Importance.LOW,
                "Milliseconds between rebalances that look whether replicas are warm.");
    }

    private static void defineAssignment() {
        DEFINITIONS.text(
                StreamsConfig.TASK_ASSIGNOR_CLASS_CONFIG, null, Importance.MEDIUM, "Class that assigns tasks.");
        DEFINITIONS.list(
                StreamsConfig.RACK_AWARE_ASSIGNMENT_TAGS_CONFIG,
                List.of(),
                ConfigDef.ListSize.atMostOfSize(StreamsConfig.MAX_RACK_AWARE_ASSIGNMENT_TAG_LIST_SIZE),
                Importance.LOW,
                "Names of client tags by which standbys are spread.");
        DEFINITIONS.oneOf(
                StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_CONFIG,
                StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_NONE,
                List.of(
                        StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_NONE,
                        StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_MIN_TRAFFIC,
                        StreamsConfig.RACK_AWARE_ASSIGNMENT_STRATEGY_BALANCE_SUBTOPOLOGY),
                "How racks count when tasks are assigned.");
        DEFINITIONS.number(
                StreamsConfig.RACK_AWARE_ASSIGNMENT_TRAFFIC_COST_CONFIG,
                ConfigDef.Type.INT,
                null,
                null,
                Importance.LOW,
                "Cost of traffic between racks.");
        DEFINITIONS.number(
                StreamsConfig.RACK_AWARE_ASSIGNMENT_NON_OVERLAP_COST_CONFIG,
                ConfigDef.Type.INT,
                null,
                null,
                Importance.LOW,
                "Cost of moving a task.");
        DEFINITIONS.text(
                StreamsConfig.UPGRADE_FROM_CONFIG,
                null,
                Importance.LOW,
                "Version that other instances still run, during an upgrade of the application.");
    }
}
