package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Verb;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorContext;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** Adds to each value the one before it of the same key, and says in a header where the record comes from. */
final class Remembering implements FixedKeyProcessor<Object, Object, Object> {

    private final Verb.ProcessValues verb;
    private final Kind kind;
    private FixedKeyProcessorContext<Object, Object> context;
    private TimestampedKeyValueStore<String, String> last;

    private Remembering(Verb.ProcessValues verb, Kind kind) {
        this.verb = verb;
        this.kind = kind;
    }

    @Override
    public void init(FixedKeyProcessorContext<Object, Object> processorContext) {
        context = processorContext;
        last = processorContext.getStateStore(verb.store());
    }

    @Override
    public void process(FixedKeyRecord<Object, Object> record) {
        String key = Functions.text(record.key());
        ValueAndTimestamp<String> before = last.get(key);
        last.put(key, ValueAndTimestamp.make(Functions.text(record.value()), record.timestamp()));
        FixedKeyRecord<Object, Object> next = before == null
                ? record
                : record.withValue(Functions.add(kind, record.value(), before.value()))
                        .withTimestamp(Math.max(record.timestamp(), before.timestamp()));
        String topic = context.recordMetadata().map(each -> each.topic()).orElse("nowhere");
        next.headers().add("from", topic.getBytes(StandardCharsets.UTF_8));
        context.forward(next);
    }

    /** Brings its store along. */
    static final class Supplier implements FixedKeyProcessorSupplier<Object, Object, Object> {

        private final Verb.ProcessValues verb;
        private final Kind kind;

        Supplier(Verb.ProcessValues verb, Program program) {
            this.verb = verb;
            this.kind = program.node(verb.from()).shape().value();
        }

        @Override
        public FixedKeyProcessor<Object, Object, Object> get() {
            return new Remembering(verb, kind);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Stores.timestampedKeyValueStoreBuilder(
                    Stores.inMemoryKeyValueStore(verb.store()), Serdes.String(), Serdes.String()));
        }
    }
}
