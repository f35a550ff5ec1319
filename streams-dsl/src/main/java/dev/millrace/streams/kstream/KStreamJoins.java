package dev.millrace.streams.kstream;

import org.apache.kafka.common.serialization.Serde;

/**
 * The joins of a {@link KStream}, which is the type to name in a program; a file of their own, as they are many.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface KStreamJoins<K, V> {

    /**
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key, with generated names and default serdes.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match; neither is null
     * @param windows how far apart, and for how long to wait for late records
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair
     */
    default <VRight, VOut> KStream<K, VOut> join(
            KStream<K, VRight> rightStream,
            ValueJoiner<? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows) {
        return join(
                rightStream,
                (key, left, right) -> joiner.apply(left, right),
                windows,
                StreamJoined.with((Serde<K>) null, null, null));
    }

    /**
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, with generated names and default serdes.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from key, this stream's value and the match; it must not change the key
     * @param windows how far apart, and for how long to wait for late records
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair
     */
    default <VRight, VOut> KStream<K, VOut> join(
            KStream<K, VRight> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows) {
        return join(rightStream, joiner, windows, StreamJoined.with((Serde<K>) null, null, null));
    }

    /**
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match; neither is null
     * @param windows how far apart, and for how long to wait for late records
     * @param streamJoined serdes and stores of both sides, and names
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair
     */
    default <VRight, VOut> KStream<K, VOut> join(
            KStream<K, VRight> rightStream,
            ValueJoiner<? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows,
            StreamJoined<K, V, VRight> streamJoined) {
        return join(rightStream, (key, left, right) -> joiner.apply(left, right), windows, streamJoined);
    }

    /**
     * Joins each pair of records of both streams that have the same key and are not further apart than the window allows.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result; it must not change the key
     * @param windows how far apart, and for how long to wait for late records
     * @param streamJoined serdes and stores of both sides, and names
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair
     */
    <VRight, VOut> KStream<K, VOut> join(
            KStream<K, VRight> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows,
            StreamJoined<K, V, VRight> streamJoined);

    /**
     * As {@link #leftJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key, with generated names and default serdes.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match, which is null if there is none
     * @param windows how far apart, and for how long to wait for late records
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair, or the record's own
     */
    default <VRight, VOut> KStream<K, VOut> leftJoin(
            KStream<K, VRight> rightStream,
            ValueJoiner<? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows) {
        return leftJoin(
                rightStream,
                (key, left, right) -> joiner.apply(left, right),
                windows,
                StreamJoined.with((Serde<K>) null, null, null));
    }

    /**
     * As {@link #leftJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, with generated names and default serdes.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from key, this stream's value and the match, which is null if there is
     *     none
     * @param windows how far apart, and for how long to wait for late records
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair, or the record's own
     */
    default <VRight, VOut> KStream<K, VOut> leftJoin(
            KStream<K, VRight> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows) {
        return leftJoin(rightStream, joiner, windows, StreamJoined.with((Serde<K>) null, null, null));
    }

    /**
     * As {@link #leftJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match, which is null if there is none
     * @param windows how far apart, and for how long to wait for late records
     * @param streamJoined serdes and stores of both sides, and names
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair, or the record's own
     */
    default <VRight, VOut> KStream<K, VOut> leftJoin(
            KStream<K, VRight> rightStream,
            ValueJoiner<? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows,
            StreamJoined<K, V, VRight> streamJoined) {
        return leftJoin(rightStream, (key, left, right) -> joiner.apply(left, right), windows, streamJoined);
    }

    /**
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, and joins a record of this stream that has found no
     * partner with null, when its window has closed (KIP-633).
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result; it must not change the key
     * @param windows how far apart, and for how long to wait for late records
     * @param streamJoined serdes and stores of both sides, and names
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair
     */
    <VRight, VOut> KStream<K, VOut> leftJoin(
            KStream<K, VRight> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows,
            StreamJoined<K, V, VRight> streamJoined);

    /**
     * As {@link #outerJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key, with generated names and default serdes.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from both values, one of which is null if there is no match
     * @param windows how far apart, and for how long to wait for late records
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair, or the record's own
     */
    default <VRight, VOut> KStream<K, VOut> outerJoin(
            KStream<K, VRight> rightStream,
            ValueJoiner<? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows) {
        return outerJoin(
                rightStream,
                (key, left, right) -> joiner.apply(left, right),
                windows,
                StreamJoined.with((Serde<K>) null, null, null));
    }

    /**
     * As {@link #outerJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, with generated names and default serdes.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from key and both values, one of which is null if there is no match
     * @param windows how far apart, and for how long to wait for late records
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair, or the record's own
     */
    default <VRight, VOut> KStream<K, VOut> outerJoin(
            KStream<K, VRight> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows) {
        return outerJoin(rightStream, joiner, windows, StreamJoined.with((Serde<K>) null, null, null));
    }

    /**
     * As {@link #outerJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key.
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result from both values, one of which is null if there is no match
     * @param windows how far apart, and for how long to wait for late records
     * @param streamJoined serdes and stores of both sides, and names
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair, or the record's own
     */
    default <VRight, VOut> KStream<K, VOut> outerJoin(
            KStream<K, VRight> rightStream,
            ValueJoiner<? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows,
            StreamJoined<K, V, VRight> streamJoined) {
        return outerJoin(rightStream, (key, left, right) -> joiner.apply(left, right), windows, streamJoined);
    }

    /**
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, and joins a record of either stream that has found
     * no partner with null, when its window has closed (KIP-633).
     *
     * @param rightStream the other stream; topics of both must have equally many partitions
     * @param joiner makes the value of a result; it must not change the key
     * @param windows how far apart, and for how long to wait for late records
     * @param streamJoined serdes and stores of both sides, and names
     * @param <VRight> values of the other stream
     * @param <VOut> values of the results
     * @return the results: the timestamp of each is the later one of its pair
     */
    <VRight, VOut> KStream<K, VOut> outerJoin(
            KStream<K, VRight> rightStream,
            ValueJoinerWithKey<? super K, ? super V, ? super VRight, ? extends VOut> joiner,
            JoinWindows windows,
            StreamJoined<K, V, VRight> streamJoined);

    /**
     * As {@link #join(KTable, ValueJoinerWithKey, Joined)}, without the key, with generated names and default serdes.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match; neither is null
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    default <VTable, VOut> KStream<K, VOut> join(
            KTable<K, VTable> table, ValueJoiner<? super V, ? super VTable, ? extends VOut> joiner) {
        return join(table, (key, value, match) -> joiner.apply(value, match), Joined.with(null, null, null));
    }

    /**
     * As {@link #join(KTable, ValueJoinerWithKey, Joined)}, with generated names and default serdes.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result from key, this stream's value and the match; it must not change the key
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    default <VTable, VOut> KStream<K, VOut> join(
            KTable<K, VTable> table, ValueJoinerWithKey<? super K, ? super V, ? super VTable, ? extends VOut> joiner) {
        return join(table, joiner, Joined.with(null, null, null));
    }

    /**
     * As {@link #join(KTable, ValueJoinerWithKey, Joined)}, without the key.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match; neither is null
     * @param joined serdes, and the name
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    default <VTable, VOut> KStream<K, VOut> join(
            KTable<K, VTable> table,
            ValueJoiner<? super V, ? super VTable, ? extends VOut> joiner,
            Joined<K, V, VTable> joined) {
        return join(table, (key, value, match) -> joiner.apply(value, match), joined);
    }

    /**
     * Joins each record with the value that a table has for its key at that moment. Records without a match, or with a null key
     * or value, are dropped. An update of the table sends nothing by itself.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result; it must not change the key
     * @param joined serdes, and the name
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    <VTable, VOut> KStream<K, VOut> join(
            KTable<K, VTable> table,
            ValueJoinerWithKey<? super K, ? super V, ? super VTable, ? extends VOut> joiner,
            Joined<K, V, VTable> joined);

    /**
     * As {@link #leftJoin(KTable, ValueJoinerWithKey, Joined)}, without the key, with generated names and default serdes.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match, which is null if there is none
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    default <VTable, VOut> KStream<K, VOut> leftJoin(
            KTable<K, VTable> table, ValueJoiner<? super V, ? super VTable, ? extends VOut> joiner) {
        return leftJoin(table, (key, value, match) -> joiner.apply(value, match), Joined.with(null, null, null));
    }

    /**
     * As {@link #leftJoin(KTable, ValueJoinerWithKey, Joined)}, with generated names and default serdes.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result from key, this stream's value and the match, which is null if there is
     *     none
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    default <VTable, VOut> KStream<K, VOut> leftJoin(
            KTable<K, VTable> table, ValueJoinerWithKey<? super K, ? super V, ? super VTable, ? extends VOut> joiner) {
        return leftJoin(table, joiner, Joined.with(null, null, null));
    }

    /**
     * As {@link #leftJoin(KTable, ValueJoinerWithKey, Joined)}, without the key.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result from this stream's value and the match, which is null if there is none
     * @param joined serdes, and the name
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    default <VTable, VOut> KStream<K, VOut> leftJoin(
            KTable<K, VTable> table,
            ValueJoiner<? super V, ? super VTable, ? extends VOut> joiner,
            Joined<K, V, VTable> joined) {
        return leftJoin(table, (key, value, match) -> joiner.apply(value, match), joined);
    }

    /**
     * Joins each record with the value that a table has for its key at that moment, or with null. Records with a null value
     * are dropped. An update of the table sends nothing by itself.
     *
     * @param table the table; its topic and this stream's must have equally many partitions
     * @param joiner makes the value of a result; it must not change the key
     * @param joined serdes, and the name
     * @param <VTable> values of the table
     * @param <VOut> values of the results
     * @return the results, with timestamp and headers of this stream's records
     */
    <VTable, VOut> KStream<K, VOut> leftJoin(
            KTable<K, VTable> table,
            ValueJoinerWithKey<? super K, ? super V, ? super VTable, ? extends VOut> joiner,
            Joined<K, V, VTable> joined);

    /**
     * As {@link #join(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, without the key and with a generated name.
     *
     * @param globalTable the table, of the same builder
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from this stream's value and the match; neither is null
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return join(globalTable, keySelector, (key, value, match) -> joiner.apply(value, match), Unnamed.INSTANCE);
    }

    /**
     * As {@link #join(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, with a generated name.
     *
     * @param globalTable the table, of the same builder
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from key, this stream's value and the match; it must not change the key
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return join(globalTable, keySelector, joiner, Unnamed.INSTANCE);
    }

    /**
     * As {@link #join(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, without the key.
     *
     * @param globalTable the table, of the same builder
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from this stream's value and the match; neither is null
     * @param named names the processor
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named) {
        return join(globalTable, keySelector, (key, value, match) -> joiner.apply(value, match), named);
    }

    /**
     * Joins each record with the value that a global table has for a key taken from the record. Records without a match are
     * dropped.
     * Needs no co-partitioning.
     *
     * @param globalTable the table
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from key, value and match
     * @param named names the processor
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    <GlobalKey, GlobalValue, VOut> KStream<K, VOut> join(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named);

    /**
     * As {@link #leftJoin(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, without the key and with a generated name.
     *
     * @param globalTable the table, of the same builder
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from this stream's value and the match, which is null if there is none
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return leftJoin(globalTable, keySelector, (key, value, match) -> joiner.apply(value, match), Unnamed.INSTANCE);
    }

    /**
     * As {@link #leftJoin(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, with a generated name.
     *
     * @param globalTable the table, of the same builder
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from key, this stream's value and the match, which is null if there is
     *     none
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner) {
        return leftJoin(globalTable, keySelector, joiner, Unnamed.INSTANCE);
    }

    /**
     * As {@link #leftJoin(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, without the key.
     *
     * @param globalTable the table, of the same builder
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from this stream's value and the match, which is null if there is none
     * @param named names the processor
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    default <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoiner<? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named) {
        return leftJoin(globalTable, keySelector, (key, value, match) -> joiner.apply(value, match), named);
    }

    /**
     * Joins each record with the value that a global table has for a key taken from the record, or with null.
     * Needs no co-partitioning.
     *
     * @param globalTable the table
     * @param keySelector gives the key to look for
     * @param joiner makes the value of a result from key, value and match
     * @param named names the processor
     * @param <GlobalKey> keys of the global table
     * @param <GlobalValue> values of the global table
     * @param <VOut> values of the results
     * @return the results, with key, timestamp and headers of this stream's records
     */
    <GlobalKey, GlobalValue, VOut> KStream<K, VOut> leftJoin(
            GlobalKTable<GlobalKey, GlobalValue> globalTable,
            KeyValueMapper<? super K, ? super V, ? extends GlobalKey> keySelector,
            ValueJoinerWithKey<? super K, ? super V, ? super GlobalValue, ? extends VOut> joiner,
            Named named);
}
