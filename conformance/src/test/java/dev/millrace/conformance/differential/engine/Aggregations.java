package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import dev.millrace.conformance.differential.Windowing;
import java.time.Duration;
import java.time.Instant;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Aggregator;
import org.apache.kafka.streams.kstream.CogroupedKStream;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Initializer;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KGroupedTable;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Merger;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Reducer;
import org.apache.kafka.streams.kstream.SessionWindowedCogroupedKStream;
import org.apache.kafka.streams.kstream.SessionWindowedKStream;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.TimeWindowedCogroupedKStream;
import org.apache.kafka.streams.kstream.TimeWindowedKStream;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.UnlimitedWindows;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.WindowStore;
import org.jspecify.annotations.Nullable;

/** The grouping verbs. */
final class Aggregations {

    private final Program program;

    Aggregations(Program program) {
        this.program = program;
    }

    KTable<Object, Object> ofStream(Node node, Verb.Aggregate verb, KStream<Object, Object> from) {
        Kind oldValue = program.node(verb.from()).shape().value();
        Kind key = node.shape().key();
        Grouped<Object, Object> serdes = Grouped.with(key.serde(), oldValue.serde());
        Grouped<Object, Object> grouped = node.named() == null ? serdes : serdes.withName(node.named());
        KGroupedStream<Object, Object> groups = verb.rekey() == null
                ? from.groupByKey(grouped)
                : from.groupBy((k, v) -> Functions.rekey(verb.rekey(), key, k, v), grouped);
        if (verb.windowing() instanceof Windowing.Hopping hopping) {
            TimeWindows windows = hopping.graceMs() == 0
                    ? TimeWindows.ofSizeWithNoGrace(ms(hopping.sizeMs()))
                    : TimeWindows.ofSizeAndGrace(ms(hopping.sizeMs()), ms(hopping.graceMs()));
            return timed(node, verb, groups.windowedBy(windows.advanceBy(ms(hopping.advanceMs()))), oldValue);
        }
        if (verb.windowing() instanceof Windowing.Sliding sliding) {
            SlidingWindows windows =
                    SlidingWindows.ofTimeDifferenceAndGrace(ms(sliding.differenceMs()), ms(sliding.graceMs()));
            return timed(node, verb, groups.windowedBy(windows), oldValue);
        }
        if (verb.windowing() instanceof Windowing.Unlimited unlimited) {
            return timed(node, verb, groups.windowedBy(windows(unlimited)), oldValue);
        }
        if (verb.windowing() instanceof Windowing.Session session) {
            SessionWindows windows = session.graceMs() == 0
                    ? SessionWindows.ofInactivityGapWithNoGrace(ms(session.gapMs()))
                    : SessionWindows.ofInactivityGapAndGrace(ms(session.gapMs()), ms(session.graceMs()));
            return sessions(node, verb, groups.windowedBy(windows), oldValue);
        }
        return plain(node, verb, groups, oldValue);
    }

    private static KTable<Object, Object> plain(
            Node node, Verb.Aggregate verb, KGroupedStream<Object, Object> groups, Kind oldValue) {
        Shape shape = node.shape();
        if (verb.store() == null) {
            return switch (verb.fold()) {
                case COUNT -> erased(groups.count());
                case REDUCE, REDUCE_TO_NULL -> groups.reduce(reducer(verb.fold(), oldValue));
                case AGGREGATE, AGGREGATE_TO_NULL ->
                    groups.aggregate(() -> shape.value().of(0), aggregator(verb.fold(), shape.value()));
            };
        }
        Materialized<Object, Object, KeyValueStore<Bytes, byte[]>> store = Stored.keyValue(verb.store(), shape);
        Named named = named(node);
        if (named != null) {
            return switch (verb.fold()) {
                case COUNT -> erased(groups.count(named, counting(store)));
                case REDUCE, REDUCE_TO_NULL -> groups.reduce(reducer(verb.fold(), oldValue), named, store);
                case AGGREGATE, AGGREGATE_TO_NULL ->
                    groups.aggregate(() -> shape.value().of(0), aggregator(verb.fold(), shape.value()), named, store);
            };
        }
        return switch (verb.fold()) {
            case COUNT -> erased(groups.count(counting(store)));
            case REDUCE, REDUCE_TO_NULL -> groups.reduce(reducer(verb.fold(), oldValue), store);
            case AGGREGATE, AGGREGATE_TO_NULL ->
                groups.aggregate(() -> shape.value().of(0), aggregator(verb.fold(), shape.value()), store);
        };
    }

