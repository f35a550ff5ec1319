package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Aggregator;
import dev.millrace.streams.kstream.Initializer;
import dev.millrace.streams.kstream.SlidingWindows;
import dev.millrace.streams.kstream.Window;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.kstream.Windows;
import dev.millrace.streams.operator.Change;
import dev.millrace.streams.operator.Emission;
import dev.millrace.streams.operator.SlidingAggregate;
import dev.millrace.streams.operator.WindowAggregate;
import dev.millrace.streams.processor.api.Processor;
import org.jspecify.annotations.Nullable;

/** Windows of a known length, and the operator that folds by them. */
sealed interface WindowKind {

    /** The length of a window. */
    long sizeMs();

    /** How long the store must keep a window, from its start. */
    long retentionMs();

    /** How long a window takes late records, beyond its end. */
    long graceMs();

    /** Whether an aggregate stays with its window: if not, windows begin with copies of others' aggregates. */
    boolean ownsAggregates();

    /** Whether a window ever closes. */
    boolean closes();

    /** The operator; see the constructors of the implementations for the arguments. */
    <K, V, A> Processor<K, V, Windowed<K>, Change<A>> operator(
            String storeName,
            Initializer<@Nullable A> initializer,
            Aggregator<? super K, ? super V, A> aggregator,
            Emission emission);

    /** Tumbling, hopping and unlimited windows, and those that a user makes. */
    record Time(Windows<? extends Window> windows) implements WindowKind {

        @Override
        public long sizeMs() {
            return windows.size();
        }

        @Override
        public long retentionMs() {
            return windows.size() + windows.gracePeriodMs();
        }

        @Override
        public long graceMs() {
            return windows.gracePeriodMs();
        }

        @Override
        public boolean ownsAggregates() {
            return true;
        }

        @Override
        public boolean closes() {
            return windows.size() != Long.MAX_VALUE;
        }

        @Override
        public <K, V, A> Processor<K, V, Windowed<K>, Change<A>> operator(
                String storeName,
                Initializer<@Nullable A> initializer,
                Aggregator<? super K, ? super V, A> aggregator,
                Emission emission) {
            return new WindowAggregate<>(storeName, windows, initializer, aggregator, emission);
        }
    }

    /** Windows that slide along with the records. */
    record Sliding(SlidingWindows windows) implements WindowKind {

        @Override
        public long sizeMs() {
            return windows.timeDifferenceMs();
        }

        @Override
        public long retentionMs() {
            return 2 * windows.timeDifferenceMs() + windows.gracePeriodMs();
        }

        @Override
        public long graceMs() {
            return windows.gracePeriodMs();
        }

        @Override
        public boolean ownsAggregates() {
            return false;
        }

        @Override
        public boolean closes() {
            return true;
        }

        @Override
        public <K, V, A> Processor<K, V, Windowed<K>, Change<A>> operator(
                String storeName,
                Initializer<@Nullable A> initializer,
                Aggregator<? super K, ? super V, A> aggregator,
                Emission emission) {
            return new SlidingAggregate<>(storeName, windows, initializer, aggregator, emission);
        }
    }
}
