package dev.millrace.conformance.differential.engine;

import java.util.Set;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.CogroupedKStream;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KGroupedStream;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.UnlimitedWindows;
import org.apache.kafka.streams.processor.api.FixedKeyProcessor;
import org.apache.kafka.streams.processor.api.FixedKeyProcessorSupplier;
import org.apache.kafka.streams.processor.api.FixedKeyRecord;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.BuiltInDslStoreSuppliers;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/** Windows, cogroups, joins of streams with stores of the user, and processors that bring stores. */
public final class DescribedWindows extends Descriptions {

    @Override
    void addAll() {
        windows();
        cogroups();
        joins();
        processors();
    }

    private void windows() {
        add("sliding windows", b -> {
            in(b).groupByKey()
                    .windowedBy(SlidingWindows.ofTimeDifferenceWithNoGrace(MINUTE))
                    .count()
                    .toStream()
                    .to("o");
            keyed(b).groupByKey(Grouped.as("g"))
                    .windowedBy(SlidingWindows.ofTimeDifferenceAndGrace(MINUTE, MINUTE))
                    .aggregate(() -> "", (k, v, a) -> v, Named.as("ag"), Materialized.as("st"));
        });
        add("hopping and unlimited windows", b -> {
            in(b).groupByKey()
                    .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE).advanceBy(MINUTE.dividedBy(2)))
                    .reduce((l, r) -> l, Materialized.as("st"));
            keyed(b).groupByKey().windowedBy(UnlimitedWindows.of()).count(Named.as("un"));
        });
        add("sessions by name", b -> {
            in(b).groupByKey()
                    .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(MINUTE))
                    .count(Named.as("sc"), Materialized.as("st"));
            keyed(b).groupByKey(Grouped.as("g"))
                    .windowedBy(SessionWindows.ofInactivityGapAndGrace(MINUTE, MINUTE))
                    .reduce((l, r) -> l, Named.as("sr"))
                    .suppress(Suppressed.untilWindowCloses(Suppressed.BufferConfig.unbounded()));
        });
        add("results on close", b -> {
            in(b).groupByKey()
                    .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE))
                    .emitStrategy(EmitStrategy.onWindowClose())
                    .count()
                    .toStream()
                    .to("o");
            keyed(b).groupByKey()
                    .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(MINUTE))
                    .emitStrategy(EmitStrategy.onWindowClose())
                    .count(Named.as("onclose"));
        });
        add(
                "windows in memory",
                b -> keyed(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE))
                        .count(Materialized.as(Stores.inMemoryWindowStore("mem", MINUTE, MINUTE, false))));
        add(
                "windowed results that are grouped again",
                b -> in(b).groupByKey()
                        .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE))
                        .count()
                        .toStream()
                        .map((k, v) -> KeyValue.pair(k.key(), v))
                        .groupByKey()
                        .count());
    }

    private void cogroups() {
        add("cogroup of one and of two", b -> {
            in(b).groupByKey()
                    .<String>cogroup((k, v, a) -> v)
                    .aggregate(() -> "")
                    .toStream()
                    .to("o");
            cogrouped(b).aggregate(() -> "").toStream().to("o");
        });
        add("cogroup of groups that have to be repartitioned", b -> {
            KGroupedStream<String, String> one = keyed(b).groupByKey();
            KGroupedStream<String, String> two = b.<String, String>stream("in2").groupBy((k, v) -> v, Grouped.as("g"));
            one.<String>cogroup((k, v, a) -> v).cogroup(two, (k, v, a) -> v).aggregate(() -> "", Materialized.as("st"));
        });
        add("cogroup by name", b -> {
            cogrouped(b).aggregate(() -> "", Named.as("cg"));
            cogrouped(b).aggregate(() -> "", Named.as("cg2"), Materialized.as("st2"));
        });
        add("cogroup in windows", b -> {
            cogrouped(b)
                    .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE))
                    .aggregate(() -> "")
                    .toStream()
                    .to("o");
            cogrouped(b)
                    .windowedBy(TimeWindows.ofSizeWithNoGrace(MINUTE))
                    .aggregate(() -> "", Named.as("tw"), Materialized.as("tws"));
            cogrouped(b)
                    .windowedBy(SlidingWindows.ofTimeDifferenceWithNoGrace(MINUTE))
                    .aggregate(() -> "", Named.as("sl"));
            cogrouped(b)
                    .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(MINUTE))
                    .aggregate(() -> "", (k, l, r) -> l);
            cogrouped(b)
                    .windowedBy(SessionWindows.ofInactivityGapWithNoGrace(MINUTE))
                    .aggregate(() -> "", (k, l, r) -> l, Named.as("se"), Materialized.as("ses"));
        });
    }

    private static CogroupedKStream<String, String> cogrouped(StreamsBuilder b) {
        KGroupedStream<String, String> other = b.<String, String>stream("in2").groupByKey();
        return in(b).groupByKey().<String>cogroup((k, v, a) -> v).cogroup(other, (k, v, a) -> v);
    }

    private void joins() {
        JoinWindows windows = JoinWindows.ofTimeDifferenceAndGrace(MINUTE, MINUTE);
        add(
                "join with stores of the user",
                b -> in(b).join(
                                b.<String, String>stream("in2"),
                                (l, r) -> l,
                                windows,
                                StreamJoined.<String, String, String>with(
                                        Stores.inMemoryWindowStore(
                                                "left", MINUTE.multipliedBy(3), MINUTE.multipliedBy(2), true),
                                        Stores.inMemoryWindowStore(
                                                "right", MINUTE.multipliedBy(3), MINUTE.multipliedBy(2), true))));
        add("joins with every name there is", b -> {
            KStream<String, String> other = b.<String, String>stream("in2").selectKey((k, v) -> v);
            keyed(b).join(
                            other,
                            (l, r) -> l,
                            windows,
                            StreamJoined.<String, String, String>as("st").withName("nm"));
            keyed(b).leftJoin(
                            other,
                            (l, r) -> l,
                            windows,
                            StreamJoined.<String, String, String>as("st2").withLoggingDisabled());
            keyed(b).outerJoin(
                            other,
                            (l, r) -> l,
                            windows,
                            StreamJoined.<String, String, String>with(null, null, null)
                                    .withName("nm3"));
            keyed(b).outerJoin(
                            other,
                            (l, r) -> l,
                            windows,
                            StreamJoined.<String, String, String>as("st4")
                                    .withName("nm4")
                                    .withDslStoreSuppliers(BuiltInDslStoreSuppliers.IN_MEMORY));
        });
        add(
                "a named join with a table behind a named repartitioning",
                b -> keyed(b).repartition(Repartitioned.<String, String>as("rp")
                                .withNumberOfPartitions(4)
                                .withKeySerde(Serdes.String()))
                        .selectKey((k, v) -> v, Named.as("again"))
                        .leftJoin(table(b, "t"), (l, r) -> l, Joined.as("tj"))
                        .to("o"));
        add("joins of one stream with several", b -> {
            KStream<String, String> s = keyed(b);
            s.join(b.<String, String>stream("in2"), (l, r) -> l, windows).to("o");
            s.join(b.<String, String>stream("in3"), (l, r) -> l, windows).to("o");
            s.groupByKey().count();
        });
        add("self joins", b -> {
            KStream<String, String> s = in(b);
            s.join(s, (l, r) -> l, windows).to("o");
            s.join(
                            s,
                            (l, r) -> l,
                            windows,
                            StreamJoined.<String, String, String>as("st").withName("nm"))
                    .to("o");
            s.leftJoin(s, (l, r) -> l, windows).to("o");
            s.filter((k, v) -> true).join(s, (l, r) -> l, windows).to("o");
            s.mapValues(v -> v).join(s.mapValues(v -> v), (l, r) -> l, windows).to("o");
        });
    }

    private void processors() {
        add("processors that bring stores", b -> {
            in(b).process(new Bringing("st")).to("o");
            in(b).process(new Bringing("st2"), Named.as("p")).to("o");
            b.addStateStore(Mistakes.store("st3"));
            in(b).process(new Bringing("st4"), Named.as("p2"), "st3")
                    .groupByKey()
                    .count();
            in(b).processValues(new BringingValues("st5"), Named.as("pv")).to("o");
            keyed(b).processValues(new BringingValues("st6"), "st3").to("o");
        });
    }

    /** Brings a store. */
    private record Bringing(String name) implements ProcessorSupplier<String, String, String, String> {
        @Override
        public Processor<String, String, String, String> get() {
            return new Mistakes.Forward<>();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Mistakes.store(name));
        }
    }

    /** Brings a store, to a processor that keeps keys. */
    private record BringingValues(String name) implements FixedKeyProcessorSupplier<String, String, String> {
        @Override
        public FixedKeyProcessor<String, String, String> get() {
            return new Keeping();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(Mistakes.store(name));
        }
    }

    /** Does nothing with records. */
    private static final class Keeping implements FixedKeyProcessor<String, String, String> {
        @Override
        public void process(FixedKeyRecord<String, String> record) {}
    }
}