    private static KTable<Object, Object> timed(
            Node node, Verb.Aggregate verb, TimeWindowedKStream<Object, Object> unset, Kind oldValue) {
        Shape shape = node.shape();
        TimeWindowedKStream<Object, Object> groups =
                verb.emit() == Verb.Emit.DEFAULT ? unset : unset.emitStrategy(strategy(verb.emit()));
        if (verb.store() == null) {
            return switch (verb.fold()) {
                case COUNT -> erased(groups.count());
                case REDUCE, REDUCE_TO_NULL -> erased(groups.reduce(reducer(verb.fold(), oldValue)));
                case AGGREGATE, AGGREGATE_TO_NULL ->
                    erased(groups.aggregate(() -> shape.value().of(0), aggregator(verb.fold(), shape.value())));
            };
        }
        Materialized<Object, Object, WindowStore<Bytes, byte[]>> store = kept(verb, Stored.window(verb.store(), shape));
        return switch (verb.fold()) {
            case COUNT -> erased(groups.count(counting(store)));
            case REDUCE, REDUCE_TO_NULL -> erased(groups.reduce(reducer(verb.fold(), oldValue), store));
            case AGGREGATE, AGGREGATE_TO_NULL ->
                erased(groups.aggregate(() -> shape.value().of(0), aggregator(verb.fold(), shape.value()), store));
        };
    }

    private static KTable<Object, Object> sessions(
            Node node, Verb.Aggregate verb, SessionWindowedKStream<Object, Object> unset, Kind oldValue) {
        Shape shape = node.shape();
        SessionWindowedKStream<Object, Object> groups =
                verb.emit() == Verb.Emit.DEFAULT ? unset : unset.emitStrategy(strategy(verb.emit()));
        Materialized<Object, Object, SessionStore<Bytes, byte[]>> store =
                kept(verb, Stored.session(verb.store(), shape));
        return switch (verb.fold()) {
            case COUNT -> erased(groups.count(counting(store)));
            case REDUCE, REDUCE_TO_NULL -> erased(groups.reduce(reducer(verb.fold(), oldValue), store));
            case AGGREGATE, AGGREGATE_TO_NULL ->
                erased(groups.aggregate(
                        () -> shape.value().of(0),
                        aggregator(verb.fold(), shape.value()),
                        (k, a, b) -> Functions.add(shape.value(), a, b),
                        store));
        };
    }

    KTable<Object, Object> ofStreams(
            Node node, Verb.Cogroup verb, KStream<Object, Object> left, KStream<Object, Object> right) {
        Shape shape = node.shape();
        Kind value = shape.value();
        Aggregator<Object, Object, Object> adding = (k, v, a) -> Functions.add(value, a, v);
        Aggregator<Object, Object, Object> subtracting = (k, v, a) -> Functions.subtract(value, a, v);
        CogroupedKStream<Object, Object> both = grouped(node, verb.left(), left, "-left")
                .cogroup(adding)
                .cogroup(grouped(node, verb.right(), right, "-right"), subtracting);
        if (verb.thrice()) {
            both = both.cogroup(grouped(node, verb.left(), left, "-again"), subtracting);
        }
        Initializer<Object> zero = () -> value.of(0);
        Named named = Streams.named(node);
        if (verb.windowing() instanceof Windowing.Session session) {
            SessionWindowedCogroupedKStream<Object, Object> sessions =
                    both.windowedBy(SessionWindows.ofInactivityGapAndGrace(ms(session.gapMs()), ms(session.graceMs())));
            Merger<Object, Object> merger = (k, a, b) -> Functions.add(value, a, b);
            return named == null
                    ? erased(sessions.aggregate(zero, merger, Stored.session(verb.store(), shape)))
                    : erased(sessions.aggregate(zero, merger, named, Stored.session(verb.store(), shape)));
        }
        if (!verb.windowing().present()) {
            return named == null
                    ? both.aggregate(zero, Stored.keyValue(verb.store(), shape))
                    : both.aggregate(zero, named, Stored.keyValue(verb.store(), shape));
        }
        TimeWindowedCogroupedKStream<Object, Object> windows = windowed(both, verb.windowing());
        return named == null
                ? erased(windows.aggregate(zero, Stored.window(verb.store(), shape)))
                : erased(windows.aggregate(zero, named, Stored.window(verb.store(), shape)));
    }

