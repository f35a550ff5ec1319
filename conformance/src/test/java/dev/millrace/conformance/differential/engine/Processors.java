package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Verb;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** The verbs of the Processor API. */
final class Processors {

    private final StreamsBuilder builder;
    private final Program program;

    Processors(StreamsBuilder builder, Program program) {
        this.builder = builder;
        this.program = program;
    }

    KStream<Object, Object> process(Node node, Verb.Process verb, KStream<Object, Object> from) {
        return process(node, from, new Counting.Supplier(verb, program));
    }

    KStream<Object, Object> keep(Node node, Verb.Keep verb, KStream<Object, Object> from) {
        return process(node, from, new Keeping.Supplier(verb));
    }

    private static KStream<Object, Object> process(
            Node node, KStream<Object, Object> from, ProcessorSupplier<Object, Object, Object, Object> processor) {
        Named named = Streams.named(node);
        return named == null ? from.process(processor) : from.process(processor, named);
    }

    KStream<Object, Object> processValues(Node node, Verb.ProcessValues verb, KStream<Object, Object> from) {
        Remembering.Supplier processor = new Remembering.Supplier(verb, program);
        Named named = Streams.named(node);
        return named == null ? from.processValues(processor) : from.processValues(processor, named);
    }

    /** A store that both processors are connected to by its name. */
    KStream<Object, Object> share(
            Node node, Verb.Share verb, KStream<Object, Object> left, KStream<Object, Object> right) {
        builder.addStateStore(Stores.timestampedKeyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(verb.store()), Serdes.String(), Serdes.String()));
        Kind kind = node.shape().value();
        ProcessorSupplier<Object, Object, Object, Object> processor = () -> new Sharing(verb.store(), kind);
        return left.process(processor, verb.store())
                .merge(right.process(processor, Named.as("shares-" + node.id()), verb.store()));
    }

    private static final class Sharing extends ContextualProcessor<Object, Object, Object, Object> {

        private final String name;
        private final Kind kind;

        Sharing(String name, Kind kind) {
            this.name = name;
            this.kind = kind;
        }

        @Override
        public void process(Record<Object, Object> record) {
            KeyValueStore<String, ValueAndTimestamp<String>> store = context().getStateStore(name);
            String key = Functions.text(record.key());
            ValueAndTimestamp<String> before = store.get(key);
            store.put(key, ValueAndTimestamp.make(Functions.shortText(record.value()), record.timestamp()));
            context()
                    .forward(record.withValue(
                            Functions.add(kind, record.value(), before == null ? null : before.value())));
        }
    }

    KStream<Object, Object> route(Node node, KStream<Object, Object> from) {
        String even = "even-" + node.id();
        String odd = "odd-" + node.id();
        KStream<Object, Object> routed = process(node, from, () -> new Routing(even, odd));
        return routed.mapValues(v -> v, Named.as(even)).merge(routed.filter((k, v) -> true, Named.as(odd)));
    }

    private static final class Routing extends ContextualProcessor<Object, Object, Object, Object> {

        private final String even;
        private final String odd;

        Routing(String even, String odd) {
            this.even = even;
            this.odd = odd;
        }

        @Override
        public void process(Record<Object, Object> record) {
            int way = Math.floorMod(Functions.hash(record.value()), 3);
            if (way == 2) {
                context().forward(record);
            } else {
                context().forward(record, way == 0 ? even : odd);
            }
        }
    }

    KStream<Object, Object> lookUp(Node node, Verb.LookUp verb, KStream<Object, Object> from) {
        Node global = program.node(verb.right());
        String store = ((Verb.GlobalStore) global.verb()).store();
        Kind keys = global.shape().key();
        Kind kind = node.shape().value();
        FixedKeyProcessorSupplier<Object, Object, Object> processor = () -> new LookingUp(store, keys, kind);
        Named named = Streams.named(node);
        return named == null ? from.processValues(processor) : from.processValues(processor, named);
    }

    private static final class LookingUp extends ContextualFixedKeyProcessor<Object, Object, Object> {

        private final String name;
        private final Kind keys;
        private final Kind kind;

        LookingUp(String name, Kind keys, Kind kind) {
            this.name = name;
            this.keys = keys;
            this.kind = kind;
        }

        @Override
        public void process(FixedKeyRecord<Object, Object> record) {
            KeyValueStore<Object, Object> global = context().getStateStore(name);
            Object found = global.get(keys.of(Math.floorMod(Functions.hash(record.value()), 3)));
            context().forward(record.withValue(Functions.add(kind, record.value(), found)));
        }
    }
}
