package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.EmitStrategy;
import org.apache.kafka.streams.kstream.JoinWindows;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.SessionWindows;
import org.apache.kafka.streams.kstream.SlidingWindows;
import org.apache.kafka.streams.kstream.StreamJoined;
import org.apache.kafka.streams.kstream.TimeWindows;
import org.apache.kafka.streams.kstream.Windowed;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.WindowStore;

/**
 * Programs that bring their own stores of bytes along. What such a store has when a record comes goes out, too, to the
 * topic raw.
 */
final class OwnStoreSpecs {

    private static final Duration SIZE = Duration.ofMillis(10);
    private static final Duration GRACE = Duration.ofMillis(5);
    private static final long KEPT_MS = 60;

    private OwnStoreSpecs() {}

    // ---- for processors

    static List<Spec> all() {
        List<Spec> specs = new ArrayList<>();
        specs.addAll(keyValues());
        specs.addAll(windows());
        specs.addAll(sessions());
        specs.add(Spec.of("versions", (StreamsBuilder b) -> {
            b.addStateStore(
                    Stores.versionedKeyValueStoreBuilder(new OwnVersions.Supplier(), Serdes.String(), Serdes.String()));
            b.<String, String>stream("L")
                    .merge(b.stream("R"))
                    .process(StoreSpecs.VersionedAsker::new, "s")
                    .to("out");
        }));
        specs.add(Spec.of(
                "a table on versions",
                (StreamsBuilder b) -> b.<String, String>stream("L")
                        .join(
                                b.<String, String>table("R", Materialized.as(new OwnVersions.Supplier())),
                                OwnStoreSpecs::pair)
                        .to("out")));
        return specs;
    }

    private static List<Spec> keyValues() {
        List<Spec> specs = new ArrayList<>();
        for (boolean persistent : new boolean[] {false, true}) {
            var own = new OwnSuppliers.KeyValues("s", () -> new OwnKeyValues("s", persistent));
            specs.add(asked(
                    "key-value, " + kind(persistent),
                    own,
                    Stores.keyValueStoreBuilder(own, Serdes.String(), Serdes.String()),
                    StoreSpecs.KeyValueAsker::new));
            specs.add(asked(
                            "key-value, " + kind(persistent),
                            own,
                            Stores.keyValueStoreBuilder(own, Serdes.String(), Serdes.String())
                                    .withCachingEnabled(),
                            StoreSpecs.KeyValueAsker::new)
                    .cached());
            specs.add(withHeaders("key-value with headers, " + kind(persistent), own));
        }
        specs.add(withHeaders(
                "key-value with headers, for timestamps",
                new OwnSuppliers.KeyValues("s", () -> new OwnKeyValues.Timed("s"))));
        specs.add(withHeaders(
                "key-value with headers, for headers",
                new OwnSuppliers.KeyValues("s", () -> new OwnKeyValues.WithHeaders("s"))));
        return specs;
    }

    private static Spec withHeaders(String title, OwnSuppliers.KeyValues own) {
        return asked(
                title,
                own,
                Stores.timestampedKeyValueStoreWithHeadersBuilder(own, Serdes.String(), Serdes.String()),
                StoreSpecs.HeadersAsker::new);
    }

    private static List<Spec> windows() {
        List<Spec> specs = new ArrayList<>();
        for (boolean persistent : new boolean[] {false, true}) {
            var own = OwnSuppliers.windows("s", persistent, KEPT_MS, SIZE.toMillis(), false);
            specs.add(asked(
                    "window, " + kind(persistent),
                    own,
                    Stores.windowStoreBuilder(own, Serdes.String(), Serdes.String()),
                    StoreSpecs.WindowAsker::new));
            specs.add(withHeaders("window with headers, " + kind(persistent), own));
        }
        var duplicates = OwnSuppliers.windows("s", false, KEPT_MS, SIZE.toMillis(), true);
        specs.add(asked(
                "window, with duplicates",
                duplicates,
                Stores.windowStoreBuilder(duplicates, Serdes.String(), Serdes.String()),
                DuplicatesAsker::new));
        specs.add(withHeaders(
                "window with headers, for timestamps",
                new OwnSuppliers.Windows("s", KEPT_MS, SIZE.toMillis(), false, () -> new OwnWindows.Timed("s", 10))));
        specs.add(withHeaders(
                "window with headers, for headers",
                new OwnSuppliers.Windows(
                        "s", KEPT_MS, SIZE.toMillis(), false, () -> new OwnWindows.WithHeaders("s", 10))));
        return specs;
    }

    private static Spec withHeaders(String title, OwnSuppliers.Windows own) {
        return asked(
                title,
                own,
                Stores.timestampedWindowStoreWithHeadersBuilder(own, Serdes.String(), Serdes.String()),
                StoreSpecs.WindowHeadersAsker::new);
    }

