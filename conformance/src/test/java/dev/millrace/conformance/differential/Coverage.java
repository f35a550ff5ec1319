package dev.millrace.conformance.differential;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How often each verb was drawn, and each of its variants: every value of an enum or a switch, with or without an
 * option.
 */
/*
 * What has to be drawn is read off the verbs themselves: their record components. So a verb or a variant that is added
 * is missed here until the generators draw it.
 */
final class Coverage {

    /** Verbs that have no name of their own to give. */
    private static final List<Class<?>> UNNAMED =
            List.of(Verb.Split.class, Verb.Branch.class, Verb.Repartition.class, Verb.Share.class);

    private final Map<String, Integer> counts = new TreeMap<>();

    /** With everything there is to draw, drawn never so far. */
    Coverage() {
        verbs(Verb.class)
                .filter(verb -> verb != Verb.JoinTableInTime.class)
                .forEach(
                        verb -> { // drawn by Versioning alone
                            expect(verb.getSimpleName());
                            if (!UNNAMED.contains(verb)) {
                                expect(verb.getSimpleName() + " named");
                            }
                            for (RecordComponent component : verb.getRecordComponents()) {
                                variantsOf(component).forEach(variant -> expect(variant(verb, component, variant)));
                            }
                        });
        Stream.of(Program.OnError.values()).forEach(each -> expect("on error " + each));
        Stream.of("cached", "RocksDB", "optimized", "store format with headers", "self join", "cogroup of one stream")
                .forEach(this::expect);
        Stream.of(
                        "headers in memory",
                        "headers cached",
                        "joins of streams on RocksDB",
                        "closed sessions on RocksDB",
                        "processors and merged repartitions",
                        "a pattern of several topics")
                .forEach(this::expect);
    }

    private void expect(String what) {
        counts.put(what, 0);
    }

    private static Stream<Class<?>> verbs(Class<?> verb) {
        return verb.isRecord()
                ? Stream.of(verb)
                : Arrays.stream(verb.getPermittedSubclasses()).flatMap(Coverage::verbs);
    }

    private static Stream<String> variantsOf(RecordComponent component) {
        Class<?> type = component.getType();
        Stream<String> variants = type.isEnum()
                ? Arrays.stream(type.getEnumConstants()).map(String::valueOf)
                : type == boolean.class
                        ? Stream.of("true", "false")
                        : type == Windowing.class
                                ? Arrays.stream(Windowing.class.getPermittedSubclasses())
                                        .map(Class::getSimpleName)
                                : Stream.of();
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class)
                ? Stream.concat(Stream.of("none", type.isEnum() ? "none" : "given"), variants)
                : variants;
    }

    private static String variant(Class<?> verb, RecordComponent component, String variant) {
        return verb.getSimpleName() + " " + component.getName() + "=" + variant;
    }

    void add(Program program) {
        program.nodes().forEach(this::add);
        Program.Settings settings = program.settings();
        count("cached", settings.cacheBytes() > 0);
        count("RocksDB", settings.rocksDb());
        count("optimized", !settings.optimization().equals("none"));
        count("store format with headers", settings.headers());
        count("headers in memory", settings.headers() && !settings.rocksDb());
        count("headers cached", settings.headers() && settings.cacheBytes() > 0);
        count("joins of streams on RocksDB", settings.rocksDb() && has(program, Verb.JoinStream.class));
        count("closed sessions on RocksDB", program.hasOwnOrder());
        count("on error " + settings.onError(), has(program, Verb.Fail.class));
        boolean merges =
                settings.optimization().equals("all") || settings.optimization().contains("merge");
        count("processors and merged repartitions", merges && has(program, Verb.ProcessValues.class));
    }

    private static boolean has(Program program, Class<? extends Verb> verb) {
        return program.nodes().stream().anyMatch(node -> verb.isInstance(node.verb()));
    }

    private void add(Node node) {
        Verb verb = node.verb();
        String name = verb.getClass().getSimpleName();
        count(name, true);
        count(name + " named", node.named() != null);
        count("self join", verb instanceof Verb.JoinStream join && join.left() == join.right());
        count(
                "a pattern of several topics",
                verb instanceof Verb.Stream stream
                        && stream.pattern()
                        && stream.topics().size() > 1);
        count("cogroup of one stream", verb instanceof Verb.Cogroup cogroup && cogroup.left() == cogroup.right());
        for (RecordComponent component : verb.getClass().getRecordComponents()) {
            Object value = valueOf(verb, component);
            String variant = value instanceof Windowing ? value.getClass().getSimpleName() : String.valueOf(value);
            count(variant(verb.getClass(), component, value == null ? "none" : variant), true);
            count(variant(verb.getClass(), component, "given"), value != null);
        }
    }

    private static @Nullable Object valueOf(Verb verb, RecordComponent component) {
        try {
            return component.getAccessor().invoke(verb);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("Cannot read " + component + " of " + verb, e);
        }
    }

    private void count(String what, boolean seen) {
        if (seen) {
            counts.computeIfPresent(what, (any, count) -> count + 1);
        }
    }

    /** What there is to draw and was drawn fewer times than this. */
    List<String> rarerThan(int times) {
        return counts.entrySet().stream()
                .filter(entry -> entry.getValue() < times)
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .toList();
    }

    @Override
    public String toString() {
        return counts.toString();
    }
}
