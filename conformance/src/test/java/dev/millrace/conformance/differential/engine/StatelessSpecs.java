package dev.millrace.conformance.differential.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.kstream.Branched;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;

/** Verbs without state. */
final class StatelessSpecs {

    private StatelessSpecs() {}

    static List<Spec> all() {
        List<Spec> specs = new ArrayList<>();
        specs.addAll(oneToOne());
        specs.addAll(several());
        specs.addAll(ends());
        return specs;
    }

    private static List<Spec> oneToOne() {
        return List.of(
                Spec.left(
                        "filter",
                        b -> b.<String, String>stream("L")
                                .filter((k, v) -> v != null && v.compareTo("2") < 0)
                                .to("out")),
                Spec.left(
                        "filterNot",
                        b -> b.<String, String>stream("L")
                                .filterNot((k, v) -> v == null)
                                .to("out")),
                Spec.left(
                        "map",
                        b -> b.<String, String>stream("L")
                                .map((k, v) -> KeyValue.pair(v, k))
                                .to("out")),
                Spec.left(
                        "map to nothing",
                        b -> b.<String, String>stream("L")
                                .map((k, v) -> new KeyValue<String, String>(null, null))
                                .to("out")),
                Spec.left(
                        "mapValues",
                        b -> b.<String, String>stream("L").mapValues(v -> v + v).to("out")),
                Spec.left(
                        "mapValues with key",
                        b -> b.<String, String>stream("L")
                                .mapValues((k, v) -> k + v, Named.as("mapper"))
                                .to("out")),
                Spec.left(
                        "selectKey",
                        b -> b.<String, String>stream("L")
                                .selectKey((k, v) -> v)
                                .to("out")),
                Spec.left(
                        "peek",
                        b -> b.<String, String>stream("L").peek((k, v) -> {}).to("out")));
    }

    private static List<Spec> several() {
        return List.of(
                Spec.left(
                        "flatMap",
                        b -> b.<String, String>stream("L")
                                .flatMap((k, v) -> v == null
                                        ? List.<KeyValue<String, String>>of()
                                        : List.of(KeyValue.pair(k, v), KeyValue.pair(v, k)))
                                .to("out")),
                Spec.left(
                        "flatMapValues",
                        b -> b.<String, String>stream("L")
                                .flatMapValues(
                                        v -> v == null ? Collections.singletonList((String) null) : List.of(v, v))
                                .to("out")),
                Spec.left(
                        "merge",
                        b -> b.<String, String>stream("L")
                                .merge(b.<String, String>stream("L").mapValues(v -> v + "'"))
                                .to("out")),
                Spec.left(
                        "split",
                        b -> b.<String, String>stream("L")
                                .split(Named.as("split-"))
                                .branch(
                                        (k, v) -> v == null,
                                        Branched.withConsumer(
                                                s -> s.mapValues(v -> "none").to("out")))
                                .branch(
                                        (k, v) -> v.equals("1"),
                                        Branched.withConsumer(
                                                s -> s.mapValues(v -> "one").to("out"), "one"))
                                .defaultBranch(Branched.withConsumer(s -> s.to("out")))),
                Spec.left(
                        "split without default",
                        b -> b.<String, String>stream("L")
                                .split()
                                .branch((k, v) -> v != null, Branched.as("there"))
                                .noDefaultBranch()
                                .forEach((name, s) -> s.mapValues(v -> name + v).to("out"))));
    }

    private static List<Spec> ends() {
        return List.of(
                Spec.left(
                        "to a topic that the record names",
                        b -> b.<String, String>stream("L")
                                .filter((k, v) -> v != null)
                                .to((k, v, context) -> v.equals("1") ? "out" : "other-" + context.topic())),
                Spec.left(
                        "repartition",
                        b -> b.<String, String>stream("L")
                                .selectKey((k, v) -> v)
                                .repartition()
                                .mapValues(v -> v + "!")
                                .to("out")),
                Spec.left(
                        "repartition by name",
                        b -> b.<String, String>stream("L")
                                .repartition(Repartitioned.<String, String>as("again")
                                        .withKeySerde(Serdes.String())
                                        .withNumberOfPartitions(1))
                                .to("out")),
                Spec.of(
                        "streams of two topics",
                        b -> b.stream(List.of("L", "R"), Consumed.as("both")).to("out", Produced.as("sink"))),
                Spec.left(
                        "a time that was not there",
                        b -> b.stream(
                                        "L",
                                        Consumed.<String, String>with(Serdes.String(), Serdes.String())
                                                .withTimestampExtractor(
                                                        (record, partitionTimeMs) -> partitionTimeMs + 7))
                                .to("out")));
    }
}
