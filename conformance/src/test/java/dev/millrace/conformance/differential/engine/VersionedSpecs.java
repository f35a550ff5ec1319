package dev.millrace.conformance.differential.engine;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.kstream.Grouped;
import org.apache.kafka.streams.kstream.Joined;
import org.apache.kafka.streams.kstream.KTable;
import org.apache.kafka.streams.kstream.Materialized;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Suppressed;
import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
import org.apache.kafka.streams.kstream.TableJoined;
import org.apache.kafka.streams.kstream.ValueJoiner;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;

/**
 * Tables on versioned stores, and what is made of them. Without changelogs where a put can be refused: Kafka Streams
 * logs a refused put, too.
 */
final class VersionedSpecs {

    /** Longer than any script. */
    private static final Duration LONG = Duration.ofHours(1);

    /** So that the scripts come too late for it. */
    private static final Duration SHORT = Duration.ofMillis(20);

    private static final ValueJoiner<String, String, String> BOTH = (l, r) -> l + "&" + r;

    private VersionedSpecs() {}

    static List<Spec> all() {
        List<Spec> specs = new ArrayList<>();
        for (Duration history : List.of(LONG, SHORT, Duration.ZERO)) {
            specs.addAll(verbs(history));
            specs.addAll(groups(history));
            specs.addAll(joinsOfTables(history));
            specs.addAll(joinsWithStreams(history));
        }
        specs.addAll(delayed());
        specs.addAll(refused());
        specs.add(Spec.left(
                        "a versioned table, its topic as changelog",
                        b -> table(b, "L", LONG).toStream().to("out"))
                .optimized());
        return specs;
    }

    private static Materialized<String, String, KeyValueStore<Bytes, byte[]>> kept(String name, Duration history) {
        Materialized<String, String, KeyValueStore<Bytes, byte[]>> kept =
                Materialized.as(Stores.persistentVersionedKeyValueStore(name, history));
        kept.withKeySerde(Serdes.String()).withValueSerde(Serdes.String());
        return history.equals(LONG) ? kept : kept.withLoggingDisabled();
    }

    private static Materialized<String, Long, KeyValueStore<Bytes, byte[]>> counted(Duration history) {
        return Materialized.<String, Long>as(Stores.persistentVersionedKeyValueStore("counts", history))
                .withLoggingDisabled();
    }

    private static KTable<String, String> table(StreamsBuilder b, String topic, Duration history) {
        return b.table(topic, kept("versions-of-" + topic, history));
    }

    private static String of(Duration history) {
        return " (history of " + history.toMillis() + " ms)";
    }

    private static List<Spec> verbs(Duration history) {
        return List.of(
                Spec.left(
                        "a versioned table" + of(history),
                        b -> table(b, "L", history).toStream().to("out")),
                Spec.left(
                        "filter" + of(history),
                        b -> table(b, "L", history)
                                .filter((k, v) -> !v.equals("2"))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "filter with old values, kept versioned" + of(history),
                        b -> table(b, "L", history)
                                .filter((k, v) -> !v.equals("2"))
                                .mapValues((k, v) -> k + v, kept("mapped", history))
                                .filterNot((k, v) -> v.endsWith("1"), Named.as("no-1"), kept("filtered", history))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "filter kept without a history" + of(history),
                        b -> table(b, "L", history)
                                .filter((k, v) -> !v.equals("2"), Materialized.as("present"))
                                .mapValues(v -> v + "!")
                                .toStream()
                                .to("out")),
                Spec.left(
                        "mapValues" + of(history),
                        b -> table(b, "L", history)
                                .mapValues(v -> v.equals("2") ? null : v + v)
                                .toStream()
                                .to("out")),
                Spec.left(
                        "transformValues" + of(history),
                        b -> table(b, "L", history)
                                .transformValues(TableSpecs.Numbering::new)
                                .toStream()
                                .to("out")),
                Spec.left(
                        "transformValues kept versioned" + of(history),
                        b -> table(b, "L", history)
                                .transformValues(
                                        TableSpecs.Numbering::new, kept("numbered", history), Named.as("numbering"))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "a table kept versioned only when it is filtered" + of(history),
                        b -> b.<String, String>table("L")
                                .filter((k, v) -> !v.equals("2"), kept("filtered", history))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "toTable" + of(history),
                        b -> b.<String, String>stream("L")
                                .toTable(kept("versions", history))
                                .toStream()
                                .to("out")));
    }

