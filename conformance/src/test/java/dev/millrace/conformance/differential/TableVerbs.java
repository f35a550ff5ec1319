package dev.millrace.conformance.differential;

import org.jspecify.annotations.Nullable;

/** Draws a verb for a table. */
final class TableVerbs {

    private final Draw draw;

    TableVerbs(Draw draw) {
        this.draw = draw;
    }

    /**
     * A verb for a table.
     *
     * @param serdesKnown whether it is known how its keys and values are written, which a suppression has to know
     */
    Drawn on(Node from, int id, boolean serdesKnown) {
        Shape shape = from.shape();
        int on = from.id();
        boolean windowed = shape.windowed();
        @Nullable Store store = windowed ? null : draw.maybeStore(id);
        return switch (draw.upTo(9)) {
            case 0 -> new Drawn(new Verb.Filter(on, draw.one(Verb.Test.values()), draw.oneIn(2), store), shape);
            case 1 ->
                new Drawn(
                        new Verb.MapValues(on, draw.one(Verb.Change.values()), draw.oneIn(2), store),
                        shape.withValue(draw.kind()));
            case 2 -> {
                @Nullable String counts = draw.oneIn(2) ? "counts-" + id : null;
                yield new Drawn(new Verb.TransformValues(on, counts, store), shape.withValue(draw.kind()));
            }
            case 3 -> new Drawn(new Verb.ToStream(on, null), shape.asStream());
            case 4 ->
                new Drawn(
                        new Verb.ToStream(on, draw.one(Verb.Rekey.values())),
                        shape.asStream().withKey(draw.kind()));
            case 5, 6 -> {
                if (!windowed) {
                    yield aggregate(on, shape, id);
                }
                yield serdesKnown
                        ? new Drawn(untilClosed(on), shape)
                        : new Drawn(new Verb.ToStream(on, null), shape.asStream());
            }
            default ->
                serdesKnown ? new Drawn(forATime(on), shape) : new Drawn(new Verb.ToStream(on, null), shape.asStream());
        };
    }

    private Verb.Suppress untilClosed(int on) {
        return draw.oneIn(6)
                ? bounded(on, -1, Verb.Full.FAIL)
                : new Verb.Suppress(on, -1, 0, 0, Verb.Full.FAIL, !draw.oneIn(6));
    }

    private Verb.Suppress forATime(int on) {
        long limitMs = draw.unitMs() * draw.upTo(20);
        return draw.oneIn(5)
                ? new Verb.Suppress(on, limitMs, 0, 0, Verb.Full.FAIL, !draw.oneIn(6))
                : bounded(on, limitMs, draw.oneIn(8) ? Verb.Full.FAIL : Verb.Full.SPILL);
    }

    private Verb.Suppress bounded(int on, long limitMs, Verb.Full full) {
        boolean byRecords = draw.oneIn(2);
        boolean byBytes = !byRecords || draw.oneIn(3);
        return new Verb.Suppress(
                on, limitMs, byRecords ? 1 + draw.upTo(3) : 0, byBytes ? 30 + draw.upTo(300) : 0, full, !draw.oneIn(6));
    }

    /** Rows without a group are left out of a table's groups, so keys that are null are drawn, too. */
    private Drawn aggregate(int on, Shape shape, int id) {
        Verb.Fold fold = draw.one(Verb.Fold.values());
        Kind value = draw.folded(fold, shape.value());
        @Nullable
        Store store = StreamVerbs.isPlain(Windowing.NONE, value, fold) && draw.oneIn(5) ? null : draw.store(id);
        return new Drawn(
                new Verb.TableAggregate(on, draw.one(Verb.Rekey.values()), fold, store),
                Shape.table(draw.kind(), value));
    }
}
