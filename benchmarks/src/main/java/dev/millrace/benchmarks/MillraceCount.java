package dev.millrace.benchmarks;

import dev.millrace.MillraceStreams;
import dev.millrace.broker.LocalBroker;
import dev.millrace.runtime.LocalClientSupplier;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Produced;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.jspecify.annotations.Nullable;

/** Millrace on its embedded log, with the durability it has by default. */
final class MillraceCount implements CountSide {

    private final LocalBroker broker;
    private final Path stateDirectory;
    private @Nullable MillraceStreams streams;

    MillraceCount(Path directory) {
        broker = LocalBroker.open(directory.resolve("log"), Map.of());
        stateDirectory = directory.resolve("state");
    }

    @Override
    public Producer<byte[], byte[]> producer() {
        return broker.producer(Map.of(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    @Override
    public Consumer<byte[], byte[]> consumer() {
        return broker.consumer(Map.of(), new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    @Override
    public Admin admin() {
        return broker.admin();
    }

    @Override
    public void startCounting() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(CountWorkload.INPUT, Consumed.with(Serdes.String(), Serdes.ByteArray()))
                .groupByKey(Grouped.with(Serdes.String(), Serdes.ByteArray()))
                .count()
                .toStream()
                .to(CountWorkload.OUTPUT, Produced.with(Serdes.String(), Serdes.Long()));
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, CountWorkload.APPLICATION_ID);
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, CountWorkload.THREADS);
        config.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        streams = new MillraceStreams(builder.build(), config, new LocalClientSupplier(() -> broker));
        streams.start();
    }

    @Override
    public void close() {
        if (streams != null) {
            streams.close();
        }
        broker.close();
    }
}
