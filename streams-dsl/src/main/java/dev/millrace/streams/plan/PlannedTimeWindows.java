package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.EmitStrategy;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Named;
import dev.millrace.streams.kstream.Reducer;
import dev.millrace.streams.kstream.TimeWindowedKStream;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.operator.Emission;
import dev.millrace.streams.operator.WindowedKeySerde;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.WindowStore;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A stream of a plan, grouped by key and windows of a known length.
 *
 * @param grouping the grouped stream
 * @param windows the windows
 * @param onClose whether a window is sent when it has closed, and not at each update
 */
record PlannedTimeWindows<K, V>(Grouping<K, V> grouping, WindowKind windows, boolean onClose)
        implements TimeWindowedKStream<K, V> {

    @Override
    public TimeWindowedKStream<K, V> emitStrategy(EmitStrategy emitStrategy) {
        Objects.requireNonNull(emitStrategy, "emitStrategy must not be null");
        boolean close = emitStrategy.type() == EmitStrategy.StrategyType.ON_WINDOW_CLOSE;
        if (close && !windows.closes()) {
            throw new IllegalArgumentException(
                    "Unlimited windows never close, so nothing would be emitted on close. Emit on update, or use windows that end.");
        }
        return new PlannedTimeWindows<>(grouping, windows, close);
    }

    @Override
    public KTable<Windowed<K>, Long> count(Named named) {
        return counted(named, Materialized.with(null, null));
    }

    @Override
    public KTable<Windowed<K>, Long> count(
            Named named, Materialized<K, Long, WindowStore<Bytes, byte[]>> materialized) {
        if (windows instanceof WindowKind.Time) {
            grouping.skipNameOfCount(materialized); // by sliding windows, Kafka Streams does not
        }
        return counted(named, materialized);
    }

    private KTable<Windowed<K>, Long> counted(
            Named named, Materialized<K, Long, WindowStore<Bytes, byte[]>> materialized) {
        return fold("KSTREAM-AGGREGATE-", Folds.zero(), Folds.plusOne(), Serdes.Long(), true, named, materialized);
    }

    @Override
    public KTable<Windowed<K>, V> reduce(
            Reducer<V> reducer, Named named, Materialized<K, V, WindowStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(reducer, "reducer must not be null");
        return fold(
                "KSTREAM-REDUCE-",
                Folds.nothing(),
                Folds.reduce(reducer),
                grouping.stream().valueSerde(),
                false,
                named,
                materialized);
    }

    @Override
    public <A> KTable<Windowed<K>, A> aggregate(
            Initializer<A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Named named,
            Materialized<K, A, WindowStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(initializer, "initializer must not be null");
        Objects.requireNonNull(aggregator, "aggregator must not be null");
        return fold("KSTREAM-AGGREGATE-", initializer, aggregator, null, true, named, materialized);
    }

    private <A> KTable<Windowed<K>, A> fold(
            String prefix,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            @Nullable Serde<A> valueSerde,
            boolean ownsValues,
            Named named,
            Materialized<K, A, WindowStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(named, "named must not be null");
        StoreChoice<K, A, ?> choice = StoreChoice.of(
                materialized, grouping.names(), prefix, grouping.stream().keySerde(), valueSerde);
        String name = grouping.names().orNext(named.name(), prefix);
        StoreBuilder<?> store = choice.windowStore(windows, onClose);
        long keptBeyondCloseMs = choice.windowRetentionMs(windows, onClose) - windows.retentionMs();
        return grouping.aggregate(
                name,
                choice,
                ownsValues && windows.ownsAggregates() ? grouping.live(store) : store,
                WindowedKeySerde.ofWindows(choice.keySerde(), windows.sizeMs()),
                windows.graceMs(),
                PlanNode.each(wiring -> windows.<K, V, A>operator(
                        wiring.keptIn(),
                        initializer,
                        aggregator,
                        new Emission(onClose, keptBeyondCloseMs, wiring.sendsOldValues()))));
    }
}
