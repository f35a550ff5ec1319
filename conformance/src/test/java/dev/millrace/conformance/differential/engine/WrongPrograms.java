package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyConfig;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Printed;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TableJoined;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.UnlimitedWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.state.SessionStore;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/** Mistakes in programs of the DSL. */
public final class WrongPrograms extends Mistakes {

    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final JoinWindows WINDOWS = JoinWindows.ofTimeDifferenceWithNoGrace(MINUTE);

    @Override
    void tryAll() {
        topics();
        names();
        illegalNames();
        stores();
        strangers();
        joins();
        windows();
        tables();
        versionedTables();
        settings();
    }

    private void topics() {
        inProgram("a stream of no topic", b -> b.stream(List.of()));
        inProgram("a topic twice in one stream", b -> b.stream(List.of("t", "t")));
        inProgram("streams that share some of their topics", b -> {
            b.stream(List.of("t", "u"));
            b.stream(List.of("u", "v"));
        });
        inProgram("streams of one topic that begin elsewhere", b -> {
            b.stream("t", Consumed.<String, String>with(AutoOffsetReset.earliest()));
            b.stream("t", Consumed.<String, String>with(AutoOffsetReset.latest()));
        });
        inProgram("streams of one topic, of which one says where to begin", b -> {
            b.stream("t");
            b.stream("t", Consumed.<String, String>with(AutoOffsetReset.latest()));
        });
        inProgram("streams of one pattern that begin elsewhere", b -> {
            b.stream(Pattern.compile("t.*"), Consumed.<String, String>with(AutoOffsetReset.earliest()));
            b.stream(Pattern.compile("t.*"), Consumed.<String, String>with(AutoOffsetReset.latest()));
        });
        inProgram("streams of one topic with different serdes", b -> {
            b.stream("t", Consumed.with(Serdes.String(), Serdes.String()));
            b.stream("t", Consumed.with(Serdes.Long(), Serdes.Long()));
        });
        inProgram("a stream of a topic that a pattern matches", b -> {
            b.stream(Pattern.compile("t.*"));
            b.stream("t1");
        });
        inProgram("a table of a topic that a pattern matches", b -> {
            b.stream(Pattern.compile("t.*"));
            b.table("t1");
        });
        inProgram("a stream and a table of one topic", b -> {
            b.stream("t");
            b.table("t");
        });
        inProgram("two tables of one topic", b -> {
            b.table("t");
            b.table("t");
        });
        inProgram("a stream and a global table of one topic", b -> {
            b.stream("t");
            b.globalTable("t");
        });
        inProgram("a table and a global table of one topic", b -> {
            b.table("t");
            b.globalTable("t");
        });
        inProgram("a stream of an internal topic of the program", b -> {
            b.<String, String>stream("in").groupBy((k, v) -> v, Grouped.as("g")).count();
            b.stream("g-repartition");
        });
        inProgram("a sink to an internal topic of the program", b -> {
            b.<String, String>stream("in").groupBy((k, v) -> v, Grouped.as("g")).count();
            in(b).to("g-repartition");
        });
        inProgram(
                "print to a file that cannot be written", b -> in(b).print(Printed.toFile("/no/such/directory/file")));
        inProgram("print to a file without a name", b -> in(b).print(Printed.toFile("")));
    }

