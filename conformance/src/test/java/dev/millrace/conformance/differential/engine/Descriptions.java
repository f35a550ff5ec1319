package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;

/**
 * Programs chosen for their names and numbers, and what {@code describe()} says of each: without optimization, and with
 * all.
 */
abstract class Descriptions implements Supplier<Map<String, String>> {

    static final Duration MINUTE = Duration.ofMinutes(1);

    private final Map<String, String> texts = new LinkedHashMap<>();

    @Override
    public final Map<String, String> get() {
        addAll();
        return texts;
    }

    /** Calls {@link #add} for each program. */
    abstract void addAll();

    /** A program, described as it is written and as all optimizations make it. */
    final void add(String title, Consumer<StreamsBuilder> program) {
        add(title, program, StreamsConfig.NO_OPTIMIZATION);
        add(title + ", optimized", program, StreamsConfig.OPTIMIZE);
    }

    /** A program, described under one setting of {@code topology.optimization}. */
    final void add(String title, Consumer<StreamsBuilder> program, String optimization) {
        add(title, program, properties(StreamsConfig.TOPOLOGY_OPTIMIZATION_CONFIG, optimization));
    }

    /** A program, described under these settings. */
    final void add(String title, Consumer<StreamsBuilder> program, Properties settings) {
        StreamsBuilder builder = new StreamsBuilder(new TopologyConfig(new StreamsConfig(settings)));
        program.accept(builder);
        builder.stream("last").to("number"); // its generated names tell how far the counter has come
        texts.put(title, builder.build(settings).describe().toString());
    }

    static Properties properties(String... more) {
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "described");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "nowhere:9092");
        for (int i = 0; i < more.length; i += 2) {
            properties.put(more[i], more[i + 1]);
        }
        return properties;
    }

    static KStream<String, String> in(StreamsBuilder builder) {
        return builder.stream("in");
    }

    /** A stream whose keys have changed. */
    static KStream<String, String> keyed(StreamsBuilder builder) {
        return in(builder).selectKey((key, value) -> value);
    }

    static KTable<String, String> table(StreamsBuilder builder, String topic) {
        return builder.table(topic);
    }
}
