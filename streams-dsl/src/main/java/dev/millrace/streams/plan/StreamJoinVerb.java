package dev.millrace.streams.plan;

import dev.millrace.streams.DslStoreFormat;
import dev.millrace.streams.kstream.EmitStrategy;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.StreamJoined;
import dev.millrace.streams.kstream.ValueJoinerWithKey;
import dev.millrace.streams.operator.JoinClocks;
import dev.millrace.streams.operator.JoinWindowWriter;
import dev.millrace.streams.operator.Stateless;
import dev.millrace.streams.operator.StreamSelfJoin;
import dev.millrace.streams.operator.StreamStreamJoin;
import dev.millrace.streams.operator.StreamStreamJoin.Side;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.state.DslStores;
import dev.millrace.streams.state.DslWindowParams;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.WindowBytesStoreSupplier;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * Plans a windowed join of two streams. A side whose keys may have changed is repartitioned first.
 *
 * <pre>
 *   left  ─▶ windowed this  ─▶ join this  ─┐          windowed x  writes the store of side x
 *                                          ├─▶ merge  join x      reads the store of the other side
 *   right ─▶ windowed other ─▶ join other ─┘                      and, in left and outer joins, shares a buffer with it
 * </pre>
 */
final class StreamJoinVerb<K, L, R> {

    /** What becomes of records without a partner. */
    enum Kind {
        INNER("KSTREAM-JOINTHIS-", "KSTREAM-JOINOTHER-", "-this-join", "-other-join", ""),
        LEFT("KSTREAM-JOINTHIS-", "KSTREAM-OUTEROTHER-", "-this-join", "-outer-other-join", "-left-shared-join-store"),
        OUTER(
                "KSTREAM-OUTERTHIS-",
                "KSTREAM-OUTEROTHER-",
                "-outer-this-join",
                "-outer-other-join",
                "-outer-shared-join-store");

        private final String thisPrefix;
        private final String otherPrefix;
        private final String thisSuffix;
        private final String otherSuffix;
        private final String sharedSuffix;

        Kind(String thisPrefix, String otherPrefix, String thisSuffix, String otherSuffix, String sharedSuffix) {
            this.thisPrefix = thisPrefix;
            this.otherPrefix = otherPrefix;
            this.thisSuffix = thisSuffix;
            this.otherSuffix = otherSuffix;
            this.sharedSuffix = sharedSuffix;
        }
    }

    private final PlannedStream<K, L> left;
    private final PlannedStream<K, R> right;
    private final Kind kind;
    private final JoinWindows windows;
    private final StreamJoined<K, L, R> options;
    private final PlanBuilder plan;
    private final @Nullable Serde<K> keySerde;

    StreamJoinVerb(
            PlannedStream<K, L> left,
            PlannedStream<K, R> right,
            Kind kind,
            JoinWindows windows,
            StreamJoined<K, L, R> options) {
        this.left = left;
        this.right = right;
        this.kind = kind;
        this.windows = Objects.requireNonNull(windows, "windows must not be null");
        this.options = Objects.requireNonNull(options, "streamJoined must not be null");
        this.plan = left.plan();
        JoinStores.check(options, windows, left.node());
        this.keySerde = options.keySerde() == null ? left.keySerde() : options.keySerde();
    }

    <Out> KStream<K, Out> with(ValueJoinerWithKey<? super K, ? super L, ? super R, ? extends Out> joiner) {
        Serde<L> leftSerde = options.valueSerde() == null ? left.valueSerde() : options.valueSerde();
        Serde<R> rightSerde = options.otherValueSerde() == null ? right.valueSerde() : options.otherValueSerde();
        PlannedStream<K, L> from = left.keysChanged() ? repartitioned(left, "-left", leftSerde) : left;
        PlannedStream<K, R> to = right.keysChanged() ? rightRepartitioned(from, rightSerde) : right;

        Names names = plan.names();
        String given = options.name();
        String thisWindowed = names.orNext(suffixed(given, "-this-windowed"), "KSTREAM-WINDOWED-");
        String otherWindowed = names.orNext(suffixed(given, "-other-windowed"), "KSTREAM-WINDOWED-");
        String thisGenerated = names.next(kind.thisPrefix);
        String otherGenerated = names.next(kind.otherPrefix);
        String mergeName = names.orNext(suffixed(given, "-merge"), "KSTREAM-MERGE-");
        String thisName = given == null ? thisGenerated : given + kind.thisSuffix;
        String otherName = given == null ? otherGenerated : given + kind.otherSuffix;

        StoreBuilder<?> thisStore = store(options.thisStoreSupplier(), thisGenerated, kind.thisSuffix, leftSerde);
        StoreBuilder<?> otherStore = store(options.otherStoreSupplier(), otherGenerated, kind.otherSuffix, rightSerde);
        List<StoreBuilder<?>> buffers = buffers(thisGenerated, leftSerde, rightSerde);
        String buffer = buffers.isEmpty() ? null : buffers.get(0).name();

        PlanNode thisWindow = operator(
                thisWindowed,
                List.of(from.node()),
                List.of(thisStore),
                List.of(),
                wiring -> new JoinWindowWriter<>(thisStore.name(), keptMs()));
        PlanNode otherWindow = operator(
                otherWindowed,
                List.of(to.node()),
                List.of(otherStore),
                List.of(),
                wiring -> new JoinWindowWriter<>(otherStore.name(), keptMs()));
        JoinClocks clocks = new JoinClocks();
        Side thisSide = side(true, otherStore.name(), buffer, kind != Kind.INNER);
        Side otherSide = side(false, thisStore.name(), buffer, kind == Kind.OUTER);
        PlanNode thisJoin = operator(
                thisName,
                List.of(thisWindow),
                buffers,
                List.of(otherStore.name()),
                wiring -> new StreamStreamJoin<K, L, L, R, Out>(thisSide, clocks, joiner));
        PlanNode otherJoin = operator(
                otherName,
                List.of(otherWindow),
                buffers,
                List.of(thisStore.name()),
                wiring -> new StreamStreamJoin<K, R, L, R, Out>(otherSide, clocks, joiner));
        PlanNode merge = merge(mergeName, thisJoin, otherJoin, merging(thisStore.name(), joiner));
        return new PlannedStream<>(plan, merge, keySerde, null, false);
    }