    private static List<Spec> sessions() {
        List<Spec> specs = new ArrayList<>();
        for (boolean persistent : new boolean[] {false, true}) {
            var own = new OwnSuppliers.Sessions("s", KEPT_MS, () -> new OwnSessions("s", persistent));
            specs.add(asked(
                    "session, " + kind(persistent),
                    own,
                    Stores.sessionStoreBuilder(own, Serdes.String(), Serdes.String()),
                    StoreSpecs.SessionAsker::new));
            specs.add(asked(
                    "session with headers, " + kind(persistent),
                    own,
                    Stores.sessionStoreWithHeadersBuilder(own, Serdes.String(), Serdes.String()),
                    StoreSpecs.SessionHeadersAsker::new));
        }
        var own = new OwnSuppliers.Sessions("s", KEPT_MS, () -> new OwnSessions.WithHeaders("s"));
        specs.add(asked(
                "session with headers, for headers",
                own,
                Stores.sessionStoreWithHeadersBuilder(own, Serdes.String(), Serdes.String()),
                StoreSpecs.SessionHeadersAsker::new));
        return specs;
    }

    private static String kind(boolean persistent) {
        return persistent ? "on disk" : "in memory";
    }

    private static Spec asked(
            String title,
            OwnSuppliers.Remembering<?> own,
            StoreBuilder<?> store,
            ProcessorSupplier<String, String, String, String> asker) {
        return Spec.of(title, (StreamsBuilder b) -> {
                    b.addStateStore(store);
                    KStream<String, String> records =
                            b.<String, String>stream("L").merge(b.stream("R"));
                    tellRaw(records, own);
                    records.process(asker, "s").to("out");
                })
                .output(Topic.strings("out"), Topic.strings("raw"));
    }

    private static void tellRaw(KStream<String, String> records, OwnSuppliers.Remembering<?> own) {
        records.mapValues(any -> own.last().raw()).to("raw");
    }

    // ---- for the DSL

    static List<Spec> ofDsl() {
        List<Spec> specs = new ArrayList<>();
        specs.addAll(tables("in memory", () -> new OwnSuppliers.KeyValues("s", () -> new OwnKeyValues("s", false))));
        specs.addAll(tables("on disk", () -> new OwnSuppliers.KeyValues("s", () -> new OwnKeyValues.Timed("s"))));
        specs.addAll(windowed("in memory", () -> OwnSuppliers.windows("s", false, KEPT_MS, SIZE.toMillis(), false)));
        specs.addAll(windowed(
                "on disk",
                () -> new OwnSuppliers.Windows(
                        "s", KEPT_MS, SIZE.toMillis(), false, () -> new OwnWindows.Timed("s", SIZE.toMillis()))));
        specs.add(spec(
                "reduce, without timestamps",
                new OwnSuppliers.KeyValues("s", () -> new OwnKeyValues("s", true)),
                OwnStoreSpecs::reduce));
        specs.add(spec(
                "windows, without timestamps",
                OwnSuppliers.windows("s", true, KEPT_MS, SIZE.toMillis(), false),
                OwnStoreSpecs::hopping));
        specs.addAll(byDslStoreSuppliers());
        return specs;
    }

    private static List<Spec> tables(String kind, Supplier<OwnSuppliers.KeyValues> engines) {
        List<Spec> specs = new ArrayList<>(both("reduce, " + kind, engines, OwnStoreSpecs::reduce));
        specs.addAll(both(
                "table, " + kind,
                engines,
                (records, own) -> records.toTable(Materialized.as(own))
                        .filter((k, v) -> !"2".equals(v))
                        .toStream()
                        .to("out")));
        return specs;
    }

    private static void reduce(KStream<String, String> records, OwnSuppliers.KeyValues own) {
        records.groupByKey()
                .reduce(AggregationSpecs::folded, Materialized.as(own))
                .toStream()
                .to("out");
    }