    private void names() {
        inProgram(
                "two steps of one name",
                b -> in(b).filter((k, v) -> true, Named.as("n")).mapValues(v -> v, Named.as("n")));
        inProgram("two sources of one name", b -> {
            b.stream("t", Consumed.as("n"));
            b.stream("u", Consumed.as("n"));
        });
        inProgram("two sinks of one name", b -> {
            in(b).to("o", Produced.as("n"));
            in(b).to("o", Produced.as("n"));
        });
        inProgram(
                "two branches of one name",
                b -> in(b).split(Named.as("s-"))
                        .branch((k, v) -> true, Branched.as("n"))
                        .branch((k, v) -> true, Branched.as("n"))
                        .noDefaultBranch());
        inProgram("two tables in stores of one name", b -> {
            b.table("t", Materialized.as("n"));
            b.table("u", Materialized.as("n"));
        });
        inProgram("two counts in stores of one name", b -> {
            in(b).groupByKey().count(Materialized.as("n"));
            in(b).groupByKey().count(Materialized.as("n"));
        });
        inProgram("a table and a global table in stores of one name", b -> {
            b.table("t", Materialized.as("n"));
            b.globalTable("u", Materialized.as("n"));
        });
        inProgram("two repartition topics of one name", b -> {
            in(b).repartition(Repartitioned.as("n"));
            b.stream("in2").repartition(Repartitioned.as("n"));
        });
        inProgram("two joins of one name", b -> {
            KStream<String, String> other = b.stream("in2");
            in(b).join(
                            other,
                            (l, r) -> l,
                            WINDOWS,
                            StreamJoined.<String, String, String>as("st").withName("n"));
            in(b).join(
                            other,
                            (l, r) -> l,
                            WINDOWS,
                            StreamJoined.<String, String, String>as("st2").withName("n"));
        });
        inProgram("two suppressions of one name", b -> {
            KTable<String, String> t = b.table("t");
            t.suppress(Suppressed.<String>untilTimeLimit(MINUTE, Suppressed.BufferConfig.unbounded())
                    .withName("n"));
            t.suppress(Suppressed.<String>untilTimeLimit(MINUTE, Suppressed.BufferConfig.unbounded())
                    .withName("n"));
        });
        Properties explicit = properties("ensure.explicit.internal.resource.naming", "true");
        StreamsBuilder strict = new StreamsBuilder(new TopologyConfig(new StreamsConfig(explicit)));
        inProgram(
                "generated names where only given ones are allowed",
                strict,
                explicit,
                b -> in(b).groupBy((k, v) -> v).count());
    }

    private void illegalNames() {
        inProgram("a name with a blank", b -> in(b).filter((k, v) -> true, Named.as("a name")));
        inProgram("an empty name", b -> in(b).filter((k, v) -> true, Named.as("")));
        inProgram("a name of one dot", b -> in(b).filter((k, v) -> true, Named.as(".")));
        inProgram("a name of 250 characters", b -> in(b).filter((k, v) -> true, Named.as("n".repeat(250))));
        inProgram("a store's name with a blank", b -> in(b).groupByKey().count(Materialized.as("a store")));
        inProgram(
                "a group's name with a blank",
                b -> in(b).groupBy((k, v) -> v, Grouped.as("a group")).count());
        inProgram("a source's name with a blank", b -> b.stream("t", Consumed.as("a source")));
        inProgram("a sink's name with a blank", b -> in(b).to("o", Produced.as("a sink")));
        inProgram(
                "a join's name with a blank",
                b -> in(b).selectKey((k, v) -> v).join(b.<String, String>table("t"), (l, r) -> l, Joined.as("a join")));
        inProgram(
                "a suppression's name with a blank",
                b -> b.<String, String>table("t")
                        .suppress(Suppressed.<String>untilTimeLimit(MINUTE, Suppressed.BufferConfig.unbounded())
                                .withName("a name")));
        inProgram(
                "a foreign-key join's name with a blank",
                b -> b.<String, String>table("t")
                        .join(b.<String, String>table("u"), v -> v, (l, r) -> l, TableJoined.as("a join")));
        inProgram("a processor's name with a blank", b -> in(b).process(Forward::new, Named.as("a processor")));
        inProgram(
                "a branch's name with a blank",
                b -> in(b).split()
                        .branch((k, v) -> true, Branched.as("a branch"))
                        .noDefaultBranch());
    }

    private void stores() {
        inProgram("a processor with an unknown store", b -> in(b).process(Forward::new, Named.as("p"), "x"));
        inProgram(
                "two stores of one name added by the user",
                b -> b.addStateStore(store("st")).addStateStore(store("st")));
        inProgram("a store with the name of a table's", b -> {
            b.addStateStore(store("n"));
            b.table("t", Materialized.as("n"));
        });
        inProgram("a processor with a global table's store", b -> {
            b.globalTable("g", Materialized.as("g"));
            in(b).process(Forward::new, Named.as("p"), "g");
        });
        Forward<String, String> one = new Forward<>();
        inProgram("a supplier that gives one processor to all steps", b -> in(b).process(() -> one, Named.as("p")));
    }

