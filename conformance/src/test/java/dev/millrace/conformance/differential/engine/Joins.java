package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.KeyValueMapper;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.TableJoined;
import org.apache.kafka.streams.kstream.ValueJoiner;
import org.apache.kafka.streams.kstream.ValueJoinerWithKey;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowBytesStoreSupplier;
import org.jspecify.annotations.Nullable;

/** The joining verbs. */
final class Joins {

    private final Program program;

    Joins(Program program) {
        this.program = program;
    }

    KStream<Object, Object> withTable(
            Node node, Verb.JoinTable verb, KStream<Object, Object> left, KTable<Object, Object> right) {
        return withTable(node, verb, verb.leftJoin(), left, right, null);
    }

    KStream<Object, Object> withTableInTime(
            Node node, Verb.JoinTableInTime verb, KStream<Object, Object> left, KTable<Object, Object> right) {
        return withTable(node, verb, verb.leftJoin(), left, right, Duration.ofMillis(verb.graceMs()));
    }

    private KStream<Object, Object> withTable(
            Node node,
            Verb.Pair verb,
            boolean leftJoin,
            KStream<Object, Object> left,
            KTable<Object, Object> right,
            @Nullable Duration grace) {
        Kind kind = node.shape().value();
        Joined<Object, Object, Object> joined = Joined.with(
                node.shape().key().serde(),
                value(verb.left()).serde(),
                value(verb.right()).serde(),
                node.named(),
                grace);
        ValueJoinerWithKey<Object, Object, Object, Object> joiner = (k, a, b) -> Functions.add(kind, a, b);
        return leftJoin ? left.leftJoin(right, joiner, joined) : left.join(right, joiner, joined);
    }

    KStream<Object, Object> withGlobal(
            Node node, Verb.JoinGlobal verb, KStream<Object, Object> left, GlobalKTable<Object, Object> right) {
        Kind kind = node.shape().value();
        Kind key = program.node(verb.right()).shape().key();
        KeyValueMapper<Object, Object, Object> selector = (k, v) -> Functions.rekey(verb.by(), key, k, v);
        ValueJoinerWithKey<Object, Object, Object, Object> joiner =
                (k, a, b) -> Functions.add(kind, Functions.text(k) + a, b);
        Named named = Streams.named(node);
        if (named == null) {
            return verb.leftJoin() ? left.leftJoin(right, selector, joiner) : left.join(right, selector, joiner);
        }
        return verb.leftJoin()
                ? left.leftJoin(right, selector, joiner, named)
                : left.join(right, selector, joiner, named);
    }

    KStream<Object, Object> withStream(
            Node node, Verb.JoinStream verb, KStream<Object, Object> left, KStream<Object, Object> right) {
        if (program.settings()
                .rocksDb()) { // Kafka Streams' store in memory takes note of the time of a null value, this one not
            KStream<Object, Object> filtered = left.filter((k, v) -> v != null);
            return joined(node, verb, filtered, left == right ? filtered : right.filter((k, v) -> v != null));
        }
        return joined(node, verb, left, right);
    }

    private KStream<Object, Object> joined(
            Node node, Verb.JoinStream verb, KStream<Object, Object> left, KStream<Object, Object> right) {
        Kind kind = node.shape().value();
        StreamJoined<Object, Object, Object> serdes = StreamJoined.with(
                node.shape().key().serde(),
                value(verb.left()).serde(),
                value(verb.right()).serde());
        StreamJoined<Object, Object, Object> named =
                node.named() == null ? serdes : serdes.withName(node.named()).withStoreName(node.named() + "-store");
        StreamJoined<Object, Object, Object> logged = verb.store().logging() ? named : named.withLoggingDisabled();
        StreamJoined<Object, Object, Object> joined = switch (verb.store().engine()) {
            case MEMORY_SUPPLIER ->
                logged.withThisStoreSupplier(windows(verb, "left-" + node.id()))
                        .withOtherStoreSupplier(windows(verb, "right-" + node.id()));
            case MEMORY_TYPE -> logged.withDslStoreSuppliers(BuiltInDslStoreSuppliers.IN_MEMORY);
            default -> logged;
        };
        JoinWindows windows = JoinWindows.ofTimeDifferenceAndGrace(
                        Duration.ofMillis(Math.max(verb.beforeMs(), verb.afterMs())), Duration.ofMillis(verb.graceMs()))
                .before(Duration.ofMillis(verb.beforeMs()))
                .after(Duration.ofMillis(verb.afterMs()));
        ValueJoiner<Object, Object, Object> joiner = (a, b) -> Functions.add(kind, a, b);
        return switch (verb.kind()) {
            case INNER -> left.join(right, joiner, windows, joined);
            case LEFT -> left.leftJoin(right, joiner, windows, joined);
            case OUTER -> left.outerJoin(right, joiner, windows, joined);
        };
    }