    private static TimeWindowedCogroupedKStream<Object, Object> windowed(
            CogroupedKStream<Object, Object> both, Windowing windowing) {
        if (windowing instanceof Windowing.Hopping hopping) {
            return both.windowedBy(TimeWindows.ofSizeAndGrace(ms(hopping.sizeMs()), ms(hopping.graceMs()))
                    .advanceBy(ms(hopping.advanceMs())));
        }
        if (windowing instanceof Windowing.Sliding sliding) {
            return both.windowedBy(
                    SlidingWindows.ofTimeDifferenceAndGrace(ms(sliding.differenceMs()), ms(sliding.graceMs())));
        }
        return both.windowedBy(windows((Windowing.Unlimited) windowing));
    }

    private static UnlimitedWindows windows(Windowing.Unlimited unlimited) {
        return UnlimitedWindows.of().startOn(Instant.ofEpochMilli(unlimited.startMs()));
    }

    /** Each with a name: two repartition topics named after one store would be one topic. */
    private KGroupedStream<Object, Object> grouped(Node node, int id, KStream<Object, Object> from, String suffix) {
        Kind value = program.node(id).shape().value();
        return from.groupByKey(
                Grouped.with("group-" + node.id() + suffix, node.shape().key().serde(), value.serde()));
    }

    KTable<Object, Object> ofTable(Node node, Verb.TableAggregate verb, KTable<Object, Object> from) {
        Shape shape = node.shape();
        Kind oldValue = program.node(verb.from()).shape().value();
        KGroupedTable<Object, Object> groups = from.groupBy(
                (k, v) -> KeyValue.pair(Functions.rekey(verb.rekey(), shape.key(), k, v), v),
                Grouped.with(shape.key().serde(), oldValue.serde()));
        Kind value = shape.value();
        if (verb.store() == null) {
            return switch (verb.fold()) {
                case COUNT -> erased(groups.count());
                case REDUCE, REDUCE_TO_NULL ->
                    groups.reduce(reducer(verb.fold(), value), (a, b) -> Functions.subtract(value, a, b));
                case AGGREGATE, AGGREGATE_TO_NULL ->
                    groups.aggregate(
                            () -> value.of(0),
                            aggregator(verb.fold(), value),
                            (k, v, a) -> Functions.subtract(value, a, v));
            };
        }
        Materialized<Object, Object, KeyValueStore<Bytes, byte[]>> store = Stored.keyValue(verb.store(), shape);
        return switch (verb.fold()) {
            case COUNT -> erased(groups.count(counting(store)));
            case REDUCE, REDUCE_TO_NULL ->
                groups.reduce(reducer(verb.fold(), value), (a, b) -> Functions.subtract(value, a, b), store);
            case AGGREGATE, AGGREGATE_TO_NULL ->
                groups.aggregate(
                        () -> value.of(0),
                        aggregator(verb.fold(), value),
                        (k, v, a) -> Functions.subtract(value, a, v),
                        store);
        };
    }

    /** The grouping has the name of the node. */
    private static @Nullable Named named(Node node) {
        return node.named() == null ? null : Named.as(node.named() + "-folded");
    }

    private static Reducer<Object> reducer(Verb.Fold fold, Kind kind) {
        return fold == Verb.Fold.REDUCE_TO_NULL
                ? (a, b) -> Functions.addOrNull(kind, a, b)
                : (a, b) -> Functions.add(kind, a, b);
    }

    private static Aggregator<Object, Object, Object> aggregator(Verb.Fold fold, Kind kind) {
        return fold == Verb.Fold.AGGREGATE_TO_NULL
                ? (k, v, a) -> Functions.addOrNull(kind, a, v)
                : (k, v, a) -> Functions.add(kind, a, v);
    }

    private static EmitStrategy strategy(Verb.Emit emit) {
        return emit == Verb.Emit.ON_CLOSE ? EmitStrategy.onWindowClose() : EmitStrategy.onWindowUpdate();
    }

    /** In Kafka Streams a store may forget a window before it is told that it has closed; so it is kept for longer. */
    private static <S extends StateStore> Materialized<Object, Object, S> kept(
            Verb.Aggregate verb, Materialized<Object, Object, S> store) {
        return verb.emit() == Verb.Emit.ON_CLOSE ? store.withRetention(Duration.ofDays(1)) : store;
    }

    private static Duration ms(long ms) {
        return Duration.ofMillis(ms);
    }

    /** The cast: windows and counts are objects here. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static KTable<Object, Object> erased(KTable<?, ?> table) {
        return (KTable) table;
    }

    /** The cast: a store of longs, which the shape has seen to. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static <S extends StateStore> Materialized<Object, Long, S> counting(
            Materialized<Object, Object, S> store) {
        return (Materialized) store;
    }
}
