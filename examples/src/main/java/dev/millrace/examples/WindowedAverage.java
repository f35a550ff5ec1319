package dev.millrace.examples;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.Suppressed;
import dev.millrace.streams.kstream.Suppressed.BufferConfig;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.state.WindowStore;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/**
 * The average temperature of each sensor in every five minutes, once, when the five minutes and a minute's grace are
 * over.
 */
public final class WindowedAverage {

    /** Sensor to degrees Celsius. */
    public static final String READINGS = "temperature-readings";

    /** Sensor, {@code @} and the window's first millisecond to the average of the window. */
    public static final String AVERAGES = "temperature-averages";

    private static final Serde<String> STRING = Serdes.String();

    private WindowedAverage() {}

    /**
     * What an average is made of.
     *
     * @param sum the sum of the readings
     * @param count their number
     */
    record Sum(double sum, long count) {
        static final Sum NONE = new Sum(0, 0);

        Sum plus(double reading) {
            return new Sum(sum + reading, count + 1);
        }

        double average() {
            return sum / count;
        }

        static Serde<Sum> serde() {
            return Serdes.serdeFrom(
                    (topic, sum) -> sum == null
                            ? null
                            : ByteBuffer.allocate(16)
                                    .putDouble(sum.sum)
                                    .putLong(sum.count)
                                    .array(),
                    (topic, bytes) -> bytes == null
                            ? null
                            : new Sum(
                                    ByteBuffer.wrap(bytes).getDouble(0),
                                    ByteBuffer.wrap(bytes).getLong(8)));
        }
    }

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(READINGS, Consumed.with(STRING, Serdes.Double()))
                .groupByKey(Grouped.with(STRING, Serdes.Double()))
                .windowedBy(TimeWindows.ofSizeAndGrace(Duration.ofMinutes(5), Duration.ofMinutes(1)))
                .aggregate(
                        () -> Sum.NONE,
                        (sensor, reading, sum) -> sum.plus(reading),
                        Materialized.<String, Sum, WindowStore<Bytes, byte[]>>as("sums")
                                .withKeySerde(STRING)
                                .withValueSerde(Sum.serde()))
                .suppress(Suppressed.untilWindowCloses(BufferConfig.unbounded()))
                .toStream()
                .map((sensor, sum) ->
                        KeyValue.pair(sensor.key() + '@' + sensor.window().start(), sum.average()))
                .to(AVERAGES, Produced.with(STRING, Serdes.Double()));
        return builder.build();
    }

    /**
     * Sends ten minutes of readings of two sensors and prints the averages.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("windowed-average", topology(), READINGS, AVERAGES)) {
            for (int second = 0; second <= 660; second += 20) {
                double noise = Math.sin(second);
                run.send(READINGS, "kitchen", 21 + noise, STRING, Serdes.Double(), second * 1000L);
                run.send(READINGS, "cellar", 12 - noise, STRING, Serdes.Double(), second * 1000L);
            }
            run.print(AVERAGES, STRING, Serdes.Double());
        }
    }
}
