package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Engine;
import dev.millrace.conformance.differential.Outcome;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Script;
import dev.millrace.conformance.differential.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;

/** Runs topologies on the test driver of the API that this class was loaded with. */
public final class TestDriverEngine implements Engine {

    /** Two builds on one machine must not share it. */
    private static final String STATE_DIR = System.getProperty("java.io.tmpdir") + "/trials-"
            + ProcessHandle.current().pid();

    @Override
    public Outcome run(Trial trial) {
        Program program = trial.program();
        Properties properties = properties(program.settings());
        Supplier<Topology> topology = () -> {
            StreamsBuilder builder = new StreamsBuilder();
            new Interpreter(builder).build(program);
            return builder.build(properties);
        };
        return new Drive(program.inputs(), program.outputs(), program.settings().cacheBytes() > 0)
                .run(topology, properties, trial.actions());
    }

    @Override
    public List<Case> cases() {
        return Arrays.stream(Book.values())
                .flatMap(book -> book.specs().stream()
                        .flatMap(spec -> scripts(book, spec).stream()
                                .map(script -> new Case(book.name(), spec.title(), script))))
                .toList();
    }

    private static List<String> scripts(Book book, Spec spec) {
        return spec.settings().rocksDb()
                ? book.scripts().subList(0, Math.min(2, book.scripts().size()))
                : book.scripts();
    }

    @Override
    public Outcome run(Case specification) {
        Spec spec = Book.valueOf(specification.book()).specs().stream()
                .filter(each -> each.title().equals(specification.title()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No specification " + specification));
        Properties properties = properties(spec.settings());
        if (spec.headers()) {
            properties.put(StreamsConfig.DSL_STORE_FORMAT_CONFIG, StreamsConfig.DSL_STORE_FORMAT_HEADERS);
        }
        Supplier<Topology> topology = () -> {
            StreamsBuilder builder = new StreamsBuilder();
            spec.program().accept(builder);
            return builder.build(properties);
        };
        return new Drive(spec.inputs(), spec.outputs(), spec.settings().cacheBytes() > 0)
                .run(topology, properties, Script.parse(specification.script(), spec.inputs()));
    }

    private static Properties properties(Program.Settings settings) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, Drive.APPLICATION_ID);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, STATE_DIR);
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        // The default is one directory for all builds of a machine.
        properties.put(StreamsConfig.STATE_DIR_CONFIG, "target/kafka-streams");
        properties.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, settings.cacheBytes());
        properties.put(
                StreamsConfig.DSL_STORE_SUPPLIERS_CLASS_CONFIG,
                settings.rocksDb()
                        ? BuiltInDslStoreSuppliers.RocksDBDslStoreSuppliers.class
                        : BuiltInDslStoreSuppliers.InMemoryDslStoreSuppliers.class);
        properties.put(
                StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG,
                settings.optimize() ? StreamsConfig.OPTIMIZE : StreamsConfig.NO_OPTIMIZATION);
        return properties;
    }
}