    private void strangers() {
        StreamsBuilder stranger = new StreamsBuilder();
        KStream<String, String> stream = stranger.stream("strange");
        KTable<String, String> table = stranger.table("strange-table");
        inProgram(
                "merge with a stream of another builder",
                b -> in(b).merge(stream).to("o"));
        inProgram(
                "join with a stream of another builder",
                b -> in(b).join(stream, (l, r) -> l, WINDOWS).to("o"));
        inProgram(
                "join with a table of another builder",
                b -> in(b).join(table, (l, r) -> l).to("o"));
        inProgram(
                "join of a table with one of another builder",
                b -> b.<String, String>table("t")
                        .join(table, (l, r) -> l)
                        .toStream()
                        .to("o"));
        inProgram(
                "foreign-key join with a table of another builder",
                b -> b.<String, String>table("t")
                        .join(table, v -> v, (l, r) -> l)
                        .toStream()
                        .to("o"));
        inProgram(
                "join with a global table of another builder",
                b -> in(b).join(stranger.<String, String>globalTable("strange-global"), (k, v) -> v, (l, r) -> l)
                        .to("o"));
        inProgram(
                "cogroup with a group of another builder",
                b -> in(b).groupByKey()
                        .<String>cogroup((k, v, a) -> v)
                        .cogroup(stream.groupByKey(), (k, v, a) -> v)
                        .aggregate(() -> "")
                        .toStream()
                        .to("o"));
    }

    private void joins() {
        inProgram("join of repartitioned streams with different numbers of partitions", b -> {
            KStream<String, String> left =
                    in(b).repartition(Repartitioned.<String, String>as("l").withNumberOfPartitions(2));
            KStream<String, String> right = b.<String, String>stream("in2")
                    .repartition(Repartitioned.<String, String>as("r").withNumberOfPartitions(3));
            left.join(right, (l, r) -> l, WINDOWS).to("o");
        });
        inProgram(
                "a repartitioning into no partition",
                b -> in(b).repartition(Repartitioned.numberOfPartitions(0)).to("o"));
        inProgram(
                "join stores with one name",
                b -> in(b).join(
                                b.<String, String>stream("in2"),
                                (l, r) -> l,
                                WINDOWS,
                                StreamJoined.<String, String, String>with(
                                        Stores.inMemoryWindowStore(
                                                "n", MINUTE.multipliedBy(2), MINUTE.multipliedBy(2), true),
                                        Stores.inMemoryWindowStore(
                                                "n", MINUTE.multipliedBy(2), MINUTE.multipliedBy(2), true))));
        inProgram(
                "a join store with another window",
                b -> in(b).join(
                                b.<String, String>stream("in2"),
                                (l, r) -> l,
                                WINDOWS,
                                StreamJoined.<String, String, String>with(
                                        Stores.inMemoryWindowStore("l", MINUTE.multipliedBy(2), MINUTE, true),
                                        Stores.inMemoryWindowStore(
                                                "r", MINUTE.multipliedBy(2), MINUTE.multipliedBy(2), true))));
        inProgram(
                "a join store that keeps too little",
                b -> in(b).join(
                                b.<String, String>stream("in2"),
                                (l, r) -> l,
                                JoinWindows.ofTimeDifferenceAndGrace(MINUTE, MINUTE),
                                StreamJoined.<String, String, String>with(
                                        Stores.inMemoryWindowStore(
                                                "l", MINUTE.multipliedBy(2), MINUTE.multipliedBy(2), true),
                                        Stores.inMemoryWindowStore(
                                                "r", MINUTE.multipliedBy(2), MINUTE.multipliedBy(2), true))));
        inProgram(
                "a join store without duplicates",
                b -> in(b).join(
                                b.<String, String>stream("in2"),
                                (l, r) -> l,
                                WINDOWS,
                                StreamJoined.<String, String, String>with(
                                        Stores.inMemoryWindowStore(
                                                "l", MINUTE.multipliedBy(2), MINUTE.multipliedBy(2), false),
                                        Stores.inMemoryWindowStore(
                                                "r", MINUTE.multipliedBy(2), MINUTE.multipliedBy(2), true))));
        inProgram(
                "a join window that ends before it starts",
                b -> WINDOWS.before(MINUTE).after(MINUTE.multipliedBy(-2)));
    }

