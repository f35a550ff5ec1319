package dev.millrace;

import dev.millrace.streams.Topology;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Lines in topic {@code lines}, words by way of topic {@code words}, a new count in topic {@code counts} for each word.
 */
final class WordCount {

    private WordCount() {}

    static Topology topology() {
        return topology(word -> {});
    }

    /** Hears each word before it is counted. */
    interface Probe {
        void onWord(String word);
    }

    static Topology topology(Probe probe) {
        Topology topology = new Topology();
        topology.addSource("lines-source", new StringDeserializer(), new StringDeserializer(), "lines");
        topology.addProcessor("split", Split::new, "lines-source");
        topology.addSink("words-sink", "words", new StringSerializer(), new StringSerializer(), "split");
        topology.addSource("words-source", new StringDeserializer(), new StringDeserializer(), "words");
        topology.addProcessor("count", () -> new Count(probe), "words-source");
        topology.addStateStore(
                Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore("count-store"), Serdes.String(), Serdes.Long()),
                "count");
        topology.addSink("counts-sink", "counts", new StringSerializer(), new LongSerializer(), "count");
        return topology;
    }

    private static final class Split extends ContextualProcessor<String, String, String, String> {
        @Override
        public void process(Record<String, String> line) {
            for (String word : line.value().split(" ")) {
                context().forward(line.withKey(word).withValue(word));
            }
        }
    }

    private static final class Count implements Processor<String, String, String, Long> {
        private final Probe probe;
        private ProcessorContext<String, Long> context;
        private KeyValueStore<String, Long> counts;

        Count(Probe probe) {
            this.probe = probe;
        }

        @Override
        public void init(ProcessorContext<String, Long> processorContext) {
            context = processorContext;
            counts = processorContext.getStateStore("count-store");
        }

        @Override
        public void process(Record<String, String> word) {
            probe.onWord(word.value());
            Long before = counts.get(word.key());
            long count = before == null ? 1 : before + 1;
            counts.put(word.key(), count);
            context.forward(word.withValue(count));
        }
    }
}