    private static List<Spec> groups(Duration history) {
        return List.of(
                Spec.left(
                        "a stream reduced" + of(history),
                        b -> b.<String, String>stream("L")
                                .groupByKey()
                                .reduce((a, v) -> v.equals("2") ? null : a + v, kept("reduced", history))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "a stream counted" + of(history),
                        b -> b.<String, String>stream("L")
                                .groupByKey()
                                .count(counted(history))
                                .filter((k, n) -> n != 2)
                                .toStream()
                                .mapValues(String::valueOf)
                                .to("out")),
                Spec.left(
                        "streams cogrouped" + of(history),
                        b -> b.<String, String>stream("L")
                                .groupByKey()
                                .<String>cogroup((k, v, a) -> a + v)
                                .aggregate(() -> k(""), kept("cogrouped", history))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "a versioned table grouped" + of(history),
                        b -> table(b, "L", history)
                                .groupBy(
                                        (k, v) -> KeyValue.pair("all", v),
                                        Grouped.with(Serdes.String(), Serdes.String()))
                                .reduce((a, v) -> a + "+" + v, (a, v) -> a + "-" + v, kept("groups", history))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "a filtered versioned table counted by value" + of(history),
                        b -> table(b, "L", history)
                                .filter((k, v) -> !v.equals("3"))
                                .groupBy((k, v) -> KeyValue.pair(v, k))
                                .count()
                                .toStream()
                                .mapValues(String::valueOf)
                                .to("out")));
    }

    private static String k(String text) {
        return text;
    }

    private static List<Spec> joinsOfTables(Duration history) {
        return List.of(
                Spec.of(
                        "versioned and versioned" + of(history),
                        b -> table(b, "L", history)
                                .join(table(b, "R", history), BOTH)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "versioned and present, left" + of(history),
                        b -> table(b, "L", history)
                                .leftJoin(b.table("R"), BOTH)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "present and versioned, left, kept versioned" + of(history),
                        b -> b.<String, String>table("L")
                                .leftJoin(table(b, "R", history), BOTH, kept("joined", history))
                                .toStream()
                                .to("out")),
                Spec.of(
                        "versioned and mapped, outer, then grouped" + of(history),
                        b -> table(b, "L", history)
                                .outerJoin(table(b, "R", history).mapValues(v -> v + "'"), BOTH)
                                .groupBy((k, v) -> KeyValue.pair("all", v))
                                .reduce((a, v) -> a + "+" + v, (a, v) -> a + "-" + v)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "by foreign key" + of(history),
                        b -> table(b, "L", history)
                                .join(table(b, "R", history), v -> v.equals("1") ? "a" : v, BOTH)
                                .toStream()
                                .to("out")),
                Spec.of(
                        "by foreign key, left, kept versioned" + of(history),
                        b -> table(b, "L", history)
                                .leftJoin(
                                        table(b, "R", history).filter((k, v) -> !v.equals("y")),
                                        v -> v.equals("1") ? "a" : v.equals("2") ? null : "b",
                                        BOTH,
                                        TableJoined.as("by-key"),
                                        kept("joined", history))
                                .toStream()
                                .to("out")));
    }

    private static List<Spec> joinsWithStreams(Duration history) {
        return List.of(
                Spec.of(
                        "a stream with a versioned table" + of(history),
                        b -> b.<String, String>stream("L")
                                .leftJoin(table(b, "R", history), BOTH)
                                .to("out")),
                Spec.of(
                        "a stream with a versioned table, filtered and mapped" + of(history),
                        b -> b.<String, String>stream("L")
                                .join(
                                        table(b, "R", history)
                                                .filter((k, v) -> !v.equals("y"))
                                                .mapValues((k, v) -> k + v),
                                        BOTH)
                                .to("out")),
                Spec.of(
                        "a stream with a versioned table, transformed" + of(history),
                        b -> b.<String, String>stream("L")
                                .leftJoin(table(b, "R", history).transformValues(TableSpecs.Numbering::new), BOTH)
                                .to("out")),
                Spec.of(
                        "a stream with a versioned count" + of(history),
                        b -> b.<String, String>stream("L")
                                .leftJoin(
                                        b.<String, String>stream("R")
                                                .groupByKey()
                                                .count(counted(history)),
                                        (l, n) -> l + n)
                                .to("out")),
                Spec.of("a stream with joined versioned tables" + of(history), b -> {
                    KTable<String, String> right = table(b, "R", history);
                    KTable<String, String> joined =
                            right.leftJoin(right.filter((k, v) -> !v.equals("y")), BOTH, kept("joined", history));
                    b.<String, String>stream("L").leftJoin(joined, BOTH).to("out");
                }));
    }

