package dev.millrace.conformance.differential.engine;

import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.GlobalKTable;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.TableJoined;
import org.apache.kafka.streams.kstream.ValueTransformerWithKey;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;

/**
 * What is done with tables: their joins, foreign keys, transformers, suppression, global tables and formats of stores.
 */
public final class DescribedTables extends Descriptions {

    @Override
    void addAll() {
        joins();
        foreignKeys();
        transformers();
        suppressions();
        globals();
        formats();
    }

    private void joins() {
        add("joins of tables", b -> {
            KTable<String, String> t = table(b, "t");
            KTable<String, String> u = table(b, "u");
            t.join(u, (l, r) -> l).toStream().to("o");
            t.leftJoin(u, (l, r) -> l).toStream().to("o");
            t.outerJoin(u, (l, r) -> l).toStream().to("o");
        });
        add("joins of tables, named and kept", b -> {
            KTable<String, String> t = table(b, "t");
            KTable<String, String> u = table(b, "u");
            t.join(u, (l, r) -> l, Named.as("nj"));
            t.leftJoin(u, (l, r) -> l, Materialized.as("kept"));
            t.outerJoin(u, (l, r) -> l, Named.as("oj"), Materialized.as("kept2"));
            t.leftJoin(u, (l, r) -> l, Materialized.with(Serdes.String(), Serdes.String()));
        });
        add("a chain of joins", b -> {
            KTable<String, String> t = table(b, "t");
            t.join(table(b, "u"), (l, r) -> l)
                    .leftJoin(table(b, "v"), (l, r) -> l)
                    .mapValues(v -> v)
                    .toStream()
                    .to("o");
        });
        add("a join of derived tables", b -> {
            KTable<String, String> t = table(b, "t");
            t.filter((k, v) -> true)
                    .join(t.mapValues(v -> v), (l, r) -> l)
                    .toStream()
                    .to("o");
        });
        add("a join of a table with an aggregate", b -> {
            KTable<String, Long> counts = in(b).groupBy((k, v) -> v).count();
            table(b, "t").join(counts, (l, r) -> l).toStream().to("o");
        });
    }

    private void foreignKeys() {
        add(
                "a foreign-key join",
                b -> table(b, "t")
                        .join(table(b, "u"), v -> v, (l, r) -> l)
                        .toStream()
                        .to("o"));
        add(
                "a left foreign-key join",
                b -> table(b, "t")
                        .leftJoin(table(b, "u"), v -> v, (l, r) -> l)
                        .toStream()
                        .to("o"));
        add(
                "a foreign-key join by key and value",
                b -> table(b, "t")
                        .join(table(b, "u"), (k, v) -> k + v, (l, r) -> l)
                        .toStream()
                        .to("o"));
        add(
                "a named foreign-key join",
                b -> table(b, "t").join(table(b, "u"), v -> v, (l, r) -> l, TableJoined.as("fk")));
        add(
                "a foreign-key join that is kept",
                b -> table(b, "t").join(table(b, "u"), v -> v, (l, r) -> l, Materialized.as("kept")));
        add(
                "a foreign-key join, named and kept",
                b -> table(b, "t")
                        .leftJoin(table(b, "u"), v -> v, (l, r) -> l, TableJoined.as("fk"), Materialized.as("kept")));
        add(
                "two foreign-key joins in a row",
                b -> table(b, "t")
                        .join(table(b, "u"), v -> v, (l, r) -> l)
                        .join(table(b, "w"), v -> v, (l, r) -> l)
                        .toStream()
                        .to("o"));
        add("a foreign-key join of aggregates", b -> {
            KTable<String, String> left =
                    keyed(b).groupByKey(Grouped.as("g")).reduce((l, r) -> l, Materialized.as("red"));
            left.join(table(b, "u").filter((k, v) -> true), v -> v, (l, r) -> l)
                    .toStream()
                    .to("o");
        });
    }

    private void transformers() {
        add("transformed values", b -> {
            KTable<String, String> t = table(b, "t");
            t.transformValues(Nothing::new).toStream().to("o");
            t.transformValues(Nothing::new, Named.as("tv")).toStream().to("o");
            t.transformValues(Nothing::new, Materialized.as("kept"));
            t.transformValues(Nothing::new, Materialized.as("kept2"), Named.as("tv2"));
        });
        add("transformed values with a store of the user", b -> {
            b.addStateStore(Mistakes.store("st"));
            table(b, "t").transformValues(Nothing::new, "st").toStream().to("o");
            table(b, "t2").transformValues(Nothing::new, Materialized.as("kept"), Named.as("tv"), "st");
        });
        add("transformed values that are joined", b -> {
            KTable<String, String> t = table(b, "t").transformValues(Nothing::new);
            in(b).join(t, (l, r) -> l).to("o");
        });
    }

    private void suppressions() {
        add("suppressions", b -> {
            KTable<String, String> t = table(b, "t");
            t.suppress(Suppressed.untilTimeLimit(MINUTE, Suppressed.BufferConfig.maxRecords(10)))
                    .toStream()
                    .to("o");
            t.suppress(Suppressed.<String>untilTimeLimit(
                                    MINUTE, Suppressed.BufferConfig.unbounded().withLoggingDisabled())
                            .withName("sup"))
                    .mapValues(v -> v)
                    .toStream()
                    .to("o");
        });
        add(
                "a suppression that is joined",
                b -> in(b).join(
                                table(b, "t")
                                        .suppress(
                                                Suppressed.untilTimeLimit(MINUTE, Suppressed.BufferConfig.unbounded())),
                                (l, r) -> l)
                        .to("o"));
    }

    private void globals() {
        add("global tables and stores", b -> {
            GlobalKTable<String, String> g = b.globalTable("g", Consumed.as("gsrc"));
            b.globalTable("g2", Consumed.as("gsrc2"), Materialized.as("gs2"));
            b.addGlobalStore(Mistakes.store("gs"), "g3", Consumed.<String, String>as("gsrc3"), Absorb::new);
            b.addGlobalStore(Mistakes.store("gs4"), "g4", Consumed.<String, String>with(null, null), Absorb::new);
            keyed(b).leftJoin(g, (k, v) -> v, (l, r) -> l, Named.as("gj")).to("o");
            in(b).join(g, (k, v) -> v, (l, r) -> l).groupByKey().count();
        });
    }

    private void formats() {
        add(
                "stores with headers",
                b -> {
                    table(b, "t")
                            .mapValues(v -> v, Materialized.as("kept"))
                            .toStream()
                            .to("o");
                    keyed(b).groupByKey().count();
                },
                properties("dsl.store.format", "headers"));
        add("versioned tables", b -> {
            KTable<String, String> t =
                    b.table("t", Materialized.as(Stores.persistentVersionedKeyValueStore("v", MINUTE)));
            in(b).join(t, (l, r) -> l).to("o");
            t.filter((k, v) -> true).toStream().to("o");
        });
        add(
                "a strict builder with all names given",
                b -> keyed(b).groupByKey(Grouped.as("g")).count(Materialized.as("c")),
                properties(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, "true"));
    }

    /** Gives values as they are. */
    private static final class Nothing implements ValueTransformerWithKey<String, String, String> {
        @Override
        public void init(org.apache.kafka.streams.processor.ProcessorContext context) {}

        @Override
        public String transform(String key, String value) {
            return value;
        }

        @Override
        public void close() {}
    }

    /** Does nothing with records. */
    private static final class Absorb implements Processor<String, String, Void, Void> {
        @Override
        public void init(ProcessorContext<Void, Void> context) {}

        @Override
        public void process(Record<String, String> record) {}
    }
}
