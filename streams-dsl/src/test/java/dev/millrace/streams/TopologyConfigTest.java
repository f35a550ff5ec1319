package dev.millrace.streams;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.errors.LogAndContinueExceptionHandler;
import dev.millrace.streams.errors.LogAndFailExceptionHandler;
import dev.millrace.streams.errors.LogAndFailProcessingExceptionHandler;
import dev.millrace.streams.processor.FailOnInvalidTimestamp;
import dev.millrace.streams.state.BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers;
import dev.millrace.streams.state.BuiltInDslStoreSuppliers.RocksDBDslStoreSuppliers;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class TopologyConfigTest {

    private static StreamsConfig application(Map<String, Object> more) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "x");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "a:1");
        properties.putAll(more);
        return new StreamsConfig(properties);
    }

    @Test
    void withoutSettingsItHasTheDefaultsOfTheApplication() {
        TopologyConfig config = new TopologyConfig(application(Map.of()));

        assertThat(config.topologyName).isNull();
        assertThat(config.isNamedTopology()).isFalse();
        assertThat(config.eosEnabled).isFalse();
        assertThat(config.maxBufferedSize).isEqualTo(1000);
        assertThat(config.cacheSize).isEqualTo(10 << 20);
        assertThat(config.maxTaskIdleMs).isZero();
        assertThat(config.taskTimeoutMs).isEqualTo(300_000);
        assertThat(config.storeType).isEqualTo("rocksDB");
        assertThat(config.dslStoreSuppliers).isEqualTo(RocksDBDslStoreSuppliers.class);
        assertThat(config.resolveDslStoreSuppliers()).isEmpty();
        assertThat(config.ensureExplicitInternalResourceNaming).isFalse();
    }

    @Test
    void aSettingOfTheTopologyWinsOverThatOfTheApplication() {
        StreamsConfig application = application(Map.of(
                StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG,
                7,
                StreamsConfig.MAX_TASK_IDLE_MS_CONFIG,
                8L,
                StreamsConfig.DESERIALIZATION_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueExceptionHandler.class));
        Properties own = new Properties();
        own.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, "5");
        own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, "77");
        own.put(StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG, InMemoryDslStoreSuppliers.class.getName());
        TopologyConfig config = new TopologyConfig("mine", application, own);

        assertThat(config.topologyName).isEqualTo("mine");
        assertThat(config.isNamedTopology()).isTrue();
        assertThat(config.maxBufferedSize).isEqualTo(5);
        assertThat(config.cacheSize).isEqualTo(77);
        assertThat(config.maxTaskIdleMs).isEqualTo(8);
        assertThat(config.resolveDslStoreSuppliers()).get().isInstanceOf(InMemoryDslStoreSuppliers.class);
        assertThat(config.getTaskConfig().maxBufferedSize).isEqualTo(5);
        assertThat(config.getTaskConfig().deserializationExceptionHandler)
                .isInstanceOf(LogAndContinueExceptionHandler.class);
    }

    @Test
    void aTaskGetsHandlersOfItsOwn() {
        TopologyConfig.TaskConfig task = new TopologyConfig(
                        application(Map.of(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2)))
                .getTaskConfig();

        assertThat(task.eosEnabled).isTrue();
        assertThat(task.timestampExtractor).isInstanceOf(FailOnInvalidTimestamp.class);
        assertThat(task.deserializationExceptionHandler).isInstanceOf(LogAndFailExceptionHandler.class);
        assertThat(task.processingExceptionHandler).isInstanceOf(LogAndFailProcessingExceptionHandler.class);
    }

    @Test
    void aBuilderFillsTheTopologyThatItsSubclassMakes() {
        TopologyConfig config = new TopologyConfig(application(Map.of()));
        Topology own = new Topology(config);
        StreamsBuilder builder = new StreamsBuilder(config) {
            @Override
            protected Topology newTopology(TopologyConfig given) {
                return own;
            }
        };
        builder.stream("in").to("out");

        assertThat(builder.build()).isSameAs(own);
        assertThat(own.describe().toString()).contains("topics: [in]", "topic: out");
    }
}
