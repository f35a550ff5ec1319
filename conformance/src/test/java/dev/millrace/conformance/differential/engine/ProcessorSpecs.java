package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;
import org.apache.kafka.streams.state.WindowStoreIterator;
import org.jspecify.annotations.Nullable;

/** The Processor API: clocks, stores, what a record knows of itself. */
final class ProcessorSpecs {

    private ProcessorSpecs() {}

    static List<Spec> all() {
        return List.of(
                Spec.left(
                        "both clocks",
                        b -> b.<String, String>stream("L").process(Ticking::new).to("out")),
                Spec.of(
                        "clocks of two sides",
                        b -> b.<String, String>stream("L")
                                .merge(b.stream("R"))
                                .process(Ticking::new)
                                .to("out")),
                Spec.left(
                        "a clock that stops",
                        b -> b.<String, String>stream("L")
                                .process(TickingOnce::new)
                                .to("out")),
                Spec.of(
                        "where a record comes from",
                        b -> b.<String, String>stream("L")
                                .merge(b.<String, String>stream("R").repartition())
                                .process(Telling::new)
                                .to("out")),
                Spec.of("a window store", ProcessorSpecs::windowStore),
                Spec.left("a cached store", ProcessorSpecs::cachedStore).cached());
    }

    /** Tells the time, every 10 ms of each clock. */
    private static class Ticking extends ContextualProcessor<String, String, String, String> {
        @Override
        public void init(ProcessorContext<String, String> context) {
            super.init(context);
            context.schedule(Duration.ofMillis(10), PunctuationType.STREAM_TIME, at -> tell("stream", at));
            context.schedule(Duration.ofMillis(25), PunctuationType.WALL_CLOCK_TIME, at -> tell("wall", at));
        }

        private void tell(String clock, long atMs) {
            String now = context().currentStreamTimeMs() + "/" + context().currentSystemTimeMs();
            context().forward(new Record<>(clock, atMs + ":" + now, atMs));
        }

        @Override
        public void process(Record<String, String> record) {
            context().forward(record.withHeaders(record.headers().add("seen", new byte[] {'1'})));
        }
    }

    private static final class TickingOnce extends ContextualProcessor<String, String, String, String> {
        private @Nullable Cancellable clock;

        @Override
        public void process(Record<String, String> record) {
            if (clock == null) {
                clock = context().schedule(Duration.ofMillis(7), PunctuationType.STREAM_TIME, at -> {
                    context().forward(new Record<>("tick", "" + at, at));
                    clock.cancel();
                });
            }
        }
    }

    static final class Telling extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> record) {
            String from = context()
                    .recordMetadata()
                    .map(m -> m.topic() + "-" + m.partition() + "@" + m.offset())
                    .orElse("nowhere");
            context()
                    .forward(record.withValue(
                            from + " " + context().taskId() + " " + context().applicationId()));
        }
    }

    private static void windowStore(StreamsBuilder b) {
        b.addStateStore(Stores.windowStoreBuilder(
                Stores.inMemoryWindowStore("seen", Duration.ofMillis(40), Duration.ofMillis(10), true),
                Serdes.String(),
                Serdes.String()));
        ProcessorSupplier<String, String, String, String> supplier = () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<String, String> record) {
                if (record.key() == null) {
                    return;
                }
                WindowStore<String, String> seen = context().getStateStore("seen");
                seen.put(record.key(), record.value(), record.timestamp());
                StringBuilder text = new StringBuilder();
                long now = record.timestamp();
                try (WindowStoreIterator<String> near = seen.fetch(record.key(), Math.max(0, now - 20), now + 20)) {
                    near.forEachRemaining(
                            each -> text.append(each.key).append(each.value).append(' '));
                }
                context().forward(record.withValue(text.toString()));
            }
        };
        b.<String, String>stream("L")
                .merge(b.stream("R"))
                .process(supplier, "seen")
                .to("out");
    }

    private static void cachedStore(StreamsBuilder b) {
        b.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("kept"), Serdes.String(), Serdes.String())
                        .withCachingEnabled());
        ProcessorSupplier<String, String, String, String> supplier = () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<String, String> record) {
                if (record.key() == null) {
                    return;
                }
                KeyValueStore<String, String> kept = context().getStateStore("kept");
                String old = record.value() == null ? kept.delete(record.key()) : kept.get(record.key());
                String first = kept.putIfAbsent(record.key(), record.value());
                StringBuilder text = new StringBuilder(old + " " + first);
                try (var all = kept.range("a", "b")) {
                    all.forEachRemaining(
                            each -> text.append(' ').append(each.key).append(each.value));
                }
                try (var all = kept.reverseAll()) {
                    all.forEachRemaining(each -> text.append(' ').append(each.key));
                }
                context().forward(record.withValue(text.toString()));
            }
        };
        b.<String, String>stream("L").process(supplier, "kept").to("out");
    }
}
