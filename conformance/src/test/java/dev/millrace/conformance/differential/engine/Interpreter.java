package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import dev.millrace.conformance.differential.Windowing;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.BranchedKStream;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Predicate;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.WindowedSerdes;
import org.jspecify.annotations.Nullable;

/** Calls the DSL as a program says. Types are forgotten here; the shapes of the nodes keep them right. */
final class Interpreter {

    private final StreamsBuilder builder;
    private final Map<Integer, KStream<Object, Object>> streams = new HashMap<>();
    private final Map<Integer, KTable<Object, Object>> tables = new HashMap<>();
    private final Map<Integer, Map<String, KStream<Object, Object>>> splits = new HashMap<>();

    Interpreter(StreamsBuilder builder) {
        this.builder = builder;
    }

    void build(Program program) {
        Joins joins = new Joins(program);
        Aggregations aggregations = new Aggregations(program);
        for (Node node : program.nodes()) {
            Verb verb = node.verb();
            if (verb instanceof Verb.Aggregate aggregate) {
                tables.put(node.id(), aggregations.ofStream(node, aggregate, streams.get(aggregate.from())));
            } else if (verb instanceof Verb.TableAggregate aggregate) {
                tables.put(node.id(), aggregations.ofTable(node, aggregate, tables.get(aggregate.from())));
            } else if (verb instanceof Verb.JoinTable join) {
                streams.put(node.id(), joins.withTable(node, join, streams.get(join.left()), tables.get(join.right())));
            } else if (verb instanceof Verb.JoinTableInTime join) {
                streams.put(
                        node.id(),
                        joins.withTableInTime(node, join, streams.get(join.left()), tables.get(join.right())));
            } else if (verb instanceof Verb.JoinStream join) {
                streams.put(
                        node.id(), joins.withStream(node, join, streams.get(join.left()), streams.get(join.right())));
            } else if (verb instanceof Verb.JoinTables join) {
                tables.put(node.id(), joins.ofTables(node, join, tables.get(join.left()), tables.get(join.right())));
            } else if (verb instanceof Verb.JoinForeign join) {
                tables.put(
                        node.id(), joins.byForeignKey(node, join, tables.get(join.left()), tables.get(join.right())));
            } else if (verb instanceof Verb.Cogroup cogroup) {
                tables.put(
                        node.id(),
                        aggregations.ofStreams(
                                node, cogroup, streams.get(cogroup.left()), streams.get(cogroup.right())));
            } else if (node.shape().table()) {
                tables.put(node.id(), table(node, program));
            } else {
                stream(node, program);
            }
        }
    }

    private KTable<Object, Object> table(Node node, Program program) {
        Shape shape = node.shape();
        Verb verb = node.verb();
        if (verb instanceof Verb.Table table) {
            return builder.table(
                    table.topic(),
                    Consumed.with(shape.key().serde(), shape.value().serde()),
                    Stored.keyValue(table.store(), shape));
        }
        if (verb instanceof Verb.Filter filter) {
            KTable<Object, Object> from = tables.get(filter.from());
            Predicate<Object, Object> test = predicate(filter.test());
            if (filter.store() == null) {
                return filter.not() ? from.filterNot(test) : from.filter(test);
            }
            return filter.not()
                    ? from.filterNot(test, Stored.keyValue(filter.store(), shape))
                    : from.filter(test, Stored.keyValue(filter.store(), shape));
        }
        if (verb instanceof Verb.MapValues map) {
            KTable<Object, Object> from = tables.get(map.from());
            Kind kind = shape.value();
            if (map.store() == null) {
                return from.mapValues((k, v) -> Functions.change(map.change(), kind, k, v));
            }
            return from.mapValues(
                    (k, v) -> Functions.change(map.change(), kind, k, v), Stored.keyValue(map.store(), shape));
        }
        if (verb instanceof Verb.ToTable toTable) {
            return streams.get(toTable.from()).toTable(Stored.keyValue(toTable.store(), shape));
        }
        if (verb instanceof Verb.Suppress suppress) {
            return tables.get(suppress.from()).suppress(suppressed(suppress));
        }
        throw new IllegalArgumentException("No table comes out of " + node + " in " + program);
    }

