package dev.millrace.conformance.differential.engine;

import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.ValueJoiner;
import org.apache.kafka.streams.kstream.ValueTransformerWithKey;
import org.apache.kafka.streams.processor.ProcessorContext;

/** Tables: their own verbs, their groups, and joins of two. */
final class TableSpecs {

    private static final ValueJoiner<String, String, String> BOTH = (l, r) -> l + "&" + r;

    private TableSpecs() {}

    static List<Spec> all() {
        List<Spec> specs = new ArrayList<>(verbs());
        specs.addAll(groups());
        specs.addAll(joins());
        List<Spec> all = new ArrayList<>(specs);
        specs.forEach(spec -> all.add(spec.cached()));
        all.add(specs.get(1).optimized());
        all.add(specs.get(0).rocksDb());
        return all;
    }

    private static KTable<String, String> left(StreamsBuilder b) {
        return b.table("L");
    }

    private static List<Spec> verbs() {
        return List.of(
                Spec.left("table", b -> left(b).toStream().to("out")),
                Spec.left(
                        "table kept by name",
                        b -> b.<String, String>table("L", Materialized.as("kept"))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "filter",
                        b -> left(b).filter((k, v) -> !v.equals("2")).toStream().to("out")),
                Spec.left(
                        "filter kept",
                        b -> left(b).filter((k, v) -> !v.equals("2"), Named.as("no-2"), Materialized.as("kept"))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "filterNot",
                        b -> left(b).filterNot((k, v) -> v.equals("1"))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "mapValues",
                        b -> left(b).mapValues(v -> v == null ? "none" : v.equals("2") ? null : v + v)
                                .toStream()
                                .to("out")),
                Spec.left(
                        "mapValues kept",
                        b -> left(b).mapValues((k, v) -> k + v, Materialized.as("kept"))
                                .toStream((k, v) -> k + "!")
                                .to("out")),
                Spec.left(
                        "transformValues",
                        b -> left(b).transformValues(Numbering::new).toStream().to("out")),
                Spec.left(
                        "transformValues kept, then grouped",
                        b -> left(b).transformValues(Numbering::new, Materialized.as("kept"), Named.as("numbered"))
                                .groupBy((k, v) -> KeyValue.pair(v.substring(0, 1), v))
                                .reduce((a, v) -> a + "+" + v, (a, v) -> a + "-" + v)
                                .toStream()
                                .to("out")),
                Spec.left(
                        "toTable",
                        b -> b.<String, String>stream("L")
                                .toTable(Named.as("now-a-table"), Materialized.as("kept"))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "toTable after a new key",
                        b -> b.<String, String>stream("L")
                                .selectKey((k, v) -> v)
                                .toTable()
                                .filter((k, v) -> true)
                                .toStream()
                                .to("out")));
    }

    private static List<Spec> groups() {
        return List.of(
                Spec.left(
                        "groupBy count",
                        b -> left(b).groupBy((k, v) -> KeyValue.pair(v, k))
                                .count()
                                .toStream()
                                .mapValues(String::valueOf)
                                .to("out")),
                Spec.left(
                        "groupBy reduce",
                        b -> left(b).groupBy((k, v) -> KeyValue.pair("all", v), Grouped.as("all"))
                                .reduce((a, v) -> a + "+" + v, (a, v) -> a + "-" + v, Materialized.as("sums"))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "groupBy aggregate",
                        b -> left(b).groupBy((k, v) -> KeyValue.pair(v, v))
                                .aggregate(() -> ">", (k, v, a) -> a + "+" + v, (k, v, a) -> a + "-" + v)
                                .toStream()
                                .to("out")),
                Spec.left(
                        "groupBy of some",
                        b -> left(b).filter((k, v) -> !v.equals("2"))
                                .groupBy((k, v) -> KeyValue.pair(v.equals("1") ? null : k, v))
                                .reduce((a, v) -> v, (a, v) -> null)
                                .toStream()
                                .to("out")));
    }

    private static List<Spec> joins() {
        return List.of(
                Spec.of(
                        "join",
                        b -> left(b).join(b.<String, String>table("R"), BOTH)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "leftJoin",
                        b -> left(b).leftJoin(b.<String, String>table("R"), BOTH)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "outerJoin",
                        b -> left(b).outerJoin(b.<String, String>table("R"), BOTH)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "outerJoin kept",
                        b -> left(b).outerJoin(
                                        b.<String, String>table("R"), BOTH, Named.as("both"), Materialized.as("kept"))
                                .toStream()
                                .to("out")),
                Spec.of(
                        "join of filtered tables",
                        b -> left(b).filter((k, v) -> !v.equals("1"))
                                .leftJoin(b.<String, String>table("R").mapValues(v -> v + v), BOTH)
                                .filter((k, v) -> !v.contains("y"))
                                .toStream()
                                .to("out")),
                Spec.of(
                        "foreign key join",
                        b -> left(b).join(
                                        b.<String, String>table("R"),
                                        v -> v == null ? null : v.equals("1") ? "a" : "b",
                                        BOTH)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "foreign key left join",
                        b -> left(b).leftJoin(
                                        b.<String, String>table("R"),
                                        v -> v == null ? null : v.equals("1") ? "a" : "b",
                                        BOTH)
                                .toStream()
                                .to("out")));
    }

    /** Numbers the values that it sees, in a field, and shows time and key. */
    static final class Numbering implements ValueTransformerWithKey<String, String, String> {
        private ProcessorContext context;
        private int count;

        @Override
        public void init(ProcessorContext context) {
            this.context = context;
        }

        @Override
        public String transform(String key, String value) {
            return value == null
                    ? null
                    : value + key + count++ + "@" + context.timestamp()
                            + context.headers().toArray().length;
        }

        @Override
        public void close() {}
    }
}