    /** With a grace period: records wait in a buffer, whose changelog is compared, too. */
    private static List<Spec> delayed() {
        return List.of(
                Spec.of(
                        "a delayed join",
                        b -> b.<String, String>stream("L")
                                .join(table(b, "R", LONG), BOTH, delayedBy(10))
                                .to("out")),
                Spec.of(
                        "a delayed left join",
                        b -> b.<String, String>stream("L")
                                .filter((k, v) -> k != null) // Kafka Streams fails at a null key
                                .leftJoin(
                                        table(b, "R", LONG),
                                        (k, l, r) -> k + l + r,
                                        delayedBy(5).withName("delayed"))
                                .to("out")),
                Spec.of(
                        "a delayed left join, by as much as there is history",
                        b -> b.<String, String>stream("L")
                                .filter((k, v) -> k != null)
                                .leftJoin(
                                        table(b, "R", SHORT).mapValues(v -> v + "'"), BOTH, delayedBy(SHORT.toMillis()))
                                .to("out")),
                Spec.of(
                        "a join delayed by nothing",
                        b -> b.<String, String>stream("L")
                                .join(table(b, "R", LONG), BOTH, delayedBy(0))
                                .to("out")),
                Spec.of(
                        "a delayed join after a new key",
                        b -> b.<String, String>stream("L")
                                .filter((k, v) -> k != null)
                                .selectKey((k, v) -> k)
                                .join(table(b, "R", LONG), BOTH, delayedBy(10))
                                .to("out")),
                Spec.of(
                        "a delayed join, delayed again",
                        b -> b.<String, String>stream("L")
                                .join(table(b, "R", LONG), BOTH, delayedBy(5).withName("first"))
                                .join(
                                        b.<String, String>stream("R")
                                                .groupByKey()
                                                .reduce((a, v) -> a + v, kept("reduced", LONG)),
                                        BOTH,
                                        delayedBy(15).withName("second"))
                                .to("out")),
                Spec.of(
                        "a delayed join tells where its records came from",
                        b -> b.<String, String>stream("L")
                                .join(table(b, "R", LONG), BOTH, delayedBy(10))
                                .process(ProcessorSpecs.Telling::new)
                                .to("out")));
    }

    private static Joined<String, String, String> delayedBy(long graceMs) {
        return Joined.<String, String, String>with(Serdes.String(), Serdes.String(), Serdes.String())
                .withGracePeriod(Duration.ofMillis(graceMs));
    }

    private static List<Spec> refused() {
        return List.of(
                Spec.left(
                        "suppress",
                        b -> table(b, "L", LONG)
                                .suppress(Suppressed.untilTimeLimit(Duration.ZERO, BufferConfig.unbounded()))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "suppress below a filter",
                        b -> table(b, "L", LONG)
                                .filter((k, v) -> !v.equals("2"))
                                .suppress(Suppressed.untilTimeLimit(Duration.ZERO, BufferConfig.unbounded()))
                                .toStream()
                                .to("out")),
                Spec.left(
                        "suppress of what is kept without a history",
                        b -> table(b, "L", LONG)
                                .filter((k, v) -> !v.equals("2"), Materialized.as("present"))
                                .suppress(Suppressed.untilTimeLimit(Duration.ZERO, BufferConfig.unbounded()))
                                .toStream()
                                .to("out")),
                Spec.of(
                        "suppress of a join",
                        b -> table(b, "L", LONG)
                                .join(table(b, "R", LONG), BOTH)
                                .suppress(Suppressed.untilTimeLimit(Duration.ZERO, BufferConfig.unbounded()))
                                .toStream()
                                .to("out")),
                Spec.of(
                        "a grace without a history",
                        b -> b.<String, String>stream("L")
                                .join(b.<String, String>table("R"), BOTH, delayedBy(1))
                                .to("out")),
                Spec.of(
                        "a grace for a join of versioned tables",
                        b -> b.<String, String>stream("L")
                                .join(table(b, "R", LONG).join(b.<String, String>table("S"), BOTH), BOTH, delayedBy(1))
                                .to("out")),
                Spec.of(
                        "a grace for what is kept without a history",
                        b -> b.<String, String>stream("L")
                                .join(
                                        table(b, "R", LONG).filter((k, v) -> true, Materialized.as("present")),
                                        BOTH,
                                        delayedBy(1))
                                .to("out")),
                Spec.of(
                        "a grace that is longer than the history",
                        b -> b.<String, String>stream("L")
                                .join(table(b, "R", SHORT), BOTH, delayedBy(21))
                                .to("out")),
                Spec.left("a global table", b -> b.globalTable("L", kept("versions", LONG))));
    }
}
