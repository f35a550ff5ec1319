package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Refusal;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Makes mistakes, and notes of each when it was refused, and how. */
abstract class Mistakes implements Supplier<List<Refusal>> {

    private final List<Refusal> noticed = new ArrayList<>();

    @Override
    public final List<Refusal> get() {
        tryAll();
        return noticed;
    }

    /** Calls one of the methods below for each mistake. */
    abstract void tryAll();

    /** A mistake in a topology that is built by hand. */
    final void inTopology(String title, Consumer<Topology> steps) {
        Topology topology = new Topology();
        note(title, new String[] {Refusal.CALL}, () -> steps.accept(topology), () -> {});
    }

    /** A mistake in a program of the DSL. */
    final void inProgram(String title, Consumer<StreamsBuilder> verbs) {
        inProgram(title, properties(), verbs);
    }

    final void inProgram(String title, Properties properties, Consumer<StreamsBuilder> verbs) {
        inProgram(title, new StreamsBuilder(), properties, verbs);
    }

    final void inProgram(String title, StreamsBuilder builder, Properties properties, Consumer<StreamsBuilder> verbs) {
        note(
                title,
                new String[] {Refusal.CALL, Refusal.BUILD},
                () -> verbs.accept(builder),
                () -> builder.build(properties));
    }

    /**
     * A mistake that the topology alone does not show: it is started, and gets a record with key and value "a" in topic
     * "in".
     */
    final void atWork(String title, Supplier<Topology> topology) {
        atWork(title, properties(), topology);
    }

    final void atWork(String title, Properties properties, Supplier<Topology> topology) {
        TopologyTestDriver[] driver = new TopologyTestDriver[1];
        note(
                title,
                new String[] {Refusal.START, Refusal.RECORD},
                () -> driver[0] = new TopologyTestDriver(topology.get(), properties),
                () -> driver[0]
                        .createInputTopic("in", new StringSerializer(), new StringSerializer())
                        .pipeInput("a", "a"));
        if (driver[0] != null) {
            try {
                driver[0].close();
            } catch (RuntimeException e) {
                // the mistake again
            }
        }
    }

    private void note(String title, String[] moments, Runnable... steps) {
        for (int i = 0; i < moments.length; i++) {
            try {
                steps[i].run();
            } catch (RuntimeException e) {
                noticed.add(new Refusal(title, moments[i], typesOf(e), String.valueOf(e.getMessage())));
                return;
            }
        }
        noticed.add(new Refusal(title, Refusal.NEVER, List.of(), ""));
    }

    /** The exception's type and all above it. */
    private static List<String> typesOf(RuntimeException e) {
        List<String> types = new ArrayList<>();
        for (Class<?> type = e.getClass(); type != RuntimeException.class; type = type.getSuperclass()) {
            types.add(type.getSimpleName());
        }
        return types;
    }

    static StoreBuilder<KeyValueStore<String, String>> store(String name) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String());
    }

    static Properties properties(String... more) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, "target/kafka-streams");
        properties.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        properties.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    /** Sends records on. */
    static final class Forward<K, V> extends ContextualProcessor<K, V, K, V> {
        @Override
        public void process(Record<K, V> record) {
            context().forward(record);
        }
    }
}
