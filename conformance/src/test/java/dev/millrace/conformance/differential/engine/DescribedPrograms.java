package dev.millrace.conformance.differential.engine;

import java.util.List;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Printed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.processor.api.ContextualFixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.state.Stores;

/** Streams, groups, tables and joins, plain and named. */
public final class DescribedPrograms extends Descriptions {

    private static final JoinWindows WINDOWS = JoinWindows.ofTimeDifferenceWithNoGrace(MINUTE);

    @Override
    void addAll() {
        streams();
        groupedStreams();
        tables();
        tableJoins();
        streamJoins();
        optimized();
    }

    private void streams() {
        add(
                "named source, step and sink",
                b -> b.stream("in", Consumed.<String, String>as("src"))
                        .filter((key, value) -> true, Named.as("f"))
                        .to("o", Produced.as("snk")));
        add("every step without a name", b -> {
            KStream<String, String> s = b.stream(List.of("in", "in2"));
            s.mapValues(value -> value)
                    .flatMapValues(value -> List.of(value))
                    .flatMap((key, value) -> List.of(KeyValue.pair(key, value)))
                    .peek((key, value) -> {})
                    .foreach((key, value) -> {});
            s.print(Printed.toSysOut());
            s.print(Printed.<String, String>toSysOut().withName("prt"));
            s.process(Mistakes.Forward::new).to("x");
            s.process(Mistakes.Forward::new, Named.as("pp")).to("y");
            s.processValues(ForwardValues::new).groupByKey().count();
            s.processValues(ForwardValues::new, Named.as("pv"));
        });
        add("streams of the same topics, and of a pattern", b -> {
            in(b).to("o");
            in(b).filterNot((key, value) -> true).to("o2");
            b.stream(Pattern.compile("p-.*")).to("o3");
            b.stream(Pattern.compile("p-.*"), Consumed.as("again")).to("o4");
        });
        add("merge and split", b -> {
            KStream<String, String> other = b.stream("in2");
            in(b).merge(other)
                    .split()
                    .branch((key, value) -> true)
                    .branch((key, value) -> false, Branched.as("zz"))
                    .defaultBranch()
                    .values()
                    .forEach(branch -> branch.to("o"));
            in(b).merge(other, Named.as("mg"))
                    .split(Named.as("sp-"))
                    .branch((key, value) -> true)
                    .branch((key, value) -> false, Branched.withConsumer(branch -> branch.to("o2")))
                    .branch((key, value) -> true, Branched.as("q"))
                    .noDefaultBranch();
        });
        add("repartition", b -> {
            in(b).repartition().to("o");
            keyed(b).repartition(Repartitioned.<String, String>as("rp").withNumberOfPartitions(3))
                    .groupByKey()
                    .count();
        });
        add("stores of the user", b -> {
            b.addStateStore(
                    Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("s1"), Serdes.String(), Serdes.String()));
            b.addStateStore(
                    Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("s2"), Serdes.String(), Serdes.String()));
            in(b).process(Mistakes.Forward::new, Named.as("p1"), "s1", "s2").process(Mistakes.Forward::new, "s2");
        });
    }

    private void groupedStreams() {
        add("counts without repartitioning", b -> {
            KGroupedStream<String, String> grouped = in(b).groupByKey();
            grouped.count().toStream().to("o");
            grouped.count(Materialized.as("cnt")).toStream(Named.as("ts")).to("o");
            grouped.count(Named.as("named")).toStream((key, value) -> key).to("o");
        });
        add("counts with repartitioning", b -> {
            KGroupedStream<String, String> grouped = in(b).groupBy((key, value) -> value);
            grouped.count().toStream().to("o");
            grouped.reduce((one, other) -> one);
            grouped.count(Named.as("named"), Materialized.as("st"));
        });
        add("a named group shares its topic", b -> {
            KGroupedStream<String, String> grouped = keyed(b).groupByKey(Grouped.as("grp"));
            grouped.count();
            grouped.aggregate(() -> "", (key, value, soFar) -> soFar);
            in(b).groupBy((key, value) -> value, Grouped.as("other")).count();
        });
        add("a cogroup repartitions under the name of its store", b -> {
            in(b).groupBy((key, value) -> value)
                    .cogroup((String key, String value, String soFar) -> soFar + value)
                    .cogroup(b.<String, String>stream("in2").groupByKey(), (key, value, soFar) -> value)
                    .aggregate(() -> "")
                    .toStream()
                    .to("o");
        });
        add("windows and suppress", b -> {
            in(b).groupBy((key, value) -> value)
                    .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE))
                    .count()
                    .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()))
                    .toStream()
                    .to("o");
            in(b).groupByKey()
                    .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE))
                    .reduce((one, other) -> one, Named.as("rd"))
                    .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded())
                            .withName("sup"));
        });
        add("sessions", b -> {
            in(b).groupByKey()
                    .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(MINUTE))
                    .aggregate(() -> 1, (key, value, soFar) -> soFar, (key, one, other) -> one, Named.as("sa"));
            keyed(b).groupByKey()
                    .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(MINUTE))
                    .reduce((one, other) -> one)
                    .toStream()
                    .to("o");
        });
    }

    private void tables() {
        add("tables, kept and not", b -> {
            b.table("t");
            b.table("t2", Materialized.as("t2s"));
            b.table("t3", Consumed.as("t3src"));
            b.table("t4", Materialized.with(Serdes.String(), Serdes.String()));
        });
        add("steps of tables", b -> {
            KTable<String, String> t = b.table("t");
            t.filter((key, value) -> true).mapValues(value -> value).toStream().to("o");
            t.filterNot((key, value) -> true, Materialized.as("fs"));
            t.mapValues(value -> value, Named.as("mv"), Materialized.as("ms"));
            t.filter((key, value) -> true, Materialized.with(Serdes.String(), Serdes.String()));
        });
        add("grouped tables", b -> {
            KTable<String, String> t = b.table("t");
            t.groupBy((key, value) -> KeyValue.pair(value, key)).count();
            t.groupBy((key, value) -> KeyValue.pair(value, key), Grouped.as("g"))
                    .reduce((one, other) -> one, (one, other) -> one, Named.as("rd"), Materialized.as("rds"));
            t.mapValues(value -> value)
                    .groupBy((key, value) -> KeyValue.pair(value, key))
                    .aggregate(() -> "", (key, value, soFar) -> soFar, (key, value, soFar) -> soFar, Named.as("agg"));
        });
        add("toTable", b -> {
            in(b).toTable().toStream().to("o");
            keyed(b).toTable(Named.as("tt"));
            keyed(b).toTable(Materialized.as("kept"));
        });
        add(
                "a grouped aggregate",
                b -> in(b).groupByKey()
                        .count()
                        .groupBy((key, value) -> KeyValue.pair(key, value))
                        .count(Named.as("nmc"))
                        .toStream()
                        .to("o"));
    }

    private void tableJoins() {
        add("joins with tables", b -> {
            KTable<String, String> t = b.table("t");
            in(b).join(t, (one, other) -> one).to("o");
            keyed(b).leftJoin(t.mapValues(value -> value), (one, other) -> one, Joined.as("jn"))
                    .to("o");
            keyed(b).join(t, (one, other) -> one).to("o");
        });
        add("joins with tables that are kept on the way, or not", b -> {
            KTable<String, String> t = b.<String, String>stream("tt").toTable();
            KTable<String, String> kept = t.filter((key, value) -> true, Materialized.as("uf"));
            in(b).join(kept.mapValues(value -> value), (one, other) -> one)
                    .join(t, (one, other) -> one)
                    .to("o");
        });
        add("global tables", b -> {
            GlobalKTable<String, String> g = b.globalTable("g");
            b.globalTable("g2", Materialized.as("gs"));
            in(b).leftJoin(g, (key, value) -> value, (one, other) -> one).to("o");
            in(b).join(g, (key, value) -> value, (one, other) -> one, Named.as("gj"))
                    .to("o");
        });
    }

    private void streamJoins() {
        add(
                "inner join",
                b -> in(b).join(b.<String, String>stream("in2"), (one, other) -> one, WINDOWS)
                        .to("o"));
        add(
                "left join",
                b -> keyed(b).leftJoin(b.<String, String>stream("in2"), (one, other) -> one, WINDOWS)
                        .to("o"));
        add(
                "outer join",
                b -> in(b).outerJoin(b.<String, String>stream("in2"), (one, other) -> one, WINDOWS)
                        .to("o"));
        add(
                "join with a named store",
                b -> keyed(b).outerJoin(
                                keyed(b), (one, other) -> one, WINDOWS, StreamJoined.<String, String, String>as("sj"))
                        .to("o"));
        add(
                "join with names",
                b -> keyed(b).leftJoin(
                                b.<String, String>stream("in2").selectKey((key, value) -> value),
                                (one, other) -> one,
                                WINDOWS,
                                StreamJoined.<String, String, String>as("st").withName("nm"))
                        .to("o"));
        add("join of a stream with itself", b -> {
            KStream<String, String> s = keyed(b);
            s.join(s, (one, other) -> one, WINDOWS).to("o");
        });
    }

    private void optimized() {
        add(
                "a table restored from its topic",
                b -> b.table("t", Materialized.as("s")).toStream().to("o"),
                "all");
        add(
                "one topic for several uses",
                b -> {
                    KStream<String, String> s = in(b).map((key, value) -> KeyValue.pair(value, key));
                    s.filter((key, value) -> true).groupByKey().count();
                    s.peek((key, value) -> {}).groupByKey(Grouped.as("gg")).reduce((one, other) -> one);
                    s.mapValues(value -> value).groupByKey().count();
                    s.join(b.<String, String>table("t"), (one, other) -> one).to("o");
                },
                "all");
        add(
                "one topic behind a merge",
                b -> {
                    KStream<String, String> s =
                            keyed(b).merge(b.<String, String>stream("in2").selectKey((key, value) -> value));
                    s.groupByKey().count();
                    s.groupByKey().reduce((one, other) -> one);
                },
                "all");
        add(
                "a topic that the user asked for",
                b -> {
                    KStream<String, String> s = keyed(b);
                    s.repartition(Repartitioned.as("rp")).groupByKey().count();
                    s.groupByKey().reduce((one, other) -> one);
                },
                "merge.repartition.topics");
    }

    /** Does nothing with records. */
    private static final class ForwardValues extends ContextualFixedKeyProcessor<String, String, String> {
        @Override
        public void process(FixedKeyRecord<String, String> record) {
            context().forward(record);
        }
    }
}
