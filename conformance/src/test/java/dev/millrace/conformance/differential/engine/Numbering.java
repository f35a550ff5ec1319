package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import org.apache.kafka.streams.kstream.ValueTransformerWithKey;
import org.apache.kafka.streams.processor.ProcessorContext;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** Adds to each value how often the key was seen, which a store remembers; without one, what it knows of the record. */
final class Numbering implements ValueTransformerWithKey<Object, Object, Object> {

    private final @Nullable String counts;
    private final Kind kind;
    private ProcessorContext context;
    private KeyValueStore<String, Long> seen;

    Numbering(@Nullable String counts, Kind kind) {
        this.counts = counts;
        this.kind = kind;
    }

    @Override
    public void init(ProcessorContext processorContext) {
        context = processorContext;
        if (counts != null) {
            seen = processorContext.getStateStore(counts);
        }
    }

    @Override
    public @Nullable Object transform(Object key, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (seen == null) {
            return Functions.add(kind, value, context.headers().toArray().length + "@" + context.timestamp());
        }
        String name = Functions.text(key);
        Long before = seen.get(name);
        long count = before == null ? 1 : before + 1;
        seen.put(name, count);
        return Functions.add(kind, value, count);
    }

    @Override
    public void close() {}
}
