package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** A program with every kind of changelog, for the configuration of its internal topics. */
public final class LoggedProgram implements Function<Properties, Object> {

    /** To be made by its name. */
    public LoggedProgram() {}

    @Override
    public Object apply(Properties config) {
        StreamsBuilder builder = new StreamsBuilder();
        KStream<String, String> left = builder.stream("L");
        KStream<String, String> right = builder.stream("R");
        tables(builder, left);
        windows(left.groupByKey());
        JoinWindows windows = JoinWindows.ofTimeDifferenceAndGrace(Duration.ofMinutes(1), Duration.ofMinutes(2));
        left.join(right, (a, b) -> a + b, windows).to("out");
        left.leftJoin(
                        right,
                        (a, b) -> a + b,
                        windows,
                        StreamJoined.<String, String, String>as("tuned")
                                .withKeySerde(Serdes.String())
                                .withValueSerde(Serdes.String())
                                .withOtherValueSerde(Serdes.String())
                                .withLoggingEnabled(Map.of("segment.ms", "60000")))
                .to("out");
        left.outerJoin(
                        right,
                        (a, b) -> a + b,
                        windows,
                        StreamJoined.<String, String, String>as("unlogged").withLoggingDisabled())
                .to("out");
        return builder.build(config);
    }

    private static void tables(StreamsBuilder builder, KStream<String, String> left) {
        builder.table("T", Materialized.as("table"));
        builder.table("V", Materialized.as(Stores.persistentVersionedKeyValueStore("versions", Duration.ofHours(3))));
        builder.table(
                "U",
                Consumed.with(Serdes.String(), Serdes.String()),
                Materialized.<String, String, KeyValueStore<Bytes, byte[]>>as("unlogged-table")
                        .withLoggingDisabled());
        left.groupBy((key, value) -> value)
                .count(Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("counts")
                        .withLoggingEnabled(Map.of("cleanup.policy", "compact,delete", "min.insync.replicas", "1")));
    }

    private static void windows(KGroupedStream<String, String> grouped) {
        TimeWindows hours = TimeWindows.ofSizeAndGrace(Duration.ofHours(1), Duration.ofMinutes(10));
        grouped.windowedBy(hours).count(Materialized.as("hours"));
        grouped.windowedBy(hours)
                .count(Materialized.<String, Long, org.apache.kafka.streams.state.WindowStore<Bytes, byte[]>>as("kept")
                        .withRetention(Duration.ofDays(3))
                        .withLoggingEnabled(Map.of("segment.bytes", "1048576")))
                .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded())
                        .withName("closed"));
        grouped.windowedBy(SessionWindows.ofInactivityGapAndGrace(Duration.ofMinutes(5), Duration.ofMinutes(1)))
                .count(Materialized.as("sessions"));
    }
}
