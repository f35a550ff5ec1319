package dev.millrace.streams.kstream;

import dev.millrace.streams.state.KeyValueStore;
import java.util.Objects;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;

/**
 * The joins of a {@link KTable}, which is the type to name in a program; a file of their own, as they are many.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface KTableJoins<K, V> {

    /**
     * As {@link #join(KTable, ValueJoiner, Named)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result from two values that are not null; null for no result
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> join(KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return join(other, joiner, Unnamed.INSTANCE);
    }

    /**
     * Joins two tables by key: a result for each key that both have. It changes with each update of either table.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> join(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner, Named named);

    /**
     * As {@link #join(KTable, ValueJoiner, Named, Materialized)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result from two values that are not null; null for no result
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> join(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return join(other, joiner, Unnamed.INSTANCE, materialized);
    }

    /**
     * Joins two tables by key: a result for each key that both have. It changes with each update of either table, and is kept in a store.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> join(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #leftJoin(KTable, ValueJoiner, Named)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; the other table's value may be null
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return leftJoin(other, joiner, Unnamed.INSTANCE);
    }

    /**
     * Joins two tables by key: a result for each key that this one has, joined with null where the other has none. It changes with each update of either table.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner, Named named);

    /**
     * As {@link #leftJoin(KTable, ValueJoiner, Named, Materialized)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; the other table's value may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return leftJoin(other, joiner, Unnamed.INSTANCE, materialized);
    }

    /**
     * Joins two tables by key: a result for each key that this one has, joined with null where the other has none. It changes with each update of either table, and is kept in a store.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> leftJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #outerJoin(KTable, ValueJoiner, Named)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; one of the values may be null
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return outerJoin(other, joiner, Unnamed.INSTANCE);
    }

    /**
     * Joins two tables by key: a result for each key that one of them has, joined with null where the other has none. It changes with each update of either table.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other, ValueJoiner<? super V, ? super VO, ? extends VR> joiner, Named named);

    /**
     * As {@link #outerJoin(KTable, ValueJoiner, Named, Materialized)}, with a generated name.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result; one of the values may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    default <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return outerJoin(other, joiner, Unnamed.INSTANCE, materialized);
    }

    /**
     * Joins two tables by key: a result for each key that one of them has, joined with null where the other has none. It changes with each update of either table, and is kept in a store.
     *
     * @param other the other table; topics of both must have equally many partitions
     * @param joiner makes the value of a result
     * @param named names the processors
     * @param materialized the store of the results; with a name it can be queried
     * @param <VO> values of the other table
     * @param <VR> values of the results
     * @return the results, with the larger timestamp of both sides
     */
    <VO, VR> KTable<K, VR> outerJoin(
            KTable<K, VO> other,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Named named,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    // ---- joins by foreign key

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with generated names, and default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return join(
                other,
                (key, value) -> foreignKeyExtractor.apply(value),
                joiner,
                TableJoined.with(null, null),
                Materialized.with(null, null));
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return join(
                other,
                (key, value) -> foreignKeyExtractor.apply(value),
                joiner,
                TableJoined.with(null, null),
                materialized);
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return join(
                other,
                (key, value) -> foreignKeyExtractor.apply(value),
                joiner,
                tableJoined,
                Materialized.with(null, null));
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return join(other, (key, value) -> foreignKeyExtractor.apply(value), joiner, tableJoined, materialized);
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names, and default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return join(other, foreignKeyExtractor, joiner, TableJoined.with(null, null), Materialized.with(null, null));
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return join(other, foreignKeyExtractor, joiner, TableJoined.with(null, null), materialized);
    }

    /**
     * As {@link #join(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result from two values that are not null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        return join(other, foreignKeyExtractor, joiner, tableJoined, Materialized.with(null, null));
    }

    /**
     * Joins each row of this table with the row of the other table that it refers to: a result for each row that refers to one that is there. A result has the key of this
     * table's row; it changes with each update of either side. Rows of both tables meet by way of two internal topics, so
     * the tables may have different numbers of partitions.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables if they are
     *     not partitioned by the hash of the key
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results
     */
    <VR, KO, VO> KTable<K, VR> join(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with generated names, and default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return leftJoin(
                other,
                (key, value) -> foreignKeyExtractor.apply(value),
                joiner,
                TableJoined.with(null, null),
                Materialized.with(null, null));
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return leftJoin(
                other,
                (key, value) -> foreignKeyExtractor.apply(value),
                joiner,
                TableJoined.with(null, null),
                materialized);
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone, with default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return leftJoin(
                other,
                (key, value) -> foreignKeyExtractor.apply(value),
                joiner,
                tableJoined,
                Materialized.with(null, null));
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, from the value alone.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for the value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            Function<? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        Objects.requireNonNull(foreignKeyExtractor, "foreignKeyExtractor must not be null");
        return leftJoin(other, (key, value) -> foreignKeyExtractor.apply(value), joiner, tableJoined, materialized);
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names, and default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner) {
        return leftJoin(
                other, foreignKeyExtractor, joiner, TableJoined.with(null, null), Materialized.with(null, null));
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with generated names.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized) {
        return leftJoin(other, foreignKeyExtractor, joiner, TableJoined.with(null, null), materialized);
    }

    /**
     * As {@link #leftJoin(KTable, BiFunction, ValueJoiner, TableJoined, Materialized)}, with default serdes.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result; the other table's value may be null
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results, by the keys of this table
     */
    default <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined) {
        return leftJoin(other, foreignKeyExtractor, joiner, tableJoined, Materialized.with(null, null));
    }

    /**
     * Joins each row of this table with the row of the other table that it refers to: a result for each row of this table, joined with null where it refers to nothing that is there. A result has the key of this
     * table's row; it changes with each update of either side. Rows of both tables meet by way of two internal topics, so
     * the tables may have different numbers of partitions.
     *
     * @param other the table that is referred to
     * @param foreignKeyExtractor gives, for key and value of a row, the other table's key; null: it refers to nothing
     * @param joiner makes the value of a result
     * @param tableJoined the name of the operation and of its internal topics, and the partitioners of both tables if they are
     *     not partitioned by the hash of the key
     * @param materialized the store of the results; with a name it can be queried
     * @param <VR> values of the results
     * @param <KO> keys of the other table
     * @param <VO> values of the other table
     * @return the results
     */
    <VR, KO, VO> KTable<K, VR> leftJoin(
            KTable<KO, VO> other,
            BiFunction<? super K, ? super V, ? extends KO> foreignKeyExtractor,
            ValueJoiner<? super V, ? super VO, ? extends VR> joiner,
            TableJoined<K, KO> tableJoined,
            Materialized<K, VR, KeyValueStore<Bytes, byte[]>> materialized);
}
