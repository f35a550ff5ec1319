package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Topic;
import dev.millrace.conformance.differential.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.SessionWindowedKStream;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.TimeWindowedKStream;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.WindowedSerdes;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.WindowStore;

/** Aggregations of streams. */
final class AggregationSpecs {

    static final Duration SIZE = Duration.ofMillis(10);
    static final Duration GRACE = Duration.ofMillis(5);
    static final Topic WINDOWED_OUT =
            new Topic("out", new Shape(false, Kind.STRING, new Windowing.Hopping(10, 10, 0), Kind.STRING));
    static final Topic SESSIONS_OUT =
            new Topic("out", new Shape(false, Kind.STRING, new Windowing.Session(10, 0), Kind.STRING));

    static final Materialized<String, String, SessionStore<Bytes, byte[]>> KEPT =
            Materialized.<String, String, SessionStore<Bytes, byte[]>>with(Serdes.String(), Serdes.String())
                    .withRetention(Duration.ofHours(1));

    private AggregationSpecs() {}

    private static KGroupedStream<String, String> grouped(StreamsBuilder b) {
        return b.<String, String>stream("L").groupByKey();
    }

    /** Two values in one; "drop" makes nothing of them. */
    static String folded(String left, String right) {
        return "drop".equals(right) ? null : left + right;
    }

    static List<Spec> keyed() {
        List<Spec> specs = new ArrayList<>();
        specs.add(Spec.left(
                "count",
                b -> grouped(b).count().toStream().mapValues(String::valueOf).to("out")));
        specs.add(Spec.left(
                "count by value",
                b -> b.<String, String>stream("L")
                        .groupBy((k, v) -> v, Grouped.as("by-value"))
                        .count(Materialized.as("counts"))
                        .toStream()
                        .mapValues(String::valueOf)
                        .to("out")));
        specs.add(Spec.left(
                "reduce",
                b -> grouped(b).reduce(AggregationSpecs::folded).toStream().to("out")));
        specs.add(Spec.left(
                "aggregate",
                b -> grouped(b)
                        .aggregate(() -> ">", (k, v, a) -> folded(a, v))
                        .toStream()
                        .to("out")));
        specs.add(Spec.left(
                "aggregate from null",
                b -> grouped(b)
                        .aggregate(
                                () -> null,
                                (k, v, a) -> folded(a + "", v),
                                Materialized.with(Serdes.String(), Serdes.String()))
                        .toStream()
                        .to("out")));
        specs.add(Spec.of(
                "cogroup",
                b -> grouped(b)
                        .<String>cogroup((k, v, a) -> folded(a, v))
                        .cogroup(b.<String, String>stream("R").groupByKey(), (k, v, a) -> a + "R")
                        .aggregate(() -> ">")
                        .toStream()
                        .to("out")));
        List<Spec> all = new ArrayList<>(specs);
        specs.forEach(spec -> all.add(spec.cached()));
        all.add(specs.get(2).rocksDb());
        all.add(specs.get(1).optimized());
        return all;
    }

