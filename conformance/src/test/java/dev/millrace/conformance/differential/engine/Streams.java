package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Kind;
import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Verb;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.BranchedKStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KeyValueMapper;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Predicate;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.ValueMapper;
import org.apache.kafka.streams.kstream.ValueMapperWithKey;
import org.apache.kafka.streams.processor.StreamPartitioner;
import org.jspecify.annotations.Nullable;

/** The verbs of a stream that keep no state. */
final class Streams {

    private Streams() {}

    static KStream<Object, Object> filter(Node node, Verb.Filter verb, KStream<Object, Object> from) {
        Predicate<Object, Object> test = (k, v) -> Functions.test(verb.test(), k, v);
        Named named = named(node);
        if (named == null) {
            return verb.not() ? from.filterNot(test) : from.filter(test);
        }
        return verb.not() ? from.filterNot(test, named) : from.filter(test, named);
    }

    static KStream<Object, Object> mapValues(Node node, Verb.MapValues verb, KStream<Object, Object> from) {
        Kind kind = node.shape().value();
        Named named = named(node);
        if (verb.withKey()) {
            ValueMapperWithKey<Object, Object, Object> mapper = (k, v) -> Functions.change(verb.change(), kind, k, v);
            return named == null ? from.mapValues(mapper) : from.mapValues(mapper, named);
        }
        ValueMapper<Object, Object> mapper = v -> Functions.change(verb.change(), kind, "", v);
        return named == null ? from.mapValues(mapper) : from.mapValues(mapper, named);
    }

    static KStream<Object, Object> flatMapValues(Node node, Verb.FlatMapValues verb, KStream<Object, Object> from) {
        Kind kind = node.shape().value();
        Named named = named(node);
        if (!verb.withKey()) {
            ValueMapper<Object, List<Object>> mapper = v -> several(Functions.change(verb.change(), kind, "", v), v);
            return named == null ? from.flatMapValues(mapper) : from.flatMapValues(mapper, named);
        }
        ValueMapperWithKey<Object, Object, List<Object>> mapper =
                (k, v) -> several(Functions.change(verb.change(), kind, k, v), v);
        return named == null ? from.flatMapValues(mapper) : from.flatMapValues(mapper, named);
    }

    static KStream<Object, Object> map(Node node, Verb.Map verb, KStream<Object, Object> from) {
        Kind key = node.shape().key();
        Kind value = node.shape().value();
        Named named = named(node);
        KeyValueMapper<Object, Object, KeyValue<Object, Object>> mapper = (k, v) ->
                KeyValue.pair(Functions.rekey(verb.key(), key, k, v), Functions.change(verb.value(), value, k, v));
        return named == null ? from.map(mapper) : from.map(mapper, named);
    }

    static KStream<Object, Object> flatMap(Node node, Verb.FlatMap verb, KStream<Object, Object> from) {
        Kind key = node.shape().key();
        Kind value = node.shape().value();
        Named named = named(node);
        KeyValueMapper<Object, Object, List<KeyValue<Object, Object>>> mapper = (k, v) -> several(
                KeyValue.pair(Functions.rekey(verb.key(), key, k, v), Functions.change(verb.value(), value, k, v)), v);
        return named == null ? from.flatMap(mapper) : from.flatMap(mapper, named);
    }

    static KStream<Object, Object> selectKey(Node node, Verb.SelectKey verb, KStream<Object, Object> from) {
        Kind kind = node.shape().key();
        Named named = named(node);
        KeyValueMapper<Object, Object, Object> mapper = (k, v) -> Functions.rekey(verb.key(), kind, k, v);
        return named == null ? from.selectKey(mapper) : from.selectKey(mapper, named);
    }

    static KStream<Object, Object> merge(Node node, KStream<Object, Object> left, KStream<Object, Object> right) {
        Named named = named(node);
        return named == null ? left.merge(right) : left.merge(right, named);
    }

    static KStream<Object, Object> peek(Node node, KStream<Object, Object> from, Notes notes) {
        String verb = "peek-" + node.id();
        Named named = named(node);
        return named == null
                ? from.peek((k, v) -> notes.add(verb, k, v))
                : from.peek((k, v) -> notes.add(verb, k, v), named);
    }

    static void forEach(Node node, KStream<Object, Object> from, Notes notes) {
        String verb = "foreach-" + node.id();
        Named named = named(node);
        if (named == null) {
            from.foreach((k, v) -> notes.add(verb, k, v));
        } else {
            from.foreach((k, v) -> notes.add(verb, k, v), named);
        }
    }

    static KStream<Object, Object> repartition(Node node, Verb.Repartition verb, KStream<Object, Object> from) {
        Repartitioned<Object, Object> how = Repartitioned.with(
                node.shape().key().serde(), node.shape().value().serde());
        if (verb.name() != null) {
            how = how.withName(verb.name());
        }
        if (verb.numbered()) {
            how = how.withNumberOfPartitions(1);
        }
        return from.repartition(
                verb.partitioning() == Verb.Partitioning.DEFAULT
                        ? how
                        : how.withStreamPartitioner(partitioner(verb.partitioning())));
    }

    static StreamPartitioner<Object, Object> partitioner(Verb.Partitioning partitioning) {
        return (topic, key, value, count) -> switch (partitioning) {
            case DEFAULT -> Optional.empty();
            case FIRST -> Optional.of(Set.of(0));
            case SOME_NOWHERE -> Optional.of(Functions.hash(value) % 3 == 0 ? Set.of() : Set.of(0));
        };
    }

    /** By the number of the branch. */
    static Map<String, KStream<Object, Object>> split(Node node, Verb.Split verb, KStream<Object, Object> from) {
        String prefix = "split" + node.id() + "-";
        BranchedKStream<Object, Object> branches = from.split(Named.as(prefix));
        List<Verb.Test> tests = verb.tests();
        Map<String, KStream<Object, Object>> byNumber = new HashMap<>();
        for (int i = 0; i < tests.size(); i++) {
            Verb.Test test = tests.get(i);
            branches = branches.branch((k, v) -> Functions.test(test, k, v), branched(verb, i, byNumber));
        }
        Map<String, KStream<Object, Object>> all = verb.defaultBranch()
                ? branches.defaultBranch(branched(verb, tests.size(), byNumber))
                : branches.noDefaultBranch();
        all.forEach((name, branch) -> byNumber.put(name.substring(prefix.length()), branch));
        return byNumber;
    }

    private static Branched<Object, Object> branched(
            Verb.Split verb, int index, Map<String, KStream<Object, Object>> consumed) {
        String name = String.valueOf(index);
        return switch (verb.branching()) {
            case BY_NAME -> Branched.as(name);
            case BY_FUNCTION -> Branched.withFunction(branch -> branch.filter((k, v) -> true), name);
            case BY_CONSUMER -> Branched.withConsumer(branch -> consumed.put(name, branch), name);
        };
    }

    static @Nullable Named named(Node node) {
        return node.named() == null ? null : Named.as(node.named());
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
}
