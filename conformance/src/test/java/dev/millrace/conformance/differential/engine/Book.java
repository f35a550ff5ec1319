package dev.millrace.conformance.differential.engine;

import java.util.List;
import java.util.function.Supplier;

/** The hand-written specifications, by verb: every topology of a book gets every script of it. */
enum Book {
    STATELESS(StatelessSpecs::all, Scripts.RECORDS),
    AGGREGATIONS(AggregationSpecs::keyed, Scripts.RECORDS),
    WINDOWS(AggregationSpecs::windowed, Scripts.WINDOWS),
    SESSIONS(AggregationSpecs::sessions, Scripts.SESSIONS),
    SUPPRESSION(SuppressionSpecs::all, Scripts.WINDOWS),
    SESSION_SUPPRESSION(SuppressionSpecs::sessions, Scripts.SESSIONS),
    TABLES(TableSpecs::all, Scripts.JOINS),
    TABLE_JOINS(JoinSpecs::withTables, Scripts.JOINS),
    STREAM_JOINS(JoinSpecs::withStreams, Scripts.JOINS),
    VERSIONED_TABLES(VersionedSpecs::all, VersionedScripts.ALL),
    PROCESSORS(ProcessorSpecs::all, Scripts.JOINS),
    STORES(StoreSpecs::all, Scripts.STORES),
    HEADERS_FORMAT(HeadersFormat::all, HeadersFormat.SCRIPTS),
    HEADERS_FORMAT_OF_SESSIONS(HeadersFormat::sessions, HeadersFormat.SCRIPTS),
    OWN_STORES(OwnStoreSpecs::all, Scripts.STORES),
    OWN_STORES_OF_THE_DSL(OwnStoreSpecs::ofDsl, Scripts.WINDOWS),
    OWN_STORES_OF_SESSIONS(OwnStoreSpecs::ofSessions, Scripts.SESSIONS),
    OWN_STORES_OF_JOINS(OwnStoreSpecs::ofJoins, Scripts.JOINS);

    private final Supplier<List<Spec>> specs;
    private final List<String> scripts;

    Book(Supplier<List<Spec>> specs, List<String> scripts) {
        this.specs = specs;
        this.scripts = scripts;
    }

    List<Spec> specs() {
        return specs.get();
    }

    List<String> scripts() {
        return scripts;
    }
}
