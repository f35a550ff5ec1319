package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.kstream.WindowedSerdes;

/** Tables that wait before they speak. */
final class SuppressionSpecs {

    /** A suppression takes its serdes from the groups; the defaults do not know of windows. */
    private static final Grouped<String, String> STRINGS = Grouped.with(Serdes.String(), Serdes.String());

    private SuppressionSpecs() {}

    static List<Spec> all() {
        TimeWindows tumbling = TimeWindows.ofSizeAndGrace(AggregationSpecs.SIZE, AggregationSpecs.GRACE);
        TimeWindows hopping = tumbling.advanceBy(Duration.ofMillis(5));
        return List.of(
                windowed(
                        "until the window closes",
                        tumbling,
                        t -> t.suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))),
                windowed(
                        "until the hopping window closes",
                        hopping,
                        t -> t.suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))),
                windowed(
                        "until the window closes, without grace",
                        TimeWindows.ofSizeWithNoGrace(AggregationSpecs.SIZE),
                        t -> t.suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))),
                windowed(
                        "until the window closes, filtered",
                        tumbling,
                        t -> t.filter((k, v) -> v.length() > 1)
                                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded())
                                        .withName("closed"))),
                windowed(
                        "until the window closes, by three at most",
                        tumbling,
                        t -> t.suppress(Suppressed.untilWindowCloses(
                                BufferConfig.maxRecords(3).shutDownWhenFull()))),
                windowed(
                        "for a time",
                        tumbling,
                        t -> t.suppress(Suppressed.untilTimeLimit(Duration.ofMillis(7), BufferConfig.unbounded()))),
                windowed(
                        "for a time, by one at most",
                        tumbling,
                        t -> t.suppress(Suppressed.untilTimeLimit(Duration.ofMillis(50), BufferConfig.maxRecords(1)))),
                windowed(
                        "for a time, by few bytes",
                        tumbling,
                        t -> t.suppress(Suppressed.untilTimeLimit(Duration.ofMillis(50), BufferConfig.maxBytes(200)))),
                Spec.left(
                        "a table for a time",
                        b -> b.<String, String>table("L")
                                .suppress(Suppressed.untilTimeLimit(Duration.ofMillis(10), BufferConfig.unbounded()))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "a table for no time",
                        b -> b.<String, String>table("L")
                                .suppress(Suppressed.untilTimeLimit(Duration.ZERO, BufferConfig.unbounded()))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "a table for a time, then counted",
                        b -> b.<String, String>table("L")
                                .suppress(Suppressed.untilTimeLimit(Duration.ofMillis(5), BufferConfig.maxRecords(2)))
                                .groupBy((k, v) -> KeyValue.pair(v, k))
                                .count()
                                .toStream()
                                .mapValues(String::valueOf)
                                .to("out")));
    }

    private static Spec windowed(
            String title,
            TimeWindows windows,
            Function<KTable<Windowed<String>, String>, KTable<Windowed<String>, String>> suppress) {
        return Spec.left(
                        title,
                        b -> suppress.apply(b.<String, String>stream("L")
                                        .groupByKey(STRINGS)
                                        .windowedBy(windows)
                                        .reduce(AggregationSpecs::folded))
                                .toStream()
                                .to(
                                        "out",
                                        Produced.with(
                                                new WindowedSerdes.TimeWindowedSerde<>(Serdes.String(), 10),
                                                Serdes.String())))
                .output(AggregationSpecs.WINDOWED_OUT);
    }

    static List<Spec> sessions() {
        SessionWindows sessions = SessionWindows.ofInactivityGapAndGrace(AggregationSpecs.SIZE, AggregationSpecs.GRACE);
        Spec spec = Spec.left(
                        "until the session closes",
                        b -> b.<String, String>stream("L")
                                .groupByKey(STRINGS)
                                .windowedBy(sessions)
                                .reduce(AggregationSpecs::folded, AggregationSpecs.KEPT)
                                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                                .toStream()
                                .to(
                                        "out",
                                        Produced.with(
                                                new WindowedSerdes.SessionWindowedSerde<>(Serdes.String()),
                                                Serdes.String())))
                .output(AggregationSpecs.SESSIONS_OUT);
        return List.of(spec, spec.cached());
    }
}