    private static WindowBytesStoreSupplier windows(Verb.JoinStream verb, String name) {
        Duration size = Duration.ofMillis(verb.beforeMs() + verb.afterMs());
        return Stores.inMemoryWindowStore(name, size.plusMillis(verb.graceMs()), size, true);
    }

    KTable<Object, Object> ofTables(
            Node node, Verb.JoinTables verb, KTable<Object, Object> left, KTable<Object, Object> right) {
        Shape shape = node.shape();
        ValueJoiner<Object, Object, Object> joiner = (a, b) -> Functions.add(shape.value(), a, b);
        Named named = Streams.named(node);
        if (verb.store() == null) {
            return unkept(verb.kind(), joiner, named, left, right);
        }
        Materialized<Object, Object, KeyValueStore<Bytes, byte[]>> store = Stored.keyValue(verb.store(), shape);
        if (named == null) {
            return switch (verb.kind()) {
                case INNER -> left.join(right, joiner, store);
                case LEFT -> left.leftJoin(right, joiner, store);
                case OUTER -> left.outerJoin(right, joiner, store);
            };
        }
        return switch (verb.kind()) {
            case INNER -> left.join(right, joiner, named, store);
            case LEFT -> left.leftJoin(right, joiner, named, store);
            case OUTER -> left.outerJoin(right, joiner, named, store);
        };
    }

    private static KTable<Object, Object> unkept(
            Verb.JoinKind kind,
            ValueJoiner<Object, Object, Object> joiner,
            @Nullable Named named,
            KTable<Object, Object> left,
            KTable<Object, Object> right) {
        if (named == null) {
            return switch (kind) {
                case INNER -> left.join(right, joiner);
                case LEFT -> left.leftJoin(right, joiner);
                case OUTER -> left.outerJoin(right, joiner);
            };
        }
        return switch (kind) {
            case INNER -> left.join(right, joiner, named);
            case LEFT -> left.leftJoin(right, joiner, named);
            case OUTER -> left.outerJoin(right, joiner, named);
        };
    }

    KTable<Object, Object> byForeignKey(
            Node node, Verb.JoinForeign verb, KTable<Object, Object> left, KTable<Object, Object> right) {
        Shape shape = node.shape();
        Kind foreignKey = program.node(verb.right()).shape().key();
        BiFunction<Object, Object, Object> extractor = (k, v) -> Functions.rekey(verb.by(), foreignKey, k, v);
        ValueJoiner<Object, Object, Object> joiner = (a, b) -> Functions.add(shape.value(), a, b);
        StreamPartitioner<Object, Void> first = (topic, key, value, count) -> Optional.of(Set.of(0));
        TableJoined<Object, Object> named = verb.partitioned()
                ? TableJoined.with(first, first).withName(node.named())
                : TableJoined.as(node.named());
        if (verb.store() == null) {
            Function<Object, Object> ofValue = v -> Functions.rekey(verb.by(), foreignKey, "", v);
            return verb.leftJoin()
                    ? left.leftJoin(right, ofValue, joiner, named)
                    : left.join(right, ofValue, joiner, named);
        }
        Materialized<Object, Object, KeyValueStore<Bytes, byte[]>> store = Stored.keyValue(verb.store(), shape);
        return verb.leftJoin()
                ? left.leftJoin(right, extractor, joiner, named, store)
                : left.join(right, extractor, joiner, named, store);
    }

    private Kind value(int id) {
        return program.node(id).shape().value();
    }
}