    private PlanNode merge(String name, PlanNode thisJoin, PlanNode otherJoin, SingleStoreSelfJoin.Joins merging) {
        return plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(thisJoin.id(), otherJoin.id()),
                merging,
                kind == Kind.INNER
                        ? Set.of(Trait.CHANGES_VALUES, Trait.NEEDS_COPARTITIONING)
                        : Set.of(Trait.CHANGES_VALUES, Trait.NEEDS_COPARTITIONING, Trait.TELLS_NULL_KEYS),
                List.of(),
                List.of(),
                List.of(),
                null));
    }

    private <Out> SingleStoreSelfJoin.Joins merging(
            String thisStore, ValueJoinerWithKey<? super K, ? super L, ? super R, ? extends Out> joiner) {
        StreamSelfJoin.Windows apart = new StreamSelfJoin.Windows(windows.beforeMs, windows.afterMs, keptMs());
        return new SingleStoreSelfJoin.Joins() {
            @Override
            public ProcessorSupplier<?, ?, ?, ?> supplier(PlanNode.Wiring wiring) {
                return Stateless.passThrough();
            }

            @Override
            @SuppressWarnings("unchecked") // both sides are one stream, so L is R
            public PlanNode.Factory selfJoin() {
                return PlanNode.each(wiring -> new StreamSelfJoin<K, L, Out>(
                        apart, thisStore, (ValueJoinerWithKey<? super K, ? super L, ? super L, ? extends Out>) joiner));
            }
        };
    }

    private <V> PlannedStream<K, V> repartitioned(
            PlannedStream<K, V> stream, String suffix, @Nullable Serde<V> valueSerde) {
        return stream.repartitioned(base(stream, suffix), keySerde, valueSerde, true);
    }

    private String base(PlannedStream<?, ?> stream, String suffix) {
        return options.name() == null ? stream.node().name() : options.name() + suffix;
    }

    /** In a join of a stream with itself, both sides read one repartition topic. */
    private PlannedStream<K, R> rightRepartitioned(PlannedStream<K, L> from, @Nullable Serde<R> rightSerde) {
        if (left.node() == right.node() && options.name() == null) {
            Repartitions.skipNames(plan.names());
            return new PlannedStream<>(plan, from.node(), keySerde, rightSerde, false);
        }
        return repartitioned(right, "-right", rightSerde);
    }

    private long keptMs() {
        return windows.size() + windows.gracePeriodMs();
    }

    private Side side(boolean isLeft, String otherStore, @Nullable String buffer, boolean keepsUnmatched) {
        return new Side(
                isLeft, otherStore, buffer, keepsUnmatched, windows.beforeMs, windows.afterMs, windows.gracePeriodMs());
    }

    private <V> StoreBuilder<?> store(
            @Nullable WindowBytesStoreSupplier given, String generated, String suffix, @Nullable Serde<V> valueSerde) {
        String name = given != null
                ? given.name()
                : options.storeName() == null ? generated + "-store" : options.storeName() + suffix + "-store";
        Duration size = Duration.ofMillis(windows.size());
        DslWindowParams params = new DslWindowParams(
                name,
                size.plusMillis(windows.gracePeriodMs()),
                size,
                true,
                EmitStrategy.onWindowUpdate(),
                false,
                DslStoreFormat.PLAIN);
        return logged(DslStores.joinStore(name, given, options.dslStoreSuppliers(), params, keySerde, valueSerde));
    }

    private List<StoreBuilder<?>> buffers(
            String thisGenerated, @Nullable Serde<L> leftSerde, @Nullable Serde<R> rightSerde) {
        if (kind == Kind.INNER) {
            return List.of();
        }
        WindowBytesStoreSupplier given = options.thisStoreSupplier();
        String prefix = given != null && !given.name().isEmpty() ? given.name() : options.storeName();
        String name = prefix == null
                ? "KSTREAM-OUTERSHARED-" + thisGenerated.substring(kind.thisPrefix.length()) + "-store"
                : prefix + kind.sharedSuffix;
        return List.of(logged(
                DslStores.outerJoinBuffer(name, given, options.dslStoreSuppliers(), keySerde, leftSerde, rightSerde)));
    }

    private StoreBuilder<?> logged(StoreBuilder<?> store) {
        return options.loggingEnabled() ? store.withLoggingEnabled(options.logConfig()) : store.withLoggingDisabled();
    }

    private static @Nullable String suffixed(@Nullable String given, String suffix) {
        return given == null ? null : given + suffix;
    }

    private PlanNode operator(
            String name,
            List<PlanNode> parents,
            List<StoreBuilder<?>> stores,
            List<String> uses,
            Function<PlanNode.Wiring, Processor<?, ?, ?, ?>> maker) {
        return plan.add(id -> new PlanNode.Operator(
                id,
                name,
                parents.stream().map(PlanNode::id).toList(),
                PlanNode.each(maker),
                Set.of(),
                stores,
                uses,
                List.of(),
                null));
    }
}
