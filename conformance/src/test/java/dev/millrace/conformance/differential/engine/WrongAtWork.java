package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.util.Properties;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;

/** Mistakes that only a start, or a record, brings to light. */
public final class WrongAtWork extends Mistakes {

    @Override
    void tryAll() {
        serdes();
        processors();
        topics();
    }

    private void serdes() {
        atWork(
                "a source without a serde",
                noDefaults(),
                program(b -> b.stream("in", Consumed.as("src")).foreach((k, v) -> {})));
        atWork(
                "a source without a value serde",
                noDefaults(),
                program(b -> b.stream("in", Consumed.<String, String>as("src").withKeySerde(Serdes.String()))
                        .foreach((k, v) -> {})));
        atWork(
                "a sink without a serde",
                noDefaults(),
                program(b -> strings(b).map((k, v) -> KeyValue.pair(k, v)).to("out", Produced.as("snk"))));
        atWork(
                "a store without a serde",
                noDefaults(),
                program(b -> strings(b)
                        .mapValues(v -> v)
                        .groupByKey()
                        .reduce((l, r) -> l, Named.as("red"), Materialized.as("st"))));
        atWork(
                "a repartition topic without a serde",
                noDefaults(),
                program(b -> strings(b)
                        .selectKey((k, v) -> v, Named.as("sel"))
                        .repartition()
                        .foreach((k, v) -> {})));
        atWork(
                "a windowed join without a serde",
                noDefaults(),
                program(b -> strings(b)
                        .mapValues(v -> v)
                        .join(
                                strings(b).mapValues(v -> v),
                                (l, r) -> l,
                                JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ofMinutes(1)))));
        atWork(
                "a suppression without a serde",
                noDefaults(),
                program(b -> strings(b)
                        .toTable()
                        .mapValues(v -> v)
                        .suppress(Suppressed.untilTimeLimit(
                                Duration.ofMinutes(1), Suppressed.BufferConfig.unbounded()))));
        atWork(
                "a sink with the wrong serde",
                program(b -> b.<Long, Long>stream("in")
                        .to("out", Produced.with(Serdes.Long(), Serdes.Long()).withName("snk"))));
        atWork(
                "a store with the wrong serde",
                program(b -> in(b).mapValues(v -> 1L).groupByKey().reduce((l, r) -> l, Materialized.as("st"))));
        atWork(
                "a source with the wrong serde",
                program(b -> b.stream("in", Consumed.with(Serdes.Long(), Serdes.Long()))
                        .foreach((k, v) -> {})));
    }

    private void processors() {
        atWork("a store that is not connected", program(b -> {
            b.addStateStore(store("st"));
            in(b).process(Forward::new, Named.as("q"), "st");
            in(b).process(() -> new Asks("st"), Named.as("p"));
        }));
        atWork("a store that nobody added", program(b -> in(b).process(() -> new Asks("st"), Named.as("p"))));
        atWork(
                "a record for an unknown child",
                () -> new Topology()
                        .addSource("s", "in")
                        .addProcessor("p", () -> new To("x"), "s")
                        .addSink("k", "out", "p"));
        atWork("a punctuator without an interval", program(b -> in(b).process(Hasty::new, Named.as("p"))));
        atWork(
                "a map that returns null",
                program(b ->
                        in(b).map((k, v) -> (KeyValue<String, String>) null).to("out")));
        atWork(
                "a flatMap that returns null",
                program(b -> in(b).flatMapValues(v -> (Iterable<String>) null).to("out")));
    }

    private void topics() {
        atWork(
                "a source of a topic whose name is illegal",
                program(b -> in(b).merge(b.stream("a topic")).to("out")));
        atWork(
                "a repartition topic whose name is illegal",
                program(b -> in(b).repartition(Repartitioned.as("a topic")).to("out")));
        atWork("a sink to a topic whose name is illegal", program(b -> in(b).to("a topic")));
        atWork("a sink that extracts no topic", program(b -> in(b).to((k, v, c) -> null)));
        atWork("a sink to its own changelog", program(b -> {
            in(b).groupByKey().count(Materialized.as("st"));
            in(b).to("app-st-changelog");
        }));
        atWork("a store whose changelog cannot have its name", program(b -> {
            b.addStateStore(store("a store"));
            in(b).process(Forward::new, Named.as("q"), "a store");
        }));
    }

    private static Supplier<Topology> program(Consumer<StreamsBuilder> verbs) {
        return () -> {
            StreamsBuilder builder = new StreamsBuilder();
            verbs.accept(builder);
            return builder.build();
        };
    }

    private static Properties noDefaults() {
        Properties properties = properties();
        properties.remove("default.key.serde");
        properties.remove("default.value.serde");
        return properties;
    }

    private static KStream<String, String> in(StreamsBuilder builder) {
        return builder.stream("in");
    }

    private static KStream<String, String> strings(StreamsBuilder builder) {
        return builder.stream("in", Consumed.with(Serdes.String(), Serdes.String()));
    }

    /** Asks for a store. */
    private static final class Asks implements Processor<String, String, String, String> {
        private final String store;

        Asks(String store) {
            this.store = store;
        }

        @Override
        public void init(ProcessorContext<String, String> context) {
            context.getStateStore(store).name();
        }

        @Override
        public void process(Record<String, String> record) {}
    }

    /** Sends records to one child. */
    private static final class To extends ContextualProcessor<Object, Object, Object, Object> {
        private final String child;

        To(String child) {
            this.child = child;
        }

        @Override
        public void process(Record<Object, Object> record) {
            context().forward(record, child);
        }
    }

    /** Asks to be called all the time. */
    private static final class Hasty extends ContextualProcessor<String, String, String, String> {
        @Override
        public void init(ProcessorContext<String, String> context) {
            context.schedule(Duration.ZERO, PunctuationType.STREAM_TIME, time -> {});
        }

        @Override
        public void process(Record<String, String> record) {}
    }
}
