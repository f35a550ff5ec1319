package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Node;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Shape;
import dev.millrace.conformance.differential.Verb;
import dev.millrace.conformance.differential.Windowing;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Printed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.WindowedSerdes;

/** Calls the DSL as a program says. Types are forgotten here; the shapes of the nodes keep them right. */
final class Interpreter {

    private final Program program;
    private final Notes notes;
    private final Sources sources;
    private final Tables tableVerbs;
    private final Processors processors;
    private final Joins joins;
    private final Aggregations aggregations;
    private final Map<Integer, KStream<Object, Object>> streams = new HashMap<>();
    private final Map<Integer, KTable<Object, Object>> tables = new TreeMap<>();
    private final Map<Integer, GlobalKTable<Object, Object>> globals = new HashMap<>();
    private final Map<Integer, Map<String, KStream<Object, Object>>> splits = new HashMap<>();

    Interpreter(StreamsBuilder builder, Program program, Notes notes) {
        this.program = program;
        this.notes = notes;
        this.sources = new Sources(builder);
        this.tableVerbs = new Tables(builder);
        this.processors = new Processors(builder, program);
        this.joins = new Joins(program);
        this.aggregations = new Aggregations(program);
    }

    void build() {
        for (Node node : program.nodes()) {
            if (node.verb() instanceof Verb.GlobalTable global) {
                globals.put(node.id(), sources.global(node, global));
            } else if (node.verb() instanceof Verb.GlobalStore global) {
                sources.global(node, global);
            } else if (node.shape().table()) {
                KTable<Object, Object> table = table(node);
                tables.put(node.id(), table);
                notes.add("queryable", node.id(), table.queryableStoreName());
            } else if (!ends(node)) {
                streams.put(node.id(), stream(node));
            }
        }
    }

