package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.ForeachAction;
import dev.millrace.streams.kstream.KeyValueMapper;
import dev.millrace.streams.kstream.Predicate;
import dev.millrace.streams.kstream.ValueMapperWithKey;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.processor.api.Record;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The operators of a stream that remember nothing. Each keeps timestamp and headers of its input, forwards in the order
 * of its input, and passes null keys and values to the user's function as they are.
 */
public final class Stateless {

    private Stateless() {}

    /**
     * Forwards the records that the predicate accepts ({@code negate}: that it does not), unchanged.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param predicate asked once for each record
     * @param negate false: what it accepts is forwarded; true: what it refuses
     * @return makes the operator of each task
     */
    public static <K, V> ProcessorSupplier<K, V, K, V> filter(
            Predicate<? super K, ? super V> predicate, boolean negate) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                if (predicate.test(record.key(), record.value()) != negate) {
                    context().forward(record);
                }
            }
        };
    }

    /**
     * Forwards one record for each, with the key and the value that the mapper gives; it must not give null.
     *
     * @param <K> type of the keys that come
     * @param <V> type of the values that come
     * @param <K2> type of the keys that go
     * @param <V2> type of the values that go
     * @param mapper called once for each record
     * @return makes the operator of each task
     */
    public static <K, V, K2, V2> ProcessorSupplier<K, V, K2, V2> map(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends K2, ? extends V2>> mapper) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                KeyValue<? extends K2, ? extends V2> pair = Objects.requireNonNull(
                        mapper.apply(record.key(), record.value()), "The mapper of map() must not return null");
                context().<K2, V2>forward(record.<K2>withKey(pair.key).withValue(pair.value));
            }
        };
    }

    /**
     * Forwards one record for each, with the value that the mapper gives, which may be null.
     *
     * @param <K> type of the keys
     * @param <V> type of the values that come
     * @param <V2> type of the values that go
     * @param mapper called once for each record
     * @return makes the operator of each task
     */
    public static <K, V, V2> ProcessorSupplier<K, V, K, V2> mapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends V2> mapper) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                context().<K, V2>forward(record.withValue(mapper.apply(record.key(), record.value())));
            }
        };
    }

    /**
     * Forwards a record for each pair that the mapper gives, in its order.
     *
     * @param <K> type of the keys that come
     * @param <V> type of the values that come
     * @param <K2> type of the keys that go
     * @param <V2> type of the values that go
     * @param mapper called once for each record
     * @return makes the operator of each task
     */
    public static <K, V, K2, V2> ProcessorSupplier<K, V, K2, V2> flatMap(
            KeyValueMapper<? super K, ? super V, ? extends Iterable<? extends KeyValue<? extends K2, ? extends V2>>>
                    mapper) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                for (KeyValue<? extends K2, ? extends V2> pair :
                        notNull(mapper.apply(record.key(), record.value()), "flatMap()")) {
                    context().<K2, V2>forward(record.<K2>withKey(pair.key).withValue(pair.value));
                }
            }
        };
    }

    /**
     * Forwards a record for each value that the mapper gives, in its order.
     *
     * @param <K> type of the keys
     * @param <V> type of the values that come
     * @param <V2> type of the values that go
     * @param mapper called once for each record
     * @return makes the operator of each task
     */
    public static <K, V, V2> ProcessorSupplier<K, V, K, V2> flatMapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends Iterable<? extends V2>> mapper) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                for (V2 value : notNull(mapper.apply(record.key(), record.value()), "flatMapValues()")) {
                    context().<K, V2>forward(record.withValue(value));
                }
            }
        };
    }

    /**
     * Forwards one record for each, with the key that the mapper gives, which may be null.
     *
     * @param <K> type of the keys that come
     * @param <V> type of the values
     * @param <K2> type of the keys that go
     * @param mapper called once for each record
     * @return makes the operator of each task
     */
    public static <K, V, K2> ProcessorSupplier<K, V, K2, V> selectKey(
            KeyValueMapper<? super K, ? super V, ? extends K2> mapper) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                context().<K2, V>forward(record.withKey(mapper.apply(record.key(), record.value())));
            }
        };
    }

    /**
     * Shows each record to the action, then forwards it.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param action called on the task's thread
     * @return makes the operator of each task
     */
    public static <K, V> ProcessorSupplier<K, V, K, V> peek(ForeachAction<? super K, ? super V> action) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                action.apply(record.key(), record.value());
                context().forward(record);
            }
        };
    }

    /**
     * Shows each record to the action and forwards nothing.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param action called on the task's thread
     * @return makes the operator of each task
     */
    public static <K, V> ProcessorSupplier<K, V, Void, Void> foreach(ForeachAction<? super K, ? super V> action) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                action.apply(record.key(), record.value());
            }
        };
    }

    /**
     * Forwards each record: the place where streams come together, or where a branch begins.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @return makes the operator of each task
     */
    public static <K, V> ProcessorSupplier<K, V, K, V> passThrough() {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                context().forward(record);
            }
        };
    }

    /**
     * Forwards each record to the child of the first predicate that accepts it; to the default child, if there is one
     * and no predicate does.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param predicates asked in order
     * @param children names of children: one for each predicate, and one more if there is a default child
     * @return makes the operator of each task
     */
    public static <K, V> ProcessorSupplier<K, V, K, V> branch(
            List<Predicate<? super K, ? super V>> predicates, List<String> children) {
        return () -> new ContextualProcessor<>() {
            @Override
            public void process(Record<K, V> record) {
                int at = 0;
                while (at < predicates.size() && !predicates.get(at).test(record.key(), record.value())) {
                    at++;
                }
                if (at < children.size()) {
                    context().forward(record, children.get(at));
                }
            }
        };
    }

    private static <T> T notNull(@Nullable T result, String verb) {
        return Objects.requireNonNull(
                result, () -> "The mapper of " + verb + " returned null. Return an empty list for nothing");
    }
}
