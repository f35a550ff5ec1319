package dev.millrace.streams.operator;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.Cancellable;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.Punctuator;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.FixedKeyProcessor;
import dev.millrace.streams.processor.api.FixedKeyProcessorContext;
import dev.millrace.streams.processor.api.FixedKeyProcessorSupplier;
import dev.millrace.streams.processor.api.FixedKeyRecord;
import dev.millrace.streams.processor.api.InternalFixedKeyRecordFactory;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.ProcessorWrapper;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.processor.api.RecordMetadata;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.topology.FixedKeySource;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/** Runs a processor that cannot change keys as an ordinary one. */
public final class FixedKeys<K, V, V2> implements Processor<K, V, K, V2> {

    private final FixedKeyProcessor<K, V, V2> processor;

    private FixedKeys(FixedKeyProcessor<K, V, V2> processor) {
        this.processor = processor;
    }

    /**
     * Makes the operator; stores that the user's supplier brings come along.
     *
     * @param <K> type of the keys
     * @param <V> type of the values that come
     * @param <V2> type of the values that go
     * @param supplier makes a new processor at each call
     * @return makes the operator of each task
     */
    public static <K, V, V2> ProcessorSupplier<K, V, K, V2> of(FixedKeyProcessorSupplier<K, V, V2> supplier) {
        return new Source<>(supplier);
    }

    private record Source<K, V, V2>(FixedKeyProcessorSupplier<K, V, V2> supplier) implements FixedKeySource<K, V, V2> {
        @Override
        public Processor<K, V, K, V2> get() {
            return new FixedKeys<>(supplier.get());
        }

        @Override
        public @Nullable Set<StoreBuilder<?>> stores() {
            return supplier.stores();
        }

        @Override
        public ProcessorSupplier<K, V, K, V2> wrappedBy(ProcessorWrapper wrapper, String processorName) {
            return new Source<>(wrapper.wrapFixedKeyProcessorSupplier(processorName, supplier));
        }
    }

    @Override
    public void init(ProcessorContext<K, V2> context) {
        processor.init(new Context<>(context));
    }

    @Override
    public void process(Record<K, V> record) {
        processor.process(InternalFixedKeyRecordFactory.create(record));
    }

    @Override
    public void close() {
        processor.close();
    }

    /** Passes everything on to the ordinary context. */
    private record Context<K, V>(ProcessorContext<K, V> to) implements FixedKeyProcessorContext<K, V> {

        private static <K, V> Record<K, V> plain(FixedKeyRecord<K, V> record) {
            return new Record<>(record.key(), record.value(), record.timestamp(), record.headers());
        }

        @Override
        public <K2 extends K, V2 extends V> void forward(FixedKeyRecord<K2, V2> record) {
            to.forward(plain(record));
        }

        @Override
        public <K2 extends K, V2 extends V> void forward(FixedKeyRecord<K2, V2> record, @Nullable String childName) {
            to.forward(plain(record), childName);
        }

        @Override
        public String applicationId() {
            return to.applicationId();
        }

        @Override
        public TaskId taskId() {
            return to.taskId();
        }

        @Override
        public Optional<RecordMetadata> recordMetadata() {
            return to.recordMetadata();
        }

        @Override
        public Serde<?> keySerde() {
            return to.keySerde();
        }

        @Override
        public Serde<?> valueSerde() {
            return to.valueSerde();
        }

        @Override
        public File stateDir() {
            return to.stateDir();
        }

        @Override
        public StreamsMetrics metrics() {
            return to.metrics();
        }

        @Override
        public <S extends StateStore> S getStateStore(String name) {
            return to.getStateStore(name);
        }

        @Override
        public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
            return to.schedule(interval, type, callback);
        }

        @Override
        public Cancellable schedule(Instant startTime, Duration interval, PunctuationType type, Punctuator callback) {
            return to.schedule(startTime, interval, type, callback);
        }

        @Override
        public void commit() {
            to.commit();
        }

        @Override
        public Map<String, Object> appConfigs() {
            return to.appConfigs();
        }

        @Override
        public Map<String, Object> appConfigsWithPrefix(String prefix) {
            return to.appConfigsWithPrefix(prefix);
        }

        @Override
        public long currentSystemTimeMs() {
            return to.currentSystemTimeMs();
        }

        @Override
        public long currentStreamTimeMs() {
            return to.currentStreamTimeMs();
        }
    }
}
