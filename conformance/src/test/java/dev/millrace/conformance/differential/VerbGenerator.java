package dev.millrace.conformance.differential;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Draws a verb for a node, and says what shape comes out of it. */
final class VerbGenerator {

    record Drawn(Verb verb, Shape shape) {}

    private final Random random;
    private final long unitMs;

    VerbGenerator(Random random, long unitMs) {
        this.random = random;
        this.unitMs = unitMs;
    }

    Kind kind() {
        return one(Kind.values());
    }

    Store store(int id) {
        boolean caching = random.nextBoolean();
        boolean logging = random.nextInt(8) != 0;
        return switch (random.nextInt(10)) {
            case 0 -> new Store("store-" + id, Store.Engine.MEMORY_SUPPLIER, caching, logging);
            case 1 -> new Store("store-" + id, Store.Engine.MEMORY_TYPE, caching, logging);
            case 2 ->
                random.nextInt(4) == 0
                        ? new Store("store-" + id, Store.Engine.ROCKSDB_SUPPLIER, caching, logging)
                        : new Store(null, Store.Engine.MEMORY_TYPE, caching, logging);
            case 3, 4, 5 -> new Store("store-" + id, Store.Engine.DEFAULT, caching, logging);
            default -> new Store(null, Store.Engine.DEFAULT, caching, logging);
        };
    }

    private @Nullable Store maybeStore(int id) {
        return random.nextInt(3) == 0 ? store(id) : null;
    }

    Drawn onStream(Node from, int id) {
        Shape shape = from.shape();
        int on = from.id();
        boolean windowed = shape.windowed();
        switch (random.nextInt(14)) {
            case 0, 1:
                return new Drawn(new Verb.Filter(on, one(Verb.Test.values()), random.nextBoolean(), null), shape);
            case 2, 3:
                return new Drawn(
                        new Verb.MapValues(on, one(Verb.Change.values()), random.nextBoolean(), null),
                        shape.withValue(kind()));
            case 4:
                return new Drawn(new Verb.FlatMapValues(on, one(Verb.Change.values())), shape.withValue(kind()));
            case 5:
                return new Drawn(
                        new Verb.Map(on, one(Verb.Rekey.values()), one(Verb.Change.values())),
                        Shape.stream(kind(), kind()));
            case 6:
                return new Drawn(
                        new Verb.FlatMap(on, one(Verb.Rekey.values()), one(Verb.Change.values())),
                        Shape.stream(kind(), kind()));
            case 7, 8:
                return new Drawn(new Verb.SelectKey(on, one(Verb.Rekey.values())), shape.withKey(kind()));
            case 9:
                return new Drawn(new Verb.Split(on, List.of(one(Verb.Test.values()), one(Verb.Test.values()))), shape);
            case 10:
                return windowed
                        ? new Drawn(new Verb.SelectKey(on, Verb.Rekey.BY_KEY), shape.withKey(kind()))
                        : new Drawn(new Verb.Repartition(on, random.nextBoolean() ? null : "again-" + id), shape);
            case 11:
                return windowed
                        ? new Drawn(new Verb.ProcessValues(on, "remembered-" + id), shape)
                        : new Drawn(new Verb.ToTable(on, store(id)), Shape.table(shape.key(), shape.value()));
            case 12:
                return new Drawn(new Verb.ProcessValues(on, "remembered-" + id), shape);
            default:
                return windowed
                        ? new Drawn(new Verb.Filter(on, Verb.Test.SOME_KEYS, false, null), shape)
                        : new Drawn(
                                new Verb.Process(
                                        on,
                                        "counted-" + id,
                                        random.nextBoolean() ? 0 : unitMs * (5 + random.nextInt(20)),
                                        random.nextBoolean() ? 0 : 10 + random.nextInt(1000)),
                                shape);
        }
    }

    Drawn onTable(Node from, int id, boolean serdesKnown) {
        Shape shape = from.shape();
        int on = from.id();
        boolean windowed = shape.windowed();
        switch (random.nextInt(8)) {
            case 0:
                return new Drawn(
                        new Verb.Filter(
                                on, one(Verb.Test.values()), random.nextBoolean(), windowed ? null : maybeStore(id)),
                        shape);
            case 1:
                return new Drawn(
                        new Verb.MapValues(on, one(Verb.Change.values()), true, windowed ? null : maybeStore(id)),
                        shape.withValue(kind()));
            case 2, 3:
                return new Drawn(new Verb.ToStream(on, null), shape.asStream());
            case 4:
                return new Drawn(
                        new Verb.ToStream(on, one(Verb.Rekey.values())),
                        shape.asStream().withKey(kind()));
            case 5, 6:
                if (!windowed) {
                    return tableAggregate(on, shape, id);
                }
                if (!serdesKnown) {
                    return new Drawn(new Verb.ToStream(on, null), shape.asStream());
                }
                return new Drawn(new Verb.Suppress(on, -1, 0), shape);
            default:
                return serdesKnown
                        ? new Drawn(new Verb.Suppress(on, unitMs * random.nextInt(20), 1 + random.nextInt(3)), shape)
                        : new Drawn(new Verb.ToStream(on, null), shape.asStream());
        }
    }

