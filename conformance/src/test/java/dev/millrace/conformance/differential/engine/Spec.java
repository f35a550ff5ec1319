package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Topic;
import java.util.List;
import java.util.function.Consumer;
import org.apache.kafka.streams.StreamsBuilder;

/** A topology written by hand, and its topics. */
record Spec(
        String title,
        Consumer<StreamsBuilder> program,
        List<Topic> inputs,
        List<Topic> outputs,
        Program.Settings settings) {

    private static final Program.Settings PLAIN = new Program.Settings(0, false, false);

    /** A topology of the topics L and R; all of them, and the output {@code out}, hold strings. */
    static Spec of(String title, Consumer<StreamsBuilder> program) {
        return of(title, program, List.of("L", "R"));
    }

    /** A topology of the topic L alone. */
    static Spec left(String title, Consumer<StreamsBuilder> program) {
        return of(title, program, List.of("L"));
    }

    private static Spec of(String title, Consumer<StreamsBuilder> program, List<String> inputs) {
        List<Topic> topics = inputs.stream().map(Topic::strings).toList();
        return new Spec(title, program, topics, List.of(Topic.strings("out")), PLAIN);
    }

    Spec output(Topic... topics) {
        return new Spec(title, program, inputs, List.of(topics), settings);
    }

    Spec cached() {
        return new Spec(title + " (cached)", program, inputs, outputs, new Program.Settings(1 << 20, false, false));
    }

    Spec rocksDb() {
        return new Spec(title + " (RocksDB)", program, inputs, outputs, new Program.Settings(0, true, false));
    }

    Spec optimized() {
        return new Spec(title + " (optimized)", program, inputs, outputs, new Program.Settings(0, false, true));
    }
}
