package dev.millrace.conformance.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.StreamsConfig;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamsConfigOracleTest {
    /** Ours in place of theirs: no broker is needed, stores live elsewhere, the runtime chooses clients. */
    private static final Set<String> OTHER_DEFAULTS =
            Set.of("bootstrap.servers", "state.dir", "default.client.supplier", "processor.wrapper.class");

    /** Deprecated there, or settings of clients that need no definition here. */
    private static final Set<String> NOT_DEFINED = Set.of(
            "cache.max.bytes.buffering",
            "config.providers",
            "default.deserialization.exception.handler",
            "default.dsl.store",
            "default.list.key.serde.inner",
            "default.list.key.serde.type",
            "default.list.value.serde.inner",
            "default.list.value.serde.type",
            "default.production.exception.handler",
            "metadata.recovery.rebootstrap.trigger.ms",
            "metadata.recovery.strategy",
            "processing.exception.handler.global.enabled",
            "window.size.ms",
            "windowed.inner.class.serde");

    /** What their consumers carry for their partition assignor; ours asks the application's configuration. */
    private static final Set<String> FOR_THEIR_ASSIGNOR = Set.of(
            "acceptable.recovery.lag",
            "application.id",
            "application.server",
            "group.protocol",
            "internal.throw.on.fetch.stable.offset.unsupported",
            "max.warmup.replicas",
            "num.standby.replicas",
            "partition.assignment.strategy",
            "probing.rebalance.interval.ms",
            "rack.aware.assignment.non_overlap_cost",
            "rack.aware.assignment.strategy",
            "rack.aware.assignment.tags",
            "rack.aware.assignment.traffic_cost",
            "replication.factor",
            "task.assignor.class",
            "upgrade.from",
            "windowstore.changelog.additional.retention.ms");

    @Test
    void everySettingOfTheirsHasTheSameTypeAndDefault() {
        Map<String, ConfigDef.ConfigKey> ours = StreamsConfig.configDef().configKeys();
        Map<String, ConfigDef.ConfigKey> theirs =
                org.apache.kafka.streams.StreamsConfig.configDef().configKeys();

        Set<String> missing = new TreeSet<>(theirs.keySet());
        missing.removeAll(ours.keySet());
        assertThat(missing).isEqualTo(new TreeSet<>(NOT_DEFINED));

        theirs.forEach((name, their) -> {
            if (!NOT_DEFINED.contains(name) && !OTHER_DEFAULTS.contains(name)) {
                ConfigDef.ConfigKey our = ours.get(name);
                assertThat(our.type).as(name).isEqualTo(their.type);
                assertThat(text(our.defaultValue)).as(name).isEqualTo(text(their.defaultValue));
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "processing.guarantee=exactly_once_v2",
                "my.own=1",
                "consumer.my.own=1",
                "max.poll.records=5",
                "consumer.max.poll.records=6",
                "linger.ms=7",
                "producer.linger.ms=8",
                "metadata.max.age.ms=9",
                "isolation.level=read_committed",
                "group.id=foo",
                "consumer.group.id=foo",
                "client.id=foo",
                "enable.metrics.push=false",
                "auto.offset.reset=latest",
                "enable.auto.commit=true",
                "acks=0",
                "consumer.allow.auto.create.topics=true",
                "group.instance.id=host",
                "retries=3",
                "retry.backoff.ms=300",
                "admin.retries=4",
            })
    void clientsGetTheSameSettings(String setting) {
        Map<String, Object> props = new HashMap<>(Map.of("application.id", "app", "bootstrap.servers", "host:1"));
        if (!setting.isEmpty()) {
            props.put(setting.substring(0, setting.indexOf('=')), setting.substring(setting.indexOf('=') + 1));
        }
        StreamsConfig ours = new StreamsConfig(props);
        var theirs = new org.apache.kafka.streams.StreamsConfig(props);

        assertThat(comparable(ours.getMainConsumerConfigs("g", "c", 3)))
                .isEqualTo(comparable(theirs.getMainConsumerConfigs("g", "c", 3)));
        assertThat(comparable(ours.getRestoreConsumerConfigs("c")))
                .isEqualTo(comparable(theirs.getRestoreConsumerConfigs("c")));
        assertThat(comparable(ours.getGlobalConsumerConfigs("c")))
                .isEqualTo(comparable(theirs.getGlobalConsumerConfigs("c")));
        assertThat(comparable(ours.getProducerConfigs("c"))).isEqualTo(comparable(theirs.getProducerConfigs("c")));
        assertThat(comparable(ours.getAdminConfigs("c"))).isEqualTo(comparable(theirs.getAdminConfigs("c")));
    }

    private static Map<String, String> comparable(Map<String, Object> config) {
        Map<String, String> result = new TreeMap<>();
        config.forEach((name, value) -> result.put(name, text(value)));
        result.keySet().removeAll(FOR_THEIR_ASSIGNOR);
        return result;
    }

    private static String text(Object value) {
        return String.valueOf(value)
                .replace("org.apache.kafka.streams.", "dev.millrace.streams.")
                .toLowerCase(Locale.ROOT);
    }
}
