package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Predicate;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.kstream.ValueMapperWithKey;
import org.apache.kafka.streams.kstream.ValueTransformerWithKeySupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/** The verbs of a table that give a table, and those that make a stream one. */
final class Tables {

    private final StreamsBuilder builder;

    Tables(StreamsBuilder builder) {
        this.builder = builder;
    }

    KTable<Object, Object> filter(Node node, Verb.Filter verb, KTable<Object, Object> from) {
        Predicate<Object, Object> test = (k, v) -> Functions.test(verb.test(), k, v);
        Named named = Streams.named(node);
        if (verb.store() == null) {
            if (named == null) {
                return verb.not() ? from.filterNot(test) : from.filter(test);
            }
            return verb.not() ? from.filterNot(test, named) : from.filter(test, named);
        }
        var store = Stored.keyValue(verb.store(), node.shape());
        if (named == null) {
            return verb.not() ? from.filterNot(test, store) : from.filter(test, store);
        }
        return verb.not() ? from.filterNot(test, named, store) : from.filter(test, named, store);
    }

    KTable<Object, Object> mapValues(Node node, Verb.MapValues verb, KTable<Object, Object> from) {
        Kind kind = node.shape().value();
        Named named = Streams.named(node);
        ValueMapperWithKey<Object, Object, Object> keyed = (k, v) -> Functions.change(verb.change(), kind, k, v);
        ValueMapper<Object, Object> plain = v -> Functions.change(verb.change(), kind, "", v);
        if (verb.store() == null) {
            if (named == null) {
                return verb.withKey() ? from.mapValues(keyed) : from.mapValues(plain);
            }
            return verb.withKey() ? from.mapValues(keyed, named) : from.mapValues(plain, named);
        }
        var store = Stored.keyValue(verb.store(), node.shape());
        if (named == null) {
            return verb.withKey() ? from.mapValues(keyed, store) : from.mapValues(plain, store);
        }
        return verb.withKey() ? from.mapValues(keyed, named, store) : from.mapValues(plain, named, store);
    }

    KTable<Object, Object> transformValues(Node node, Verb.TransformValues verb, KTable<Object, Object> from) {
        String counts = verb.counts();
        if (counts != null) {
            builder.addStateStore(
                    Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(counts), Serdes.String(), Serdes.Long()));
        }
        Kind kind = node.shape().value();
        ValueTransformerWithKeySupplier<Object, Object, Object> transformer = () -> new Numbering(counts, kind);
        String[] stores = counts == null ? new String[0] : new String[] {counts};
        Named named = Streams.named(node);
        if (verb.store() == null) {
            return named == null
                    ? from.transformValues(transformer, stores)
                    : from.transformValues(transformer, named, stores);
        }
        var store = Stored.keyValue(verb.store(), node.shape());
        return named == null
                ? from.transformValues(transformer, store, stores)
                : from.transformValues(transformer, store, named, stores);
    }

    KTable<Object, Object> toTable(Node node, Verb.ToTable verb, KStream<Object, Object> from) {
        Shape shape = node.shape();
        Named named = Streams.named(node);
        if (verb.store() == null) {
            return named == null ? from.toTable() : from.toTable(named);
        }
        Materialized<Object, Object, KeyValueStore<Bytes, byte[]>> store = Stored.keyValue(verb.store(), shape);
        return named == null ? from.toTable(store) : from.toTable(named, store);
    }

    KTable<Object, Object> suppress(Node node, Verb.Suppress verb, KTable<Object, Object> from) {
        Suppressed<Object> suppressed = suppressed(verb);
        return from.suppress(node.named() == null ? suppressed : suppressed.withName(node.named()));
    }

    /** The cast: a table of windows is a table of objects here. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Suppressed<Object> suppressed(Verb.Suppress verb) {
        if (verb.limitMs() < 0) {
            return (Suppressed) Suppressed.untilWindowCloses(
                    verb.logging() ? strict(verb) : strict(verb).withLoggingDisabled());
        }
        BufferConfig<?> buffer = verb.full() == Verb.Full.FAIL ? strict(verb) : eager(verb);
        return Suppressed.untilTimeLimit(
                Duration.ofMillis(verb.limitMs()), verb.logging() ? buffer : buffer.withLoggingDisabled());
    }

    private static Suppressed.StrictBufferConfig strict(Verb.Suppress verb) {
        boolean unbounded = verb.maxRecords() == 0 && verb.maxBytes() == 0;
        return unbounded ? BufferConfig.unbounded() : eager(verb).shutDownWhenFull();
    }

    private static Suppressed.EagerBufferConfig eager(Verb.Suppress verb) {
        if (verb.maxRecords() == 0) {
            return BufferConfig.maxBytes(verb.maxBytes());
        }
        Suppressed.EagerBufferConfig byRecords = BufferConfig.maxRecords(verb.maxRecords());
        return verb.maxBytes() == 0 ? byRecords : byRecords.withMaxBytes(verb.maxBytes());
    }
}
