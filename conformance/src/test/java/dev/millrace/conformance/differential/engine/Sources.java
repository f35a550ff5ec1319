package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The verbs that read topics. */
final class Sources {

    private final StreamsBuilder builder;

    Sources(StreamsBuilder builder) {
        this.builder = builder;
    }

    KStream<Object, Object> stream(Node node, Verb.Stream verb) {
        Consumed<Object, Object> how = consumed(node);
        Consumed<Object, Object> consumed =
                verb.times() == Verb.Times.RECORD ? how : how.withTimestampExtractor(extractor(verb.times()));
        if (verb.pattern()) {
            return builder.stream(Pattern.compile(verb.topics().stream().collect(Collectors.joining("|"))), consumed);
        }
        return verb.topics().size() == 1
                ? builder.stream(verb.topics().get(0), consumed)
                : builder.stream(verb.topics(), consumed);
    }

    private static Consumed<Object, Object> consumed(Node node) {
        Shape shape = node.shape();
        Consumed<Object, Object> serdes =
                Consumed.with(shape.key().serde(), shape.value().serde());
        return node.named() == null ? serdes : serdes.withName(node.named());
    }

    private static TimestampExtractor extractor(Verb.Times times) {
        return (record, partitionTimeMs) -> time(times, record, partitionTimeMs);
    }

    private static long time(Verb.Times times, ConsumerRecord<Object, Object> record, long partitionTimeMs) {
        int hash = Functions.hash(record.value());
        return switch (times) {
            case RECORD -> record.timestamp();
            case SHIFTED -> record.timestamp() + Math.floorMod(hash, 7);
            case SOME_NONE -> hash % 4 == 0 ? -1 : record.timestamp();
            case PARTITION_TIME -> hash % 3 == 0 && partitionTimeMs >= 0 ? partitionTimeMs : record.timestamp();
        };
    }

    KTable<Object, Object> table(Node node, Verb.Table verb) {
        return builder.table(verb.topic(), consumed(node), Stored.keyValue(verb.store(), node.shape()));
    }

    GlobalKTable<Object, Object> global(Node node, Verb.GlobalTable verb) {
        return builder.globalTable(verb.topic(), consumed(node), Stored.keyValue(verb.store(), node.shape()));
    }

    void global(Node node, Verb.GlobalStore verb) {
        Shape shape = node.shape();
        builder.addGlobalStore(
                Stores.keyValueStoreBuilder(
                                Stores.inMemoryKeyValueStore(verb.store()),
                                shape.key().serde(),
                                shape.value().serde())
                        .withLoggingDisabled(),
                verb.topic(),
                consumed(node),
                () -> new Filling(verb.store()));
    }

    /** What fills a global store: each value as it comes; none under a key that is null. */
    private static final class Filling extends ContextualProcessor<Object, Object, Void, Void> {

        private final String name;

        Filling(String name) {
            this.name = name;
        }

        @Override
        public void process(Record<Object, Object> record) {
            if (record.key() != null) {
                KeyValueStore<Object, Object> store = context().getStateStore(name);
                store.put(record.key(), record.value());
            }
        }
    }
}
