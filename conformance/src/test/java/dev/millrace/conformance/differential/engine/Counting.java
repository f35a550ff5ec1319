package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import java.time.Duration;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Counts records by key; passes each on with its count added. The punctuators tell every count, with their own time as
 * the timestamp.
 */
final class Counting implements Processor<Object, Object, Object, Object> {

    private final Verb.Process verb;
    private final Shape shape;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, Long> counts;

    private Counting(Verb.Process verb, Shape shape) {
        this.verb = verb;
        this.shape = shape;
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        counts = processorContext.getStateStore(verb.store());
        if (verb.streamTimeMs() > 0) {
            context.schedule(Duration.ofMillis(verb.streamTimeMs()), PunctuationType.STREAM_TIME, this::tell);
        }
        if (verb.wallClockMs() > 0) {
            context.schedule(Duration.ofMillis(verb.wallClockMs()), PunctuationType.WALL_CLOCK_TIME, this::tell);
        }
    }

    private void tell(long timestampMs) {
        try (KeyValueIterator<String, Long> all = counts.all()) {
            while (all.hasNext()) {
                KeyValue<String, Long> count = all.next();
                Object key = shape.key().of(Functions.hash(count.key) % 3);
                context.forward(new Record<>(key, Functions.convert(count.value, shape.value()), timestampMs));
            }
        }
    }

    @Override
    public void process(Record<Object, Object> record) {
        String key = Functions.text(record.key());
        Long old = counts.get(key);
        long count = old == null ? 1 : old + 1;
        if (count % 4 == 0) {
            counts.delete(key);
        } else {
            counts.put(key, count);
        }
        context.forward(record.withValue(Functions.add(shape.value(), record.value(), count)));
    }

    /** Brings its store along. */
    static final class Supplier implements ProcessorSupplier<Object, Object, Object, Object> {

        private final Verb.Process verb;
        private final Shape shape;

        Supplier(Verb.Process verb, Program program) {
            this.verb = verb;
            this.shape = program.node(verb.from()).shape();
        }

        @Override
        public Processor<Object, Object, Object, Object> get() {
            return new Counting(verb, shape);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(verb.store()), Serdes.String(), Serdes.Long()));
        }
    }
}