    /** The cast: a table of windows is a table of objects here. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Suppressed<Object> suppressed(Verb.Suppress suppress) {
        if (suppress.limitMs() < 0) {
            return (Suppressed) Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded());
        }
        return Suppressed.untilTimeLimit(
                Duration.ofMillis(suppress.limitMs()), Suppressed.BufferConfig.maxRecords(suppress.maxRecords()));
    }

    private void stream(Node node, Program program) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Split split) {
            splits.put(node.id(), split(node.id(), split, streams.get(split.from())));
        } else if (verb instanceof Verb.To to) {
            Shape shape = node.shape();
            streams.get(to.from())
                    .to(to.topic(), Produced.with(keySerde(shape), shape.value().serde()));
        } else {
            streams.put(node.id(), streamOf(node, program));
        }
    }

    private KStream<Object, Object> streamOf(Node node, Program program) {
        Shape shape = node.shape();
        Verb verb = node.verb();
        if (verb instanceof Verb.Stream stream) {
            return builder.stream(
                    stream.topic(),
                    Consumed.with(shape.key().serde(), shape.value().serde()));
        }
        if (verb instanceof Verb.Merge merge) {
            KStream<Object, Object> right = streams.get(merge.right());
            return node.named() == null
                    ? streams.get(merge.left()).merge(right)
                    : streams.get(merge.left()).merge(right, Named.as(node.named()));
        }
        if (verb instanceof Verb.Branch branch) {
            return splits.get(branch.from()).get(String.valueOf(branch.index()));
        }
        if (verb instanceof Verb.ToStream toStream) {
            KTable<Object, Object> from = tables.get(toStream.from());
            Verb.Rekey rekey = toStream.key();
            return rekey == null ? from.toStream() : from.toStream((k, v) -> Functions.rekey(rekey, shape.key(), k, v));
        }
        if (verb instanceof Verb.Process process) {
            return streams.get(process.from()).process(new Counting.Supplier(process, program));
        }
        if (verb instanceof Verb.ProcessValues process) {
            return streams.get(process.from()).processValues(new Remembering.Supplier(process, program));
        }
        return stateless(node, shape, streams.get(((Verb.Single) verb).from()));
    }

    private static KStream<Object, Object> stateless(Node node, Shape shape, KStream<Object, Object> from) {
        Verb verb = node.verb();
        Named named = node.named() == null ? null : Named.as(node.named());
        Kind key = shape.key();
        Kind value = shape.value();
        if (verb instanceof Verb.Filter filter) {
            Predicate<Object, Object> test = predicate(filter.test());
            if (named == null) {
                return filter.not() ? from.filterNot(test) : from.filter(test);
            }
            return filter.not() ? from.filterNot(test, named) : from.filter(test, named);
        }
        if (verb instanceof Verb.MapValues map) {
            Verb.Change change = map.change();
            if (map.withKey()) {
                return named == null
                        ? from.mapValues((k, v) -> Functions.change(change, value, k, v))
                        : from.mapValues((k, v) -> Functions.change(change, value, k, v), named);
            }
            return from.mapValues(v -> Functions.change(change, value, "", v));
        }
        if (verb instanceof Verb.FlatMapValues map) {
            return from.flatMapValues((k, v) -> several(Functions.change(map.change(), value, k, v), v));
        }
        if (verb instanceof Verb.Map map) {
            return from.map((k, v) ->
                    KeyValue.pair(Functions.rekey(map.key(), key, k, v), Functions.change(map.value(), value, k, v)));
        }
        if (verb instanceof Verb.FlatMap map) {
            return from.flatMap((k, v) -> several(
                    KeyValue.pair(Functions.rekey(map.key(), key, k, v), Functions.change(map.value(), value, k, v)),
                    v));
        }
        if (verb instanceof Verb.SelectKey select) {
            return named == null
                    ? from.selectKey((k, v) -> Functions.rekey(select.key(), key, k, v))
                    : from.selectKey((k, v) -> Functions.rekey(select.key(), key, k, v), named);
        }
        if (verb instanceof Verb.Repartition repartition) {
            Repartitioned<Object, Object> how = Repartitioned.with(key.serde(), value.serde());
            return from.repartition(repartition.name() == null ? how : how.withName(repartition.name()));
        }
        throw new IllegalArgumentException("No stream comes out of " + node);
    }

    private static Map<String, KStream<Object, Object>> split(int id, Verb.Split split, KStream<Object, Object> from) {
        String prefix = "split" + id + "-";
        BranchedKStream<Object, Object> branches = from.split(Named.as(prefix));
        List<Verb.Test> tests = split.tests();
        for (int i = 0; i < tests.size(); i++) {
            branches = branches.branch(predicate(tests.get(i)), Branched.as(String.valueOf(i)));
        }
        Map<String, KStream<Object, Object>> named = branches.defaultBranch(Branched.as(String.valueOf(tests.size())));
        Map<String, KStream<Object, Object>> found = new HashMap<>();
        named.forEach((name, branch) -> found.put(name.substring(prefix.length()), branch));
        return found;
    }

    private static Predicate<Object, Object> predicate(Verb.Test test) {
        return (k, v) -> Functions.test(test, k, v);
    }

    /** None, one or two, as the old value says. */
    private static <T extends @Nullable Object> List<T> several(T one, @Nullable Object old) {
        int count = Functions.hash(old) % 3;
        if (count == 0) {
            return List.of();
        }
        List<T> result = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            result.add(one);
        }
        return result;
    }

    /** The cast: a serde of windowed keys is a serde of objects here. */
    @SuppressWarnings({"unchecked", "rawtypes"})
    private static Serde<Object> keySerde(Shape shape) {
        if (!shape.windowing().present()) {
            return shape.key().serde();
        }
        return shape.windowing() instanceof Windowing.Session
                ? (Serde) new WindowedSerdes.SessionWindowedSerde<>(shape.key().serde())
                : (Serde) new WindowedSerdes.TimeWindowedSerde<>(
                        shape.key().serde(), shape.windowing().sizeMs());
    }
}
