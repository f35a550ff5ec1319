package dev.millrace.conformance.differential;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Draws a verb for a stream. */
final class StreamVerbs {

    private final Draw draw;

    StreamVerbs(Draw draw) {
        this.draw = draw;
    }

    Drawn on(Node from, int id) {
        return switch (draw.upTo(16)) {
            case 0 -> failing(from);
            case 1, 2, 3, 4, 5, 6, 7, 8, 9 -> stateless(from, id);
            case 10, 11, 12 -> from.shape().windowed() ? stateless(from, id) : ofPlainKeys(from, id);
            default -> processor(from, id);
        };
    }

    private Drawn failing(Node from) {
        Verb.Step drawn = draw.one(Verb.Step.values());
        Verb.Step step = from.shape().windowed() ? Verb.Step.MAP_VALUES : drawn;
        return new Drawn(new Verb.Fail(from.id(), step), from.shape());
    }

    private Drawn stateless(Node from, int id) {
        Shape shape = from.shape();
        int on = from.id();
        return switch (draw.upTo(11)) {
            case 0, 1 -> new Drawn(new Verb.Filter(on, test(), draw.oneIn(2), null), shape);
            case 2, 3 -> new Drawn(new Verb.MapValues(on, change(), draw.oneIn(2), null), shape.withValue(draw.kind()));
            case 4 -> new Drawn(new Verb.FlatMapValues(on, change(), draw.oneIn(2)), shape.withValue(draw.kind()));
            case 5 -> new Drawn(new Verb.Map(on, rekey(), change()), Shape.stream(draw.kind(), draw.kind()));
            case 6 -> new Drawn(new Verb.FlatMap(on, rekey(), change()), Shape.stream(draw.kind(), draw.kind()));
            case 7, 8 -> new Drawn(new Verb.SelectKey(on, rekey()), shape.withKey(draw.kind()));
            case 9 -> {
                Verb.Branching branching = draw.one(Verb.Branching.values());
                yield new Drawn(new Verb.Split(on, List.of(test(), test()), branching, !draw.oneIn(3)), shape);
            }
            default -> new Drawn(new Verb.Peek(on), shape);
        };
    }

    private Drawn ofPlainKeys(Node from, int id) {
        Shape shape = from.shape();
        return switch (draw.upTo(2)) {
            case 0 -> {
                @Nullable String name = draw.oneIn(2) ? null : "again-" + id;
                yield new Drawn(new Verb.Repartition(from.id(), name, partitioning(), draw.oneIn(2)), shape);
            }
            default -> {
                @Nullable Store store = serdesKnown(from) && draw.oneIn(2) ? null : draw.store(id);
                yield new Drawn(new Verb.ToTable(from.id(), store), Shape.table(shape.key(), shape.value()));
            }
        };
    }

    /** Whether a table of the stream needs no {@code Materialized} to be written: the default serde is for strings. */
    private static boolean serdesKnown(Node stream) {
        return stream.verb() instanceof Verb.Stream
                || stream.verb() instanceof Verb.Repartition
                || stream.shape().key() == Kind.STRING && stream.shape().value() == Kind.STRING;
    }

    Verb.Partitioning partitioning() {
        return draw.oneIn(4) ? draw.one(Verb.Partitioning.values()) : Verb.Partitioning.DEFAULT;
    }

    private Drawn processor(Node from, int id) {
        Shape shape = from.shape();
        int on = from.id();
        if (shape.windowed()) {
            return new Drawn(new Verb.ProcessValues(on, "remembered-" + id), shape);
        }
        return switch (draw.upTo(6)) {
            case 0, 1 ->
                new Drawn(
                        new Verb.Process(
                                on,
                                "counted-" + id,
                                draw.oneIn(3) ? "seen-" + id : null,
                                draw.oneIn(2) ? 0 : draw.unitMs() * (5 + draw.upTo(20)),
                                draw.oneIn(2) ? 0 : 10 + draw.upTo(1000)),
                        shape);
            case 2 -> new Drawn(new Verb.ProcessValues(on, "remembered-" + id), shape);
            case 3 -> new Drawn(new Verb.Route(on), shape);
            default -> new Drawn(keep(on, id), shape.withValue(Kind.STRING));
        };
    }

    /*
     * A window that is over is found in a cache of Kafka Streams for as long as it happens to be there, so only stores
     * without windows are cached here.
     */
    private Verb.Keep keep(int on, int id) {
        Verb.StoreKind kind = draw.one(Verb.StoreKind.values());
        boolean cached = draw.oneIn(2)
                && List.of(Verb.StoreKind.KEY_VALUE, Verb.StoreKind.TIMESTAMPED, Verb.StoreKind.HEADERS)
                        .contains(kind);
        return new Verb.Keep(on, kind, "kept-" + id, cached, draw.ms(20));
    }

    /** groupByKey or groupBy, windows or none, and a fold. */
    Drawn aggregate(Node from, int id) {
        Verb.Fold fold = draw.one(Verb.Fold.values());
        Verb.@Nullable Rekey rekey = draw.oneIn(3) ? rekey() : null;
        Windowing windowing = draw.windowing();
        Kind value = draw.folded(fold, from.shape().value());
        Store kept = windowing instanceof Windowing.Unlimited ? Store.PLAIN : draw.store(id);
        @Nullable Store store = isPlain(windowing, value, fold) && draw.oneIn(5) ? null : kept;
        Verb.Emit emit = Verb.Emit.DEFAULT;
        if (windowing.present() && store != null && store.engine() == Store.Engine.DEFAULT && draw.oneIn(6)) {
            boolean closes = !(windowing instanceof Windowing.Unlimited);
            emit = closes && draw.oneIn(2) ? Verb.Emit.ON_CLOSE : Verb.Emit.ON_UPDATE;
        }
        Kind key = rekey == null ? from.shape().key() : draw.kind();
        return new Drawn(
                new Verb.Aggregate(from.id(), rekey, windowing, emit, fold, store),
                new Shape(true, key, windowing, value));
    }

    /**
     * Whether the DSL knows all that it has to without a {@code Materialized}: the values of an aggregate have the
     * default serde then, and sessions in a cache of Kafka Streams outlive their store, unless it keeps them for
     * longer.
     */
    static boolean isPlain(Windowing windowing, Kind value, Verb.Fold fold) {
        boolean serdeKnown = fold != Verb.Fold.AGGREGATE && fold != Verb.Fold.AGGREGATE_TO_NULL;
        return !(windowing instanceof Windowing.Session) && (serdeKnown || value == Kind.STRING);
    }

    private Verb.Test test() {
        return draw.one(Verb.Test.values());
    }

    private Verb.Change change() {
        return draw.one(Verb.Change.values());
    }

    private Verb.Rekey rekey() {
        return draw.one(Verb.Rekey.values());
    }
}
