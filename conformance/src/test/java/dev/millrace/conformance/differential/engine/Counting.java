package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/**
 * Counts records by key; passes each on with its count added. The punctuators tell every count, with their own time as
 * the timestamp.
 */
final class Counting implements Processor<Object, Object, Object, Object> {

    private static final int MOST_TIMES = 2;

    private final Verb.Process verb;
    private final Shape shape;
    private ProcessorContext<Object, Object> context;
    private KeyValueStore<String, Long> counts;
    private TimestampedKeyValueStore<String, String> seen;

    private Counting(Verb.Process verb, Shape shape) {
        this.verb = verb;
        this.shape = shape;
    }

    @Override
    public void init(ProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        counts = processorContext.getStateStore(verb.store());
        seen = verb.second() == null ? null : processorContext.getStateStore(verb.second());
        if (verb.streamTimeMs() > 0) {
            schedule(verb.streamTimeMs(), PunctuationType.STREAM_TIME);
        }
        if (verb.wallClockMs() > 0) {
            schedule(verb.wallClockMs(), PunctuationType.WALL_CLOCK_TIME);
        }
    }

    private void schedule(long everyMs, PunctuationType type) {
        Speaker speaker = new Speaker();
        speaker.itself = context.schedule(Duration.ofMillis(everyMs), type, speaker);
    }

    /** With two stores it speaks a few times, and ends itself. */
    private final class Speaker implements Punctuator {

        private Cancellable itself;
        private int times;

        @Override
        public void punctuate(long timestampMs) {
            tell(timestampMs);
            if (seen != null && ++times == MOST_TIMES) {
                itself.cancel();
            }
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
        context.forward(
                record.withValue(Functions.add(shape.value(), record.value(), count + timeBefore(key, record))));
        if (seen != null && count % 3 == 0) {
            context.commit();
        }
    }

    private long timeBefore(String key, Record<Object, Object> record) {
        if (seen == null) {
            return 0;
        }
        ValueAndTimestamp<String> before = seen.get(key);
        seen.put(key, ValueAndTimestamp.make(Functions.shortText(record.value()), record.timestamp()));
        return before == null ? 0 : before.timestamp();
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
            Set<StoreBuilder<?>> stores = new LinkedHashSet<>();
            stores.add(Stores.keyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(verb.store()), Serdes.String(), Serdes.Long()));
            if (verb.second() != null) {
                stores.add(Stores.timestampedKeyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore(verb.second()), Serdes.String(), Serdes.String()));
            }
            return stores;
        }
    }
}