    private static Spec timed(
            String title,
            Function<KGroupedStream<String, String>, TimeWindowedKStream<String, String>> windows,
            Function<TimeWindowedKStream<String, String>, KTable<Windowed<String>, String>> fold) {
        return Spec.left(
                        title,
                        b -> fold.apply(windows.apply(grouped(b)))
                                .toStream()
                                .to(
                                        "out",
                                        Produced.with(
                                                new WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), 10),
                                                Serdes.String())))
                .output(WINDOWED_OUT);
    }

    static List<Spec> windowed() {
        List<Spec> specs = new ArrayList<>();
        specs.addAll(folds("tumbling", g -> g.windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE))));
        specs.addAll(folds("tumbling without grace", g -> g.windowedBy(TimeWindows.ofSizeWithNoGrace(SIZE))));
        specs.addAll(folds(
                "hopping",
                g -> g.windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE).advanceBy(Duration.ofMillis(4)))));
        specs.addAll(folds("sliding", g -> g.windowedBy(SlidingWindows.ofTimeDifferenceAndGrace(SIZE, GRACE))));
        specs.addAll(
                folds("sliding without grace", g -> g.windowedBy(SlidingWindows.ofTimeDifferenceWithNoGrace(SIZE))));
        List<Spec> all = new ArrayList<>(specs);
        onClose().forEach(spec -> {
            all.add(spec);
            all.add(spec.rocksDb());
        });
        specs.stream().filter(spec -> spec.title().endsWith("reduce")).forEach(spec -> all.add(spec.cached()));
        all.add(specs.get(1).rocksDb());
        return all;
    }

    /**
     * In Kafka Streams a store may forget a window before it is told that it has closed, when time jumps; so here it is
     * kept for longer.
     */
    private static List<Spec> onClose() {
        List<Spec> specs = new ArrayList<>();
        specs.addAll(foldsOnClose("tumbling on close", g -> g.windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE))));
        specs.addAll(foldsOnClose(
                "hopping on close",
                g -> g.windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE).advanceBy(Duration.ofMillis(4)))));
        specs.addAll(foldsOnClose(
                "sliding on close", g -> g.windowedBy(SlidingWindows.ofTimeDifferenceAndGrace(SIZE, GRACE))));
        return specs;
    }

    private static List<Spec> foldsOnClose(
            String title, Function<KGroupedStream<String, String>, TimeWindowedKStream<String, String>> windows) {
        Function<KGroupedStream<String, String>, TimeWindowedKStream<String, String>> onClose =
                windows.andThen(w -> w.emitStrategy(EmitStrategy.onWindowClose()));
        return List.of(
                timed(
                        title + " count",
                        onClose,
                        w -> w.count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("counts")
                                        .withRetention(Duration.ofHours(1)))
                                .mapValues(String::valueOf)),
                timed(
                        title + " reduce",
                        onClose,
                        w -> w.reduce(
                                AggregationSpecs::folded,
                                Materialized.<String, String, WindowStore<Bytes, byte[]>>as("folded")
                                        .withRetention(Duration.ofHours(1)))));
    }

    private static List<Spec> folds(
            String title, Function<KGroupedStream<String, String>, TimeWindowedKStream<String, String>> windows) {
        return List.of(
                timed(title + " count", windows, w -> w.count().mapValues(String::valueOf)),
                timed(title + " reduce", windows, w -> w.reduce(AggregationSpecs::folded)),
                timed(
                        title + " aggregate",
                        windows,
                        w -> w.aggregate(() -> ">", (k, v, a) -> folded(a, v), Materialized.as("folded"))));
    }

    static List<Spec> sessions() {
        List<Spec> specs = new ArrayList<>();
        specs.addAll(sessionFolds("sessions", g -> g.windowedBy(SessionWindows.ofInactivityGapAndGrace(SIZE, GRACE))));
        specs.addAll(sessionFolds(
                "sessions without grace", g -> g.windowedBy(SessionWindows.ofInactivityGapWithNoGrace(SIZE))));
        List<Spec> all = new ArrayList<>(specs);
        // With a cache a session outlives its store in Kafka Streams; so here the store keeps it.
        all.add(session(
                        "sessions kept",
                        g -> g.windowedBy(SessionWindows.ofInactivityGapAndGrace(SIZE, GRACE)),
                        w -> w.reduce(AggregationSpecs::folded, KEPT))
                .cached());
        all.add(specs.get(1).rocksDb());
        Spec onClose = session(
                "sessions on close",
                g -> g.windowedBy(SessionWindows.ofInactivityGapAndGrace(SIZE, GRACE))
                        .emitStrategy(EmitStrategy.onWindowClose()),
                w -> w.reduce(AggregationSpecs::folded, KEPT));
        all.add(onClose);
        all.add(onClose.rocksDb());
        return all;
    }

    private static List<Spec> sessionFolds(
            String title, Function<KGroupedStream<String, String>, SessionWindowedKStream<String, String>> windows) {
        return List.of(
                session(title + " count", windows, w -> w.count().mapValues(String::valueOf)),
                session(title + " reduce", windows, w -> w.reduce(AggregationSpecs::folded)),
                session(
                        title + " aggregate",
                        windows,
                        w -> w.aggregate(
                                () -> ">",
                                (k, v, a) -> folded(a, v),
                                (k, a, c) -> a + "|" + c,
                                Materialized.as("folded"))));
    }

    private static Spec session(
            String title,
            Function<KGroupedStream<String, String>, SessionWindowedKStream<String, String>> windows,
            Function<SessionWindowedKStream<String, String>, KTable<Windowed<String>, String>> fold) {
        return Spec.left(
                        title,
                        b -> fold.apply(windows.apply(grouped(b)))
                                .toStream()
                                .to(
                                        "out",
                                        Produced.with(
                                                new WindowedSerdes.SessionWindowedSerde<>(Serdes.String()),
                                                Serdes.String())))
                .output(SESSIONS_OUT);
    }
}
