package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Program;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Some specifications of the DSL once more, with {@code dsl.store.format} of headers (KIP-1271), with and without a
 * cache. On RocksDB: Kafka Streams' tables in memory have no headers whatever the format is.
 */
final class HeadersFormat {

    private static final Set<String> TABLES =
            Set.of("reduce", "count", "toTable", "groupBy reduce", "leftJoin", "foreign key join");
    private static final Set<String> WINDOWS = Set.of("tumbling reduce", "sliding reduce");

    /** Headers on records and on deletions, on L and R. */
    static final List<String> SCRIPTS = List.of("""
            R a=x @0
            L a=1 @1 h=1
            R a=null @2 h=2
            L a=2 @3 h=3
            R a=y @6
            R b=z @7 h=5
            L b=4 @8 h=6
            L a=drop @9 h=7
            L b=null @9 h=8
            R b=null @9 h=9
            look
            """);

    private HeadersFormat() {}

    static List<Spec> all() {
        return Stream.of(
                        some(AggregationSpecs.keyed(), TABLES),
                        some(TableSpecs.all(), TABLES),
                        some(AggregationSpecs.windowed(), WINDOWS))
                .flatMap(specs -> specs)
                .flatMap(spec -> Stream.of(spec.headersFormat(0), spec.headersFormat(1 << 20)))
                .toList();
    }

    /** Without a cache: with one, Kafka Streams sends them without the headers of the record. */
    static List<Spec> sessions() {
        return AggregationSpecs.sessions().stream()
                .limit(2)
                .map(spec -> spec.headersFormat(0))
                .toList();
    }

    private static Stream<Spec> some(List<Spec> specs, Set<String> titles) {
        return specs.stream().filter(spec -> titles.contains(spec.title()) && plain(spec.settings()));
    }

    private static boolean plain(Program.Settings settings) {
        return settings.cacheBytes() == 0
                && !settings.rocksDb()
                && settings.optimization().equals("none");
    }
}
