package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.LogAndContinueExceptionHandler;
import dev.millrace.streams.errors.LogAndFailExceptionHandler;
import dev.millrace.streams.processor.FailOnInvalidTimestamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StreamsConfigTest {
    private static StreamsConfig config(Object... namesAndValues) {
        Map<String, Object> props = new HashMap<>(Map.of("application.id", "app", "log.dir", "/data"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            props.put((String) namesAndValues[i], namesAndValues[i + 1]);
        }
        return new StreamsConfig(props);
    }

    @Test
    void anApplicationNeedsAnIdAndLittleElse() {
        StreamsConfig config = config();

        assertThat(config.applicationId()).isEqualTo("app");
        assertThat(config.exactlyOnce()).isFalse();
        assertThat(config.logDir()).isEqualTo("/data");
        assertThat(config.getString(StreamsConfig.LOG_FLUSH_CONFIG)).isEqualTo("commit");
        assertThat(config.stateMemoryMaxBytes()).isEqualTo(256L << 20);
        assertThat(config.deserializationExceptionHandler()).isInstanceOf(LogAndFailExceptionHandler.class);
        assertThat(config.defaultTimestampExtractor()).isInstanceOf(FailOnInvalidTimestamp.class);
        assertThat(config.getKafkaClientSupplier()).isNull();
        assertThatThrownBy(() -> new StreamsConfig(Map.of("log.dir", "/data")))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("application.id");
    }

    @ParameterizedTest
    @CsvSource({
        "application.id, ' '",
        "application.id, ..",
        "application.id, a/b",
        "application.id, a\\\\b",
        "processing.guarantee, exactly_once",
        "num.stream.threads, -1",
        "num.stream.threads, many",
        "commit.interval.ms, -1",
        "log.flush, always",
        "state.memory.max.bytes, 1000",
        "statestore.cache.max.bytes, -1",
        "topology.optimization, some",
        "topology.optimization, 'all,none'",
        "default.key.serde, no.such.Serde",
        "dsl.store.format, plain",
        "group.protocol, streams",
        "client.tag.zone, ''",
        "rack.aware.assignment.tags, zone",
    })
    void aWrongValueIsRefusedByNameAndValue(String name, String value) {
        assertThatThrownBy(() -> config(name, value))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(value);
    }

    @Test
    void stateIsInTheLogsDirectoryUnlessSaidOtherwise() {
        assertThat(config().getString("state.dir")).isEqualTo("/data/state");
        assertThat(config("state.dir", "/elsewhere").getString("state.dir")).isEqualTo("/elsewhere");
        assertThat(new StreamsConfig(Map.of("application.id", "app", "bootstrap.servers", "h:1"))
                        .getString("state.dir"))
                .isEqualTo(System.getProperty("java.io.tmpdir") + "/millrace");
    }

    @Test
    void exactlyOnceCommitsMoreOftenUnlessSaidOtherwise() {
        assertThat(config().getLong("commit.interval.ms")).isEqualTo(30_000);
        assertThat(config("processing.guarantee", "exactly_once_v2").getLong("commit.interval.ms"))
                .isEqualTo(100);
        assertThat(config("processing.guarantee", "exactly_once_v2", "commit.interval.ms", 500)
                        .getLong("commit.interval.ms"))
                .isEqualTo(500);
    }

    @Test
    void aSerdeThatIsNeededButNotSetIsAskedFor() {
        assertThat(config("default.key.serde", Serdes.StringSerde.class).defaultKeySerde())
                .isInstanceOf(Serdes.StringSerde.class);
        assertThatThrownBy(() -> config().defaultValueSerde())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("default.value.serde")
                .hasMessageContaining("Consumed.with");
    }

    @Test
    void formerNamesAreUnderstoodButTodaysWin() {
        String former = "default.deserialization.exception.handler";

        assertThat(config(former, LogAndContinueExceptionHandler.class.getName())
                        .deserializationExceptionHandler())
                .isInstanceOf(LogAndContinueExceptionHandler.class);
        assertThat(config("cache.max.bytes.buffering", "7", "statestore.cache.max.bytes", "8")
                        .getLong("statestore.cache.max.bytes"))
                .isEqualTo(8);
    }

    @Test
    void clientsGetTheirSettingsFromTheNearestPrefix() {
        StreamsConfig config = config(
                "max.poll.records", 1,
                "consumer.max.poll.records", 2,
                "main.consumer.max.poll.records", 3,
                "producer.linger.ms", 4,
                "serde.of.mine", "x");

        assertThat(config.getMainConsumerConfigs("g", "c", 0)).containsEntry("max.poll.records", 3);
        assertThat(config.getRestoreConsumerConfigs("c")).containsEntry("max.poll.records", 2);
        assertThat(config.getProducerConfigs("c"))
                .containsEntry("linger.ms", 4)
                .containsEntry("serde.of.mine", "x")
                .doesNotContainKeys("max.poll.records", "log.dir");
    }

    @Test
    void whatTheEngineReliesOnCannotBeChanged() {
        StreamsConfig config = config(
                "processing.guarantee", "exactly_once_v2",
                "consumer.isolation.level", "read_uncommitted",
                "consumer.enable.auto.commit", true,
                "group.id", "other",
                "producer.enable.idempotence", false,
                "producer.transactional.id", "mine");

        assertThat(config.getMainConsumerConfigs("g", "c", 0))
                .containsEntry("isolation.level", "read_committed")
                .containsEntry("enable.auto.commit", false)
                .containsEntry("group.id", "g");
        assertThat(config.getProducerConfigs("c"))
                .containsEntry("enable.idempotence", true)
                .doesNotContainKey("transactional.id");
        assertThat(config.getRestoreConsumerConfigs("c"))
                .containsEntry("auto.offset.reset", "none")
                .doesNotContainKey("group.id");
    }

    @Test
    void aStaticMemberHasANameForEachThread() {
        assertThat(config("group.instance.id", "host").getMainConsumerConfigs("g", "c", 2))
                .containsEntry("group.instance.id", "host-2");
    }

    @Test
    void settingsThatContradictExactlyOnceAreRefused() {
        StreamsConfig overtaking =
                config("processing.guarantee", "exactly_once_v2", "producer.max.in.flight.requests.per.connection", 6);
        StreamsConfig hasty = config("processing.guarantee", "exactly_once_v2", "producer.transaction.timeout.ms", 50);

        assertThatThrownBy(() -> overtaking.getProducerConfigs("c"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("max.in.flight.requests.per.connection")
                .hasMessageContaining("6");
        assertThatThrownBy(() -> hasty.getProducerConfigs("c"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("transaction.timeout.ms is 50 ms but commit.interval.ms is 100 ms");
    }

    @Test
    void improvementsAreNoneAllOrAList() {
        assertThat(StreamsConfig.verifyTopologyOptimizationConfigs("none")).isEmpty();
        assertThat(StreamsConfig.verifyTopologyOptimizationConfigs("all"))
                .containsExactlyInAnyOrder(
                        "reuse.ktable.source.topics", "merge.repartition.topics", "single.store.self.join");
        assertThat(StreamsConfig.verifyTopologyOptimizationConfigs(
                        "merge.repartition.topics , reuse.ktable.source.topics"))
                .containsExactlyInAnyOrder("reuse.ktable.source.topics", "merge.repartition.topics");
    }

    @Test
    void settingsWithoutEffectAreNamed() {
        assertThat(InertSettings.among(
                        Set.of("application.id", "num.standby.replicas", "rocksdb.config.setter", "my.own")))
                .containsExactly("num.standby.replicas");
        Set<String> saidToHaveNone = StreamsConfig.configDef().configKeys().values().stream()
                .filter(key -> key.documentation.endsWith(" No effect yet."))
                .map(key -> key.name)
                .collect(Collectors.toSet());
        assertThat(InertSettings.among(StreamsConfig.configDef().names()))
                .containsExactlyInAnyOrderElementsOf(saidToHaveNone);
    }

    @Test
    void aDefaultSerdeThatCannotBeMadeNamesItsSettingAndWhatItLacks() {
        assertThatThrownBy(() ->
                        config("default.value.serde", Serdes.ListSerde.class).defaultValueSerde())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("default.value.serde")
                .hasMessageContaining("default.list.value.serde.type")
                .hasMessageContaining("default.list.value.serde.inner");
        assertThatThrownBy(() -> config("default.key.serde", String.class).defaultKeySerde())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("default.key.serde=java.lang.String");
    }

    @Test
    void aClassOfTheWrongKindNamesItsSetting() {
        assertThatThrownBy(() ->
                        config("default.timestamp.extractor", String.class).defaultTimestampExtractor())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("default.timestamp.extractor")
                .hasMessageContaining("TimestampExtractor");
        assertThatThrownBy(() ->
                        config("processing.exception.handler", String.class).processingExceptionHandler())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("processing.exception.handler");
    }

    /** The table in docs/configuration.md is what the program says of itself. */
    @Test
    void theGuideHasEverySettingWithItsDefault() throws IOException {
        StringBuilder table = new StringBuilder("| setting | default | meaning |\n|---|---|---|\n");
        new TreeMap<>(StreamsConfig.configDef().configKeys())
                .forEach((name, key) -> table.append(
                        "| `%s` | %s | %s |\n".formatted(name, defaultOf(key), key.documentation.replace("|", "\\|"))));

        assertThat(Path.of("..", "docs", "configuration.md")).content().contains(table);
    }

    private static String defaultOf(ConfigDef.ConfigKey key) {
        if (!key.hasDefault()) {
            return "required";
        }
        String text = ConfigDef.convertToString(key.defaultValue, key.type);
        return text == null || text.isEmpty() ? "–" : "`" + text + "`";
    }

    @Test
    void everySettingHasAMeaning() {
        assertThat(StreamsConfig.configDef().configKeys().values())
                .allSatisfy(key -> assertThat(key.documentation).as(key.name).isNotBlank());
    }
}