    private KTable<Object, Object> table(Node node) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Table table) {
            return sources.table(node, table);
        }
        if (verb instanceof Verb.ToTable toTable) {
            return tableVerbs.toTable(node, toTable, streams.get(toTable.from()));
        }
        if (verb instanceof Verb.Aggregate aggregate) {
            return aggregations.ofStream(node, aggregate, streams.get(aggregate.from()));
        }
        if (verb instanceof Verb.Cogroup cogroup) {
            return aggregations.ofStreams(node, cogroup, streams.get(cogroup.left()), streams.get(cogroup.right()));
        }
        if (verb instanceof Verb.JoinTables join) {
            return joins.ofTables(node, join, tables.get(join.left()), tables.get(join.right()));
        }
        if (verb instanceof Verb.JoinForeign join) {
            return joins.byForeignKey(node, join, tables.get(join.left()), tables.get(join.right()));
        }
        return ofTable(node, tables.get(((Verb.Single) verb).from()));
    }

    private KTable<Object, Object> ofTable(Node node, KTable<Object, Object> from) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Filter filter) {
            return tableVerbs.filter(node, filter, from);
        }
        if (verb instanceof Verb.MapValues map) {
            return tableVerbs.mapValues(node, map, from);
        }
        if (verb instanceof Verb.TransformValues transform) {
            return tableVerbs.transformValues(node, transform, from);
        }
        if (verb instanceof Verb.TableAggregate aggregate) {
            return aggregations.ofTable(node, aggregate, from);
        }
        if (verb instanceof Verb.Suppress suppress) {
            return tableVerbs.suppress(node, suppress, from);
        }
        throw new IllegalArgumentException("No table comes out of " + node);
    }

    /** Whether no stream of its own comes out of a verb; if so, it was called. */
    private boolean ends(Node node) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Split split) {
            splits.put(node.id(), Streams.split(node, split, streams.get(split.from())));
        } else if (verb instanceof Verb.Foreach foreach) {
            Streams.forEach(node, streams.get(foreach.from()), notes);
        } else if (verb instanceof Verb.Print print) {
            Printed<Object, Object> file = Printed.<Object, Object>toFile(notes.file("print-" + node.id()))
                    .withLabel("node " + node.id());
            streams.get(print.from()).print(node.named() == null ? file : file.withName(node.named()));
        } else if (verb instanceof Verb.To to) {
            send(node, to, streams.get(to.from()));
        } else {
            return false;
        }
        return true;
    }

    private static void send(Node node, Verb.To verb, KStream<Object, Object> from) {
        Produced<Object, Object> how =
                Produced.with(keySerde(node.shape()), node.shape().value().serde());
        if (node.named() != null) {
            how = how.withName(node.named());
        }
        if (verb.partitioning() != Verb.Partitioning.DEFAULT) {
            how = how.withStreamPartitioner(Streams.partitioner(verb.partitioning()));
        }
        if (verb.chosen()) {
            from.to((k, v, context) -> verb.topic() + (Functions.hash(v) % 2 == 0 ? "-even" : "-odd"), how);
        } else {
            from.to(verb.topic(), how);
        }
    }

    private KStream<Object, Object> stream(Node node) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Stream stream) {
            return sources.stream(node, stream);
        }
        if (verb instanceof Verb.Pair pair) {
            return ofPair(node, pair, streams.get(pair.left()));
        }
        if (verb instanceof Verb.Branch branch) {
            return splits.get(branch.from()).get(String.valueOf(branch.index()));
        }
        if (verb instanceof Verb.ToStream toStream) {
            return toStream(node, toStream, tables.get(toStream.from()));
        }
        return ofStream(node, streams.get(((Verb.Single) verb).from()));
    }

    private static KStream<Object, Object> toStream(Node node, Verb.ToStream verb, KTable<Object, Object> from) {
        Named named = Streams.named(node);
        Verb.Rekey rekey = verb.key();
        if (rekey == null) {
            return named == null ? from.toStream() : from.toStream(named);
        }
        return named == null
                ? from.toStream((k, v) -> Functions.rekey(rekey, node.shape().key(), k, v))
                : from.toStream((k, v) -> Functions.rekey(rekey, node.shape().key(), k, v), named);
    }

    private KStream<Object, Object> ofPair(Node node, Verb.Pair verb, KStream<Object, Object> left) {
        if (verb instanceof Verb.JoinTable join) {
            return joins.withTable(node, join, left, tables.get(join.right()));
        }
        if (verb instanceof Verb.JoinTableInTime join) {
            return joins.withTableInTime(node, join, left, tables.get(join.right()));
        }
        if (verb instanceof Verb.JoinGlobal join) {
            return joins.withGlobal(node, join, left, globals.get(join.right()));
        }
        if (verb instanceof Verb.JoinStream join) {
            return joins.withStream(node, join, left, streams.get(join.right()));
        }
        if (verb instanceof Verb.LookUp lookUp) {
            return processors.lookUp(node, lookUp, left);
        }
        if (verb instanceof Verb.Share share) {
            return processors.share(node, share, left, streams.get(share.right()));
        }
        return Streams.merge(node, left, streams.get(verb.right()));
    }

    private KStream<Object, Object> ofStream(Node node, KStream<Object, Object> from) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Filter filter) {
            return Streams.filter(node, filter, from);
        }
        if (verb instanceof Verb.MapValues map) {
            return Streams.mapValues(node, map, from);
        }
        if (verb instanceof Verb.FlatMapValues map) {
            return Streams.flatMapValues(node, map, from);
        }
        if (verb instanceof Verb.Map map) {
            return Streams.map(node, map, from);
        }
        if (verb instanceof Verb.FlatMap map) {
            return Streams.flatMap(node, map, from);
        }
        if (verb instanceof Verb.SelectKey select) {
            return Streams.selectKey(node, select, from);
        }
        if (verb instanceof Verb.Peek) {
            return Streams.peek(node, from, notes);
        }
        if (verb instanceof Verb.Repartition repartition) {
            return Streams.repartition(node, repartition, from);
        }
        return processed(node, from);
    }

    private KStream<Object, Object> processed(Node node, KStream<Object, Object> from) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Process process) {
            return processors.process(node, process, from);
        }
        if (verb instanceof Verb.ProcessValues process) {
            return processors.processValues(node, process, from);
        }
        if (verb instanceof Verb.Keep keep) {
            return processors.keep(node, keep, from);
        }
        if (verb instanceof Verb.Fail fail) {
            return Failing.stream(node, fail, from);
        }
        if (verb instanceof Verb.Route) {
            return processors.route(node, from);
        }
        throw new IllegalArgumentException("No stream comes out of " + node);
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
