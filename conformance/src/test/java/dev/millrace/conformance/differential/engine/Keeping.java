package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Verb;
import java.util.Set;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;

/** Does to a store what a record says, and passes on what it found. */
final class Keeping extends ContextualProcessor<Object, Object, Object, Object> {

    /** What can be done to a store of a kind; the question is any number. */
    @FunctionalInterface
    interface Shelf {
        /** Does it, and tells what was found. */
        String ask(int question, String key, Record<Object, Object> record);
    }

    private final Verb.Keep verb;
    private Shelf shelf;

    private Keeping(Verb.Keep verb) {
        this.verb = verb;
    }

    @Override
    public void init(ProcessorContext<Object, Object> context) {
        super.init(context);
        StateStore store = context.getStateStore(verb.store());
        shelf = switch (verb.kind()) {
            case KEY_VALUE, TIMESTAMPED, HEADERS, LRU -> KeyValueShelves.of(verb.kind(), store);
            case VERSIONED -> VersionedShelves.of(store);
            case WINDOW, TIMESTAMPED_WINDOW, HEADERS_WINDOW, DUPLICATES -> WindowShelves.windows(verb, store);
            case SESSION, HEADERS_SESSION -> WindowShelves.sessions(verb, store);
        };
    }

    @Override
    public void process(Record<Object, Object> record) {
        String key = Functions.text(record.key());
        int question = Functions.hash(record.value()) + (int) record.timestamp();
        context().forward(record.withValue(shelf.ask(question, key, record)));
    }

    /** Brings its store along. */
    static final class Supplier implements ProcessorSupplier<Object, Object, Object, Object> {

        private final Verb.Keep verb;

        Supplier(Verb.Keep verb) {
            this.verb = verb;
        }

        @Override
        public Processor<Object, Object, Object, Object> get() {
            return new Keeping(verb);
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            StoreBuilder<?> store = switch (verb.kind()) {
                case KEY_VALUE, TIMESTAMPED, HEADERS, LRU -> KeyValueShelves.store(verb);
                case VERSIONED -> VersionedShelves.store(verb);
                case WINDOW, TIMESTAMPED_WINDOW, HEADERS_WINDOW, DUPLICATES, SESSION, HEADERS_SESSION ->
                    WindowShelves.store(verb);
            };
            return Set.of(verb.caching() ? store.withCachingEnabled() : store);
        }
    }
}
