package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.ValueJoiner;

/** Joins. */
final class JoinSpecs {

    private static final ValueJoiner<String, String, String> BOTH = (l, r) -> l + "&" + r;

    private JoinSpecs() {}

    static List<Spec> withTables() {
        List<Spec> specs = new ArrayList<>();
        specs.add(Spec.of(
                "join with a table",
                b -> b.<String, String>stream("L")
                        .join(b.<String, String>table("R"), BOTH)
                        .to("out")));
        specs.add(Spec.of(
                "left join with a table",
                b -> b.<String, String>stream("L")
                        .leftJoin(b.<String, String>table("R"), BOTH)
                        .to("out")));
        specs.add(Spec.of(
                "join with a table, with key",
                b -> b.<String, String>stream("L")
                        .leftJoin(b.<String, String>table("R"), (k, l, r) -> k + l + r, Joined.as("named"))
                        .to("out")));
        specs.add(Spec.of(
                "join after a new key",
                b -> b.<String, String>stream("L")
                        .selectKey((k, v) -> k)
                        .join(b.<String, String>table("R"), BOTH)
                        .to("out")));
        specs.add(Spec.of(
                "join with a counted stream",
                b -> b.<String, String>stream("L")
                        .leftJoin(b.<String, String>stream("R").groupByKey().count(), (l, r) -> l + r)
                        .to("out")));
        specs.add(Spec.of(
                "join with a filtered table",
                b -> b.<String, String>stream("L")
                        .leftJoin(b.<String, String>table("R").filter((k, v) -> !v.equals("x")), BOTH)
                        .to("out")));
        specs.add(Spec.of("join with a global table", b -> {
            GlobalKTable<String, String> global = b.globalTable("R");
            b.<String, String>stream("L").join(global, (k, v) -> k, BOTH).to("out");
        }));
        specs.add(Spec.of("left join with a global table by value", b -> {
            GlobalKTable<String, String> global = b.globalTable("R");
            b.<String, String>stream("L")
                    .leftJoin(global, (k, v) -> v == null ? null : v.equals("1") ? "a" : v, BOTH)
                    .to("out");
        }));
        return specs;
    }

    static List<Spec> withStreams() {
        JoinWindows graceful = JoinWindows.ofTimeDifferenceAndGrace(AggregationSpecs.SIZE, AggregationSpecs.GRACE);
        JoinWindows strict = JoinWindows.ofTimeDifferenceWithNoGrace(AggregationSpecs.SIZE);
        JoinWindows before = graceful.after(Duration.ZERO);
        JoinWindows after = graceful.before(Duration.ZERO);
        JoinWindows equal = JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ZERO);
        List<Spec> specs = new ArrayList<>();
        specs.addAll(joins("with grace", graceful));
        specs.addAll(joins("without grace", strict));
        specs.addAll(joins("with what was before", before));
        specs.addAll(joins("with what comes after", after));
        specs.addAll(joins("at the same time", equal));
        specs.add(Spec.of(
                "join named",
                b -> left(b).outerJoin(
                                right(b),
                                (k, l, r) -> k + l + r,
                                graceful,
                                StreamJoined.<String, String, String>with(
                                                Serdes.String(), Serdes.String(), Serdes.String())
                                        .withName("named")
                                        .withStoreName("kept"))
                        .to("out")));
        for (JoinWindows windows : List.of(graceful, before, after)) {
            Spec self = Spec.left("self join " + windows.beforeMs + " " + windows.afterMs, b -> {
                KStream<String, String> left = left(b);
                left.join(left, BOTH, windows).to("out");
            });
            specs.add(self);
            specs.add(self.optimized());
        }
        specs.add(Spec.of(
                "join after new keys",
                b -> left(b).selectKey((k, v) -> k)
                        .leftJoin(right(b).map(KeyValue::pair), BOTH, graceful)
                        .to("out")));
        specs.add(specs.get(2).rocksDb());
        return specs;
    }

    private static KStream<String, String> left(StreamsBuilder b) {
        return b.stream("L");
    }

    private static KStream<String, String> right(StreamsBuilder b) {
        return b.stream("R");
    }

    private static List<Spec> joins(String title, JoinWindows windows) {
        return List.of(
                Spec.of(
                        "join " + title,
                        b -> left(b).join(right(b), BOTH, windows).to("out")),
                Spec.of(
                        "left join " + title,
                        b -> left(b).leftJoin(right(b), BOTH, windows).to("out")),
                Spec.of(
                        "outer join " + title,
                        b -> left(b).outerJoin(right(b), BOTH, windows).to("out")));
    }
}