    private void windows() {
        inProgram("a window of no length", b -> TimeWindows.ofSizeWithNoGrace(Duration.ZERO));
        inProgram(
                "an advance longer than the window",
                b -> TimeWindows.ofSizeWithNoGrace(MINUTE).advanceBy(MINUTE.multipliedBy(2)));
        inProgram(
                "an advance of nothing",
                b -> TimeWindows.ofSizeWithNoGrace(MINUTE).advanceBy(Duration.ZERO));
        inProgram("a negative grace", b -> TimeWindows.ofSizeAndGrace(MINUTE, Duration.ofMillis(-1)));
        inProgram("a session gap of nothing", b -> SessionWindows.ofInactivityGapWithNoGrace(Duration.ZERO));
        inProgram("a negative sliding window", b -> SlidingWindows.ofTimeDifferenceWithNoGrace(Duration.ofMillis(-1)));
        inProgram(
                "unlimited windows that start before 1970",
                b -> UnlimitedWindows.of().startOn(Instant.ofEpochMilli(-1)));
        inProgram(
                "a retention shorter than window and grace",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(MINUTE, MINUTE))
                        .count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("st")
                                .withRetention(MINUTE)));
        inProgram(
                "a retention shorter than gap and grace",
                b -> in(b).groupByKey()
                        .windowedBy(SessionWindows.ofInactivityGapAndGrace(MINUTE, MINUTE))
                        .count(Materialized.<String, Long, SessionStore<Bytes, byte[]>>as("st")
                                .withRetention(MINUTE)));
        inProgram(
                "a retention shorter than two sliding windows and grace",
                b -> in(b).groupByKey()
                        .windowedBy(SlidingWindows.ofTimeDifferenceAndGrace(MINUTE, MINUTE))
                        .count(Materialized.<String, Long, WindowStore<Bytes, byte[]>>as("st")
                                .withRetention(MINUTE)));
        inProgram(
                "a window store that keeps less than a window",
                b -> Stores.inMemoryWindowStore("st", MINUTE, MINUTE.multipliedBy(2), false));
        inProgram(
                "a window store that keeps less than window and grace",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(MINUTE, MINUTE))
                        .count(Materialized.as(Stores.inMemoryWindowStore("st", MINUTE, MINUTE, false))));
        inProgram(
                "results on close of windows that never close",
                b -> in(b).groupByKey()
                        .windowedBy(UnlimitedWindows.of())
                        .emitStrategy(EmitStrategy.onWindowClose())
                        .count());
        inProgram("a retention that is negative", b -> Materialized.as("st").withRetention(Duration.ofMillis(-1)));
    }

    private void tables() {
        inProgram("suppress until windows close, without windows", b -> {
            KTable<?, String> t = b.table("t");
            @SuppressWarnings("unchecked") // what an untyped program can do
            KTable<Windowed<String>, String> windowed = (KTable<Windowed<String>, String>) t;
            windowed.suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()))
                    .toStream()
                    .to("o");
        });
    }

    private void versionedTables() {
        inProgram(
                "a grace period for a table without history",
                b -> in(b).join(
                                b.<String, String>table("t", Materialized.as("ts")),
                                (l, r) -> l,
                                Joined.<String, String, String>as("j").withGracePeriod(MINUTE)));
        inProgram(
                "a grace period longer than the table's history",
                b -> in(b).join(
                                b.<String, String>table(
                                        "t", Materialized.as(Stores.persistentVersionedKeyValueStore("v", MINUTE))),
                                (l, r) -> l,
                                Joined.<String, String, String>as("j").withGracePeriod(MINUTE.multipliedBy(2))));
        inProgram(
                "a versioned table that is suppressed",
                b -> b.<String, String>table("t", Materialized.as(Stores.persistentVersionedKeyValueStore("v", MINUTE)))
                        .suppress(Suppressed.untilTimeLimit(MINUTE, Suppressed.BufferConfig.unbounded())));
        inProgram(
                "a versioned global table",
                b -> b.globalTable("t", Materialized.as(Stores.persistentVersionedKeyValueStore("v", MINUTE))));
    }

    private void settings() {
        inProgram("an unknown optimization", properties("topology.optimization", "everything"), b -> in(b).to("o"));
        inProgram("a null topic", b -> b.stream((String) null));
        inProgram("a null store", b -> b.addStateStore(null));
        inProgram("a null supplier", b -> in(b).process(null));
        inProgram("a key that is selected by nothing", b -> in(b).groupBy(null));
    }

    private static KStream<String, String> in(StreamsBuilder builder) {
        return builder.stream("in");
    }
}
