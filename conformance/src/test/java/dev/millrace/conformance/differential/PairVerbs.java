package dev.millrace.conformance.differential;

import org.jspecify.annotations.Nullable;

/** Draws a verb for two nodes. */
final class PairVerbs {

    private final Draw draw;

    PairVerbs(Draw draw) {
        this.draw = draw;
    }

    /** For two nodes with keys of one kind; a table is never the left side of a stream. */
    Drawn on(Node left, Node right, int id) {
        Kind key = left.shape().key();
        if (left.shape().table()) {
            return new Drawn(
                    new Verb.JoinTables(left.id(), right.id(), draw.one(Verb.JoinKind.values()), storeOrNone(id)),
                    Shape.table(key, draw.kind()));
        }
        if (right.shape().table()) {
            return new Drawn(new Verb.JoinTable(left.id(), right.id(), draw.oneIn(2)), Shape.stream(key, draw.kind()));
        }
        return ofStreams(left, right, id);
    }

    private Drawn ofStreams(Node left, Node right, int id) {
        Kind key = left.shape().key();
        if (draw.oneIn(3)) {
            Windowing windowing = draw.windowing();
            Store drawn = draw.store(id);
            // Each stream of a cogroup has its own time. In Kafka Streams the cache of one still has windows that are
            // over for the other, and counts them; ours has not. So windows are cached where the store keeps all.
            boolean caching =
                    drawn.caching() && (!windowing.present() || drawn.engine() == Store.Engine.DEFAULT_WITH_SETTINGS);
            Store store = windowing instanceof Windowing.Unlimited
                    ? Store.PLAIN
                    : new Store(drawn.name(), drawn.engine(), caching, drawn.logging());
            return new Drawn(
                    new Verb.Cogroup(left.id(), right.id(), draw.oneIn(3), windowing, store),
                    new Shape(true, key, windowing, draw.kind()));
        }
        boolean mergeable =
                left.id() != right.id() && left.shape().value() == right.shape().value();
        if (mergeable && draw.oneIn(3)) {
            return new Drawn(new Verb.Merge(left.id(), right.id()), left.shape());
        }
        if (mergeable && draw.oneIn(3)) {
            return new Drawn(new Verb.Share(left.id(), right.id(), "shared-" + id), left.shape());
        }
        return join(left, right);
    }

    /** The stores of a join of streams are told in few ways: with an engine, with a changelog or without. */
    private Drawn join(Node left, Node right) {
        Store.Engine engine = switch (draw.upTo(8)) {
            case 0 -> Store.Engine.MEMORY_SUPPLIER;
            case 1 -> Store.Engine.MEMORY_TYPE;
            default -> Store.Engine.DEFAULT;
        };
        // Kafka Streams writes the changelog of a store from a supplier whatever the join says.
        Store stores = new Store(null, engine, false, !draw.oneIn(8) || engine == Store.Engine.MEMORY_SUPPLIER);
        Verb.JoinStream join = new Verb.JoinStream(
                left.id(),
                right.id(),
                draw.one(Verb.JoinKind.values()),
                draw.unitMs() * draw.upTo(20),
                draw.unitMs() * draw.upTo(20),
                draw.oneIn(2) ? 0 : draw.ms(20),
                stores);
        return new Drawn(join, Shape.stream(left.shape().key(), draw.kind()));
    }

    Drawn selfJoin(Node node) {
        return join(node, node);
    }

    /** A join of two tables whose keys need not be of one kind. */
    Drawn foreign(Node left, Node right, int id) {
        boolean leftJoin = draw.oneIn(2);
        Verb.Rekey by = draw.one(Verb.Rekey.values());
        boolean partitioned = draw.oneIn(3);
        @Nullable Store store = storeOrNone(id);
        Kind drawn = draw.kind();
        Kind value = store == null ? Kind.STRING : drawn; // without a Materialized it is written by the default serde
        return new Drawn(
                new Verb.JoinForeign(left.id(), right.id(), leftJoin, by, partitioned, store),
                Shape.table(left.shape().key(), value));
    }

    private @Nullable Store storeOrNone(int id) {
        return draw.oneIn(4) ? null : draw.store(id);
    }

    /** Of a stream and what every task has. */
    Drawn global(Node left, Node global) {
        if (global.verb() instanceof Verb.GlobalStore) {
            return new Drawn(new Verb.LookUp(left.id(), global.id()), left.shape());
        }
        return new Drawn(
                new Verb.JoinGlobal(left.id(), global.id(), draw.oneIn(2), draw.one(Verb.Rekey.values())),
                left.shape().withValue(draw.kind()));
    }
}
