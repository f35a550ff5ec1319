package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.BuiltProgram;
import dev.millrace.conformance.differential.Program;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;

/** Makes the topologies of programs, and their configuration, for the API that this class was loaded with. */
public final class Topologies implements BuiltProgram.Builder {

    @Override
    public BuiltProgram build(Program program) {
        Notes notes = new Notes();
        Properties properties = properties(program.settings(), notes);
        return new Built(topology(program, notes, properties), properties, notes);
    }

    private record Built(Topology topology, Properties properties, Notes verbs) implements BuiltProgram {
        @Override
        public Map<String, List<String>> notes() {
            return verbs.collect();
        }
    }

    static Topology topology(Program program, Notes notes, Properties properties) {
        StreamsBuilder builder = new StreamsBuilder();
        new Interpreter(builder, program, notes).build();
        return builder.build(properties);
    }

    static Properties properties(Program.Settings settings, Notes notes) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Drive.APPLICATION_ID);
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.cacheBytes());
        properties.put(
                StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                settings.rocksDb()
                        ? BuiltInDslStoreSuppliers.RocksDBDslStoreSuppliers.class
                        : BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        properties.put(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, settings.optimization());
        properties.put(
                StreamsConfig.DSL_STORE_FORMAT_CONFIG,
                settings.headers() ? StreamsConfig.DSL_STORE_FORMAT_HEADERS : StreamsConfig.DSL_STORE_FORMAT_DEFAULT);
        Failing.configure(properties, settings.onError(), notes);
        return properties;
    }
}
