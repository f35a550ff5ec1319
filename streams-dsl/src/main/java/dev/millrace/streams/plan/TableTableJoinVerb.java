package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.ValueJoiner;
import dev.millrace.streams.operator.TableMerge;
import dev.millrace.streams.operator.TableTableJoin;
import dev.millrace.streams.operator.TableTableJoin.Side;
import dev.millrace.streams.operator.TableView;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.StoreBuilder;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Plans a join of two tables by their keys.
 *
 * <pre>
 *   left  ─▶ join this  (reads right) ─┐
 *                                      ├─▶ merge (kept if the user materializes it, with a name or without)
 *   right ─▶ join other (reads left)  ─┘
 * </pre>
 *
 * A side whose values may be missing in a result needs old values, to know a deletion of what was there from one of
 * what was not.
 */
final class TableTableJoinVerb<K, V, O, R> {

    /** What becomes of keys that only one table has: {@code left}, {@code right} sides as they see it. */
    @SuppressWarnings("ImmutableEnumChecker") // records of booleans are immutable
    enum Kind {
        INNER(new Side(true, true), new Side(true, true)),
        LEFT(new Side(true, false), new Side(false, true)),
        OUTER(new Side(false, false), new Side(false, false));

        private final Side left;
        private final Side right;

        Kind(Side left, Side right) {
            this.left = left;
            this.right = right;
        }
    }

    private final PlannedTable<K, V> left;
    private final PlannedTable<K, O> right;
    private final Kind kind;
    private final ValueJoiner<? super V, ? super O, ? extends R> joiner;
    private final PlanBuilder plan;

    TableTableJoinVerb(
            PlannedTable<K, V> left,
            PlannedTable<K, O> right,
            Kind kind,
            ValueJoiner<? super V, ? super O, ? extends R> joiner) {
        this.left = left;
        this.right = right;
        this.kind = kind;
        this.joiner = joiner;
        this.plan = left.plan();
    }

    KTable<K, R> named(
            @Nullable String given, @Nullable Materialized<K, R, KeyValueStore<Bytes, byte[]>> materialized) {
        Names names = plan.names();
        StoreChoice<K, R, ?> choice = materialized == null
                ? null
                : StoreChoice.of(materialized, names, "KTABLE-MERGE-", left.keySerde(), null);
        String mergeName = names.orNext(given, "KTABLE-MERGE-");
        String thisName = names.orNext(given == null ? null : given + "-join-this", "KTABLE-JOINTHIS-");
        String otherName = names.orNext(given == null ? null : given + "-join-other", "KTABLE-JOINOTHER-");
        PlanNode thisJoin = side(
                thisName,
                left.node(),
                right.node(),
                kind != Kind.INNER,
                PlanNode.each(wiring ->
                        new TableTableJoin<K, V, O, R>(wiring.table(), kind.left, joiner, wiring.sendsOldValues())));
        PlanNode otherJoin = side(
                otherName,
                right.node(),
                left.node(),
                kind == Kind.OUTER,
                PlanNode.each(wiring -> new TableTableJoin<K, O, V, R>(
                        wiring.table(),
                        kind.right,
                        (own, other) -> joiner.apply(other, own),
                        wiring.sendsOldValues())));
        StoreBuilder<?> store = choice == null ? null : choice.keyValueStore();
        PlanNode merge = plan.add(id -> new PlanNode.Operator(
                id,
                mergeName,
                List.of(thisJoin.id(), otherJoin.id()),
                PlanNode.each(wiring -> new TableMerge<K, R>(wiring.storeName(), wiring.sendsOldValues())),
                Set.of(Trait.NEEDS_COPARTITIONING, Trait.PASSES_OLD_VALUES),
                List.of(),
                List.of(),
                List.of(),
                PlanNode.Table.derived(store, this::view)));
        return new PlannedTable<>(
                plan,
                merge,
                choice == null ? left.keySerde() : choice.keySerde(),
                choice == null ? null : choice.valueSerde(),
                choice == null ? null : choice.name(),
                left.graceMs());
    }

    private PlanNode side(String name, PlanNode own, PlanNode other, boolean needsOldValues, PlanNode.Factory factory) {
        return plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(own.id()),
                factory,
                needsOldValues ? Set.of(Trait.NEEDS_OLD_VALUES) : Set.of(),
                List.of(),
                List.of(),
                List.of(other.id()),
                PlanNode.Table.derived(null, above -> above.get(0))));
    }

    @SuppressWarnings("unchecked") // the views of the two sides are those of the tables that were joined
    private TableView<K, R> view(List<TableView<?, ?>> above) {
        return TableTableJoin.view((TableView<K, V>) above.get(0), (TableView<K, O>) above.get(1), kind.left, joiner);
    }
}
