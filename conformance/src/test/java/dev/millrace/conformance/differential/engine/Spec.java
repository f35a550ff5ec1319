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
        return new Spec(title, program, topics, List.of(Topic.strings("out")), Program.Settings.PLAIN);
    }

    Spec output(Topic... topics) {
        return new Spec(title, program, inputs, List.of(topics), settings);
    }

    Spec cached() {
        return with(" (cached)", Program.Settings.PLAIN.cached());
    }

    Spec rocksDb() {
        return with(" (RocksDB)", Program.Settings.PLAIN.onRocksDb());
    }

    Spec optimized() {
        return with(" (optimized)", Program.Settings.PLAIN.optimized());
    }

    /** With {@code dsl.store.format} of headers, on RocksDB. */
    Spec headersFormat(int cacheBytes) {
        return with(
                cacheBytes == 0 ? " (headers)" : " (headers, cached)",
                new Program.Settings(cacheBytes, true, "none", true, Program.OnError.DEFAULT));
    }

    private Spec with(String suffix, Program.Settings newSettings) {
        return new Spec(title + suffix, program, inputs, outputs, newSettings);
    }
}
