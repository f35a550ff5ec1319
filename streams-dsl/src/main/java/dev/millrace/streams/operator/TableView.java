package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.Predicate;
import dev.millrace.streams.kstream.ValueMapperWithKey;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.api.ProcessingContext;
import dev.millrace.streams.state.TimestampedKeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.store.KeyValueStoreView;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How the current value of a table is read from outside, by a join for one. A table with a store is read from it; one
 * without is computed from the table above it, at each read.
 *
 * <pre>
 *   table("t")  ──filter──▶  ──mapValues──▶          reader(key) = mapper(filter(store.get(key)))
 *     store                                          storeNames  = [store of t]
 * </pre>
 */
public interface TableView<K, V> {

    /**
     * The stores that a processor must be connected to in order to read.
     *
     * @return names; empty for a global table
     */
    List<String> storeNames();

    /**
     * Makes a reader for one task; called in the {@code init} of the operator that reads.
     *
     * @param context the operator's
     * @return valid as long as the task is
     */
    TableReader<K, V> open(ProcessingContext context);

    /** Reads one key at a time. */
    @FunctionalInterface
    interface TableReader<K, V> {
        /**
         * The value as of a time, and its timestamp.
         *
         * @param key not null
         * @param asOfMs counts for a table with a history; any other gives its present value
         * @return null if the key was not in the table, or the table does not know any more
         */
        @Nullable
        ValueAndTimestamp<V> get(K key, long asOfMs);

        /**
         * The present value and its timestamp; null if the key is not in the table.
         *
         * @param key not null
         * @return as {@link #get(Object, long)} of the latest time
         */
        default @Nullable ValueAndTimestamp<V> get(K key) {
            return get(key, Long.MAX_VALUE);
        }
    }

    /**
     * Reads a key-value store with timestamps, or a versioned one.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param storeName name of the store
     * @return a view; nothing is opened yet
     */
    static <K, V> TableView<K, V> ofStore(String storeName) {
        return of(List.of(storeName), context -> {
            StateStore store = context.getStateStore(storeName);
            if (store instanceof VersionedKeyValueStore) {
                VersionedKeyValueStore<K, V> versions = KeptTable.versioned(store);
                return (key, asOfMs) -> KeptTable.valueOf(versions.get(key, asOfMs));
            }
            TimestampedKeyValueStore<K, V> present = KeyValueStoreView.withoutHeaders(store);
            return (key, asOfMs) -> present.get(key);
        });
    }

    /**
     * Reads a global store, to which nobody has to be connected.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param storeName name of the global store
     * @return a view; nothing is opened yet
     */
    static <K, V> TableView<K, V> ofGlobalStore(String storeName) {
        TableView<K, V> view = ofStore(storeName);
        return of(List.of(), view::open);
    }

    /**
     * The stores of two views, each once.
     *
     * @param one a view
     * @param other another view
     * @return names, those of the first view first
     */
    static List<String> stores(TableView<?, ?> one, TableView<?, ?> other) {
        return Stream.concat(one.storeNames().stream(), other.storeNames().stream())
                .distinct()
                .toList();
    }

    /**
     * Shows only what the predicate accepts.
     *
     * @param predicate asked at each read
     * @param negate false: what it accepts is shown; true: what it refuses
     * @return a view; nothing is opened yet
     */
    default TableView<K, V> filtered(Predicate<? super K, ? super V> predicate, boolean negate) {
        return of(storeNames(), context -> {
            TableReader<K, V> above = open(context);
            return (key, asOfMs) -> {
                ValueAndTimestamp<V> found = above.get(key, asOfMs);
                return found != null && predicate.test(key, found.value()) != negate ? found : null;
            };
        });
    }

    /**
     * Shows what the mapper makes of each value.
     *
     * @param <V2> type of the values that are seen
     * @param mapper called at each read
     * @return a view; nothing is opened yet
     */
    default <V2> TableView<K, V2> mapped(ValueMapperWithKey<? super K, ? super V, ? extends V2> mapper) {
        return of(storeNames(), context -> {
            TableReader<K, V> above = open(context);
            return (key, asOfMs) -> {
                ValueAndTimestamp<V> found = above.get(key, asOfMs);
                return found == null
                        ? null
                        : ValueAndTimestamp.<V2>make(mapper.apply(key, found.value()), found.timestamp());
            };
        });
    }

    /**
     * A view of these stores that opens in this way.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param storeNames what a processor must be connected to
     * @param opening makes the readers
     * @return a view; nothing is opened yet
     */
    static <K, V> TableView<K, V> of(List<String> storeNames, Opening<K, V> opening) {
        return new TableView<>() {
            @Override
            public List<String> storeNames() {
                return storeNames;
            }

            @Override
            public TableReader<K, V> open(ProcessingContext context) {
                return opening.open(context);
            }
        };
    }

    /** Makes a reader. */
    @FunctionalInterface
    interface Opening<K, V> {
        /**
         * Makes a reader for the task of this context.
         *
         * @param context the operator's
         * @return valid as long as the task is
         */
        TableReader<K, V> open(ProcessingContext context);
    }
}