    private static List<Spec> windowed(String kind, Supplier<OwnSuppliers.Windows> engines) {
        List<Spec> specs = new ArrayList<>(both("windows, " + kind, engines, OwnStoreSpecs::hopping));
        // Not with a cache: Kafka Streams lays that over these stores as if they were in the order of keys, and tells
        // their windows twice.
        specs.add(spec(
                "windows told when they close, " + kind,
                engines.get(),
                (records, own) -> records.groupByKey()
                        .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE))
                        .emitStrategy(EmitStrategy.onWindowClose())
                        .reduce(AggregationSpecs::folded, Materialized.as(own))
                        .toStream(OwnStoreSpecs::text)
                        .to("out")));
        specs.addAll(both(
                "sliding windows, " + kind,
                engines,
                (records, own) -> records.groupByKey()
                        .windowedBy(SlidingWindows.ofTimeDifferenceAndGrace(SIZE, GRACE))
                        .reduce(AggregationSpecs::folded, Materialized.as(own))
                        .toStream(OwnStoreSpecs::text)
                        .to("out")));
        return specs;
    }

    private static void hopping(KStream<String, String> records, OwnSuppliers.Windows own) {
        records.groupByKey()
                .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE).advanceBy(Duration.ofMillis(5)))
                .reduce(AggregationSpecs::folded, Materialized.as(own))
                .toStream(OwnStoreSpecs::text)
                .to("out");
    }

    private static List<Spec> byDslStoreSuppliers() {
        return List.of(
                Spec.left(
                        "a table of one's own DslStoreSuppliers",
                        b -> b.<String, String>stream("L")
                                .groupByKey()
                                .reduce(AggregationSpecs::folded, Materialized.as(new OwnSuppliers()))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "windows of one's own DslStoreSuppliers",
                        b -> b.<String, String>stream("L")
                                .groupByKey()
                                .windowedBy(TimeWindows.ofSizeAndGrace(SIZE, GRACE))
                                .reduce(AggregationSpecs::folded, Materialized.as(new OwnSuppliers()))
                                .toStream(OwnStoreSpecs::text)
                                .to("out")));
    }

    static List<Spec> ofSessions() {
        List<Spec> specs = new ArrayList<>();
        for (boolean persistent : new boolean[] {false, true}) {
            specs.addAll(both(
                    "sessions, " + kind(persistent),
                    () -> new OwnSuppliers.Sessions(
                            "s", Duration.ofHours(1).toMillis(), () -> new OwnSessions("s", persistent)),
                    (records, own) -> records.groupByKey()
                            .windowedBy(SessionWindows.ofInactivityGapAndGrace(SIZE, GRACE))
                            .reduce(AggregationSpecs::folded, Materialized.as(own))
                            .toStream(OwnStoreSpecs::text)
                            .to("out")));
        }
        specs.add(Spec.left(
                "sessions of one's own DslStoreSuppliers",
                b -> b.<String, String>stream("L")
                        .groupByKey()
                        .windowedBy(SessionWindows.ofInactivityGapAndGrace(SIZE, GRACE))
                        .reduce(AggregationSpecs::folded, Materialized.as(new OwnSuppliers()))
                        .toStream(OwnStoreSpecs::text)
                        .to("out")));
        return specs;
    }

    private static <K> String text(Windowed<K> window, Object value) {
        return window.key() + "@" + window.window().start() + ".."
                + window.window().end();
    }

    /** A program over a store, which starts with the records of L. */
    private interface Program<S> {
        void build(KStream<String, String> records, S own);
    }

    /** With and without a cache. */
    private static <S extends OwnSuppliers.Remembering<?>> List<Spec> both(
            String title, Supplier<S> stores, Program<S> program) {
        return List.of(
                spec(title, stores.get(), program),
                spec(title, stores.get(), program).cached());
    }

    private static <S extends OwnSuppliers.Remembering<?>> Spec spec(String title, S own, Program<S> program) {
        return Spec.left(title, b -> {
                    KStream<String, String> records = b.stream("L");
                    tellRaw(records, own);
                    program.build(records, own);
                })
                .output(Topic.strings("out"), Topic.strings("raw"));
    }

    static List<Spec> ofJoins() {
        JoinWindows windows = JoinWindows.ofTimeDifferenceAndGrace(SIZE, GRACE);
        return List.of(
                joined("join", (left, right, stores) -> left.join(right, OwnStoreSpecs::pair, windows, stores)),
                joined(
                        "left join",
                        (left, right, stores) -> left.leftJoin(right, OwnStoreSpecs::pair, windows, stores)),
                joined(
                        "outer join",
                        (left, right, stores) -> left.outerJoin(right, OwnStoreSpecs::pair, windows, stores)));
    }

    private static String pair(String left, String right) {
        return left + "+" + right;
    }

    /** A join of L and R. */
    private interface Join {
        KStream<String, String> of(
                KStream<String, String> left,
                KStream<String, String> right,
                StreamJoined<String, String, String> stores);
    }

    private static Spec joined(String title, Join join) {
        long keptMs = 2 * SIZE.toMillis() + GRACE.toMillis();
        var own = OwnSuppliers.windows("left", false, keptMs, 2 * SIZE.toMillis(), true);
        var other = OwnSuppliers.windows("right", false, keptMs, 2 * SIZE.toMillis(), true);
        return Spec.of(title, (StreamsBuilder b) -> {
                    KStream<String, String> left = b.stream("L");
                    tellRaw(left, own);
                    join.of(left, b.stream("R"), StreamJoined.with(own, other)).to("out");
                })
                .output(Topic.strings("out"), Topic.strings("raw"));
    }

    /** A store that keeps every value of a key and time. */
    private static final class DuplicatesAsker extends StoreSpecs.Asker<WindowStore<String, String>> {
        @Override
        void ask(WindowStore<String, String> store, Record<String, String> record) {
            long now = record.timestamp();
            store.put(record.key(), record.value(), now);
            store.put(record.key(), record.value() == null ? null : record.value() + "'", Math.max(0, now - 5));
            tell(store.fetch(record.key(), now - 10, now));
            tell(store.backwardFetch(record.key(), now - 10, now));
            tell(store.all());
        }
    }
}