    private Drawn tableAggregate(int on, Shape shape, int id) {
        Verb.Fold fold = one(Verb.Fold.values());
        // Rows without a group are left out of a table's groups, so that is drawn, too.
        return new Drawn(
                new Verb.TableAggregate(on, one(Verb.Rekey.values()), fold, store(id)),
                Shape.table(kind(), folded(fold, shape.value())));
    }

    private Kind folded(Verb.Fold fold, Kind value) {
        return switch (fold) {
            case COUNT -> Kind.LONG;
            case REDUCE, REDUCE_TO_NULL -> value;
            case AGGREGATE, AGGREGATE_TO_NULL -> kind();
        };
    }

    Drawn aggregate(Node from, int id) {
        Verb.Fold fold = one(Verb.Fold.values());
        Verb.@Nullable Rekey rekey = random.nextInt(3) == 0 ? one(Verb.Rekey.values()) : null;
        Windowing windowing = windowing();
        Store store = store(id);
        Verb.Emit emit = Verb.Emit.DEFAULT;
        if (windowing.present() && store.engine() == Store.Engine.DEFAULT && random.nextInt(6) == 0) {
            emit = random.nextBoolean() ? Verb.Emit.ON_CLOSE : Verb.Emit.ON_UPDATE;
        }
        Kind key = rekey == null ? from.shape().key() : kind();
        return new Drawn(
                new Verb.Aggregate(from.id(), rekey, windowing, emit, fold, store),
                new Shape(true, key, windowing, folded(fold, from.shape().value())));
    }

    private Windowing windowing() {
        long graceMs = random.nextBoolean() ? 0 : ms(25);
        return switch (random.nextInt(9)) {
            case 0, 1, 2 -> Windowing.NONE;
            case 3, 4 -> {
                long sizeMs = ms(30);
                yield new Windowing.Hopping(sizeMs, sizeMs, graceMs);
            }
            case 5 -> {
                long advanceMs = ms(12);
                yield new Windowing.Hopping(advanceMs + ms(20), advanceMs, graceMs);
            }
            case 6 -> new Windowing.Sliding(ms(20), graceMs);
            default -> new Windowing.Session(ms(15), graceMs);
        };
    }

    private long ms(int bound) {
        return unitMs * (1 + random.nextInt(bound));
    }

    /** A join or a merge of two nodes with keys of one kind; a table is never the left side of a stream. */
    Drawn pair(Node left, Node right, int id) {
        Verb.JoinKind kind = one(Verb.JoinKind.values());
        Kind key = left.shape().key();
        if (right.shape().table()) {
            if (left.shape().table()) {
                return new Drawn(new Verb.JoinTables(left.id(), right.id(), kind, store(id)), Shape.table(key, kind()));
            }
            Verb.JoinKind half = kind == Verb.JoinKind.OUTER ? Verb.JoinKind.LEFT : kind;
            return new Drawn(new Verb.JoinTable(left.id(), right.id(), half), Shape.stream(key, kind()));
        }
        if (random.nextInt(4) == 0) {
            Windowing windowing = windowing();
            return new Drawn(
                    new Verb.Cogroup(left.id(), right.id(), windowing, store(id)),
                    new Shape(true, key, windowing, kind()));
        }
        boolean mergeable =
                left.id() != right.id() && left.shape().value() == right.shape().value();
        if (mergeable && random.nextInt(3) == 0) {
            return new Drawn(new Verb.Merge(left.id(), right.id()), left.shape());
        }
        return new Drawn(
                new Verb.JoinStream(
                        left.id(),
                        right.id(),
                        kind,
                        unitMs * random.nextInt(20),
                        unitMs * random.nextInt(20),
                        random.nextBoolean() ? 0 : ms(20)),
                Shape.stream(key, kind()));
    }

    /** A join of two tables whose keys need not be of one kind. */
    Drawn foreign(Node left, Node right, int id) {
        Verb.Rekey by = random.nextInt(3) == 0 ? Verb.Rekey.SOME_NULL : Verb.Rekey.BY_VALUE;
        return new Drawn(
                new Verb.JoinForeign(left.id(), right.id(), random.nextBoolean(), by, store(id)),
                Shape.table(left.shape().key(), kind()));
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
