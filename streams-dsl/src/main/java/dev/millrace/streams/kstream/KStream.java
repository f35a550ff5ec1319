package dev.millrace.streams.kstream;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.processor.TopicNameExtractor;
import dev.millrace.streams.processor.api.FixedKeyProcessorSupplier;
import dev.millrace.streams.processor.api.ProcessorSupplier;
import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.utils.Bytes;

/**
 * Records without end, each a fact of its own: a value for a key, at a time. Made by
 * {@link dev.millrace.streams.StreamsBuilder#stream}. A verb makes a new stream and leaves this one as it is, so one
 * stream can be used many times.
 *
 * <p>Every verb has one full form; the others leave something to defaults. A name that is not given is generated, with
 * a number that counts the verbs of the program: name what must stay the same when the program changes. No argument may
 * be null.
 *
 * <p>Not thread-safe, as its builder.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface KStream<K, V> {

    /**
     * As {@link #filter(Predicate, Named)}, with a generated name.
     *
     * @param predicate asked once for each record
     * @return the records kept, unchanged and in order
     */
    default KStream<K, V> filter(Predicate<? super K, ? super V> predicate) {
        return filter(predicate, Unnamed.INSTANCE);
    }

    /**
     * Keeps the records for which the predicate is true.
     *
     * @param predicate asked once for each record
     * @param named names the processor
     * @return the records kept, unchanged and in order
     */
    KStream<K, V> filter(Predicate<? super K, ? super V> predicate, Named named);

    /**
     * As {@link #filterNot(Predicate, Named)}, with a generated name.
     *
     * @param predicate asked once for each record
     * @return the records kept, unchanged and in order
     */
    default KStream<K, V> filterNot(Predicate<? super K, ? super V> predicate) {
        return filterNot(predicate, Unnamed.INSTANCE);
    }

    /**
     * Keeps the records for which the predicate is false.
     *
     * @param predicate asked once for each record
     * @param named names the processor
     * @return the records kept, unchanged and in order
     */
    KStream<K, V> filterNot(Predicate<? super K, ? super V> predicate, Named named);

    /**
     * As {@link #selectKey(KeyValueMapper, Named)}, with a generated name.
     *
     * @param mapper gives the new key, which may be null
     * @param <KOut> the new keys
     * @return the records with their new keys
     */
    default <KOut> KStream<KOut, V> selectKey(KeyValueMapper<? super K, ? super V, ? extends KOut> mapper) {
        return selectKey(mapper, Unnamed.INSTANCE);
    }

    /**
     * Gives each record a new key. What depends on keys afterwards (grouping, joins) repartitions the records first.
     *
     * @param mapper gives the new key, which may be null
     * @param named names the processor
     * @param <KOut> the new keys
     * @return the records with their new keys
     */
    <KOut> KStream<KOut, V> selectKey(KeyValueMapper<? super K, ? super V, ? extends KOut> mapper, Named named);

    /**
     * As {@link #map(KeyValueMapper, Named)}, with a generated name.
     *
     * @param mapper gives the new key and value, never null itself
     * @param <KOut> the new keys
     * @param <VOut> the new values
     * @return the new records
     */
    default <KOut, VOut> KStream<KOut, VOut> map(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends KOut, ? extends VOut>> mapper) {
        return map(mapper, Unnamed.INSTANCE);
    }

    /**
     * Makes a new record of each, with the same timestamp and headers. What depends on keys afterwards repartitions the
     * records first: use {@link #mapValues} if the key stays.
     *
     * @param mapper gives the new key and value, never null itself
     * @param named names the processor
     * @param <KOut> the new keys
     * @param <VOut> the new values
     * @return the new records
     */
    <KOut, VOut> KStream<KOut, VOut> map(
            KeyValueMapper<? super K, ? super V, ? extends KeyValue<? extends KOut, ? extends VOut>> mapper,
            Named named);

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named)}, without the key and with a generated name.
     *
     * @param mapper gives the new value, which may be null
     * @param <VOut> the new values
     * @return the records with their new values
     */
    default <VOut> KStream<K, VOut> mapValues(ValueMapper<? super V, ? extends VOut> mapper) {
        return mapValues((key, value) -> mapper.apply(value), Unnamed.INSTANCE);
    }

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named)}, without the key.
     *
     * @param mapper gives the new value, which may be null
     * @param named names the processor
     * @param <VOut> the new values
     * @return the records with their new values
     */
    default <VOut> KStream<K, VOut> mapValues(ValueMapper<? super V, ? extends VOut> mapper, Named named) {
        return mapValues((key, value) -> mapper.apply(value), named);
    }

    /**
     * As {@link #mapValues(ValueMapperWithKey, Named)}, with a generated name.
     *
     * @param mapper gives the new value, which may be null; it must not change the key
     * @param <VOut> the new values
     * @return the records with their new values
     */
    default <VOut> KStream<K, VOut> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends VOut> mapper) {
        return mapValues(mapper, Unnamed.INSTANCE);
    }

    /**
     * Gives each record a new value; the key stays, so nothing has to be repartitioned.
     *
     * @param mapper gives the new value, which may be null; it must not change the key
     * @param named names the processor
     * @param <VOut> the new values
     * @return the records with their new values
     */
    <VOut> KStream<K, VOut> mapValues(ValueMapperWithKey<? super K, ? super V, ? extends VOut> mapper, Named named);

    /**
     * As {@link #flatMap(KeyValueMapper, Named)}, with a generated name.
     *
     * @param mapper gives the new keys and values; never null, but it may be empty
     * @param <KOut> the new keys
     * @param <VOut> the new values
     * @return the new records, in the order of the iterables
     */
    default <KOut, VOut> KStream<KOut, VOut> flatMap(
            KeyValueMapper<? super K, ? super V, ? extends Iterable<? extends KeyValue<? extends KOut, ? extends VOut>>>
                    mapper) {
        return flatMap(mapper, Unnamed.INSTANCE);
    }

    /**
     * Makes any number of records of each, with the same timestamp and headers.
     *
     * @param mapper gives the new keys and values; never null, but it may be empty
     * @param named names the processor
     * @param <KOut> the new keys
     * @param <VOut> the new values
     * @return the new records, in the order of the iterables
     */
    <KOut, VOut> KStream<KOut, VOut> flatMap(
            KeyValueMapper<? super K, ? super V, ? extends Iterable<? extends KeyValue<? extends KOut, ? extends VOut>>>
                    mapper,
            Named named);

    /**
     * As {@link #flatMapValues(ValueMapperWithKey, Named)}, without the key and with a generated name.
     *
     * @param mapper gives the new values; never null, but it may be empty
     * @param <VOut> the new values
     * @return the new records, in the order of the iterables
     */
    default <VOut> KStream<K, VOut> flatMapValues(ValueMapper<? super V, ? extends Iterable<? extends VOut>> mapper) {
        return flatMapValues((key, value) -> mapper.apply(value), Unnamed.INSTANCE);
    }

    /**
     * As {@link #flatMapValues(ValueMapperWithKey, Named)}, without the key.
     *
     * @param mapper gives the new values; never null, but it may be empty
     * @param named names the processor
     * @param <VOut> the new values
     * @return the new records, in the order of the iterables
     */
    default <VOut> KStream<K, VOut> flatMapValues(
            ValueMapper<? super V, ? extends Iterable<? extends VOut>> mapper, Named named) {
        return flatMapValues((key, value) -> mapper.apply(value), named);
    }

    /**
     * As {@link #flatMapValues(ValueMapperWithKey, Named)}, with a generated name.
     *
     * @param mapper gives the new values; never null, but it may be empty
     * @param <VOut> the new values
     * @return the new records, in the order of the iterables
     */
    default <VOut> KStream<K, VOut> flatMapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends Iterable<? extends VOut>> mapper) {
        return flatMapValues(mapper, Unnamed.INSTANCE);
    }

    /**
     * Makes any number of records of each, with the same key, timestamp and headers.
     *
     * @param mapper gives the new values; never null, but it may be empty
     * @param named names the processor
     * @param <VOut> the new values
     * @return the new records, in the order of the iterables
     */
    <VOut> KStream<K, VOut> flatMapValues(
            ValueMapperWithKey<? super K, ? super V, ? extends Iterable<? extends VOut>> mapper, Named named);

    /**
     * Writes a line of text for each record. Ends the path.
     *
     * @param printed where to and how
     */
    void print(Printed<K, V> printed);

    /**
     * As {@link #foreach(ForeachAction, Named)}, with a generated name.
     *
     * @param action called once for each record
     */
    default void foreach(ForeachAction<? super K, ? super V> action) {
        foreach(action, Unnamed.INSTANCE);
    }

    /**
     * Shows each record to an action. Ends the path. What the action does outside is not part of exactly-once: it
     * happens again when a record is processed again after a failure.
     *
     * @param action called once for each record
     * @param named names the processor
     */
    void foreach(ForeachAction<? super K, ? super V> action, Named named);

    /**
     * As {@link #peek(ForeachAction, Named)}, with a generated name.
     *
     * @param action called once for each record; it must not change the record
     * @return the same records
     */
    default KStream<K, V> peek(ForeachAction<? super K, ? super V> action) {
        return peek(action, Unnamed.INSTANCE);
    }

    /**
     * Shows each record to an action and passes it on. As with {@link #foreach}, the action may see a record again
     * after a failure.
     *
     * @param action called once for each record; it must not change the record
     * @param named names the processor
     * @return the same records
     */
    KStream<K, V> peek(ForeachAction<? super K, ? super V> action, Named named);

    /**
     * As {@link #split(Named)}, with generated names.
     *
     * @return takes the branches; the keys of its result begin with the generated name, so give a name to look them up
     */
    default BranchedKStream<K, V> split() {
        return split(Unnamed.INSTANCE);
    }

    /**
     * Begins to split the stream into branches: each record goes to the first branch that wants it.
     *
     * @param named names the processor, and is the prefix of the names of its branches
     * @return takes the branches
     */
    BranchedKStream<K, V> split(Named named);

    /**
     * As {@link #merge(KStream, Named)}, with a generated name.
     *
     * @param stream the other stream, of the same builder
     * @return the records of both; those of each stay in order
     */
    default KStream<K, V> merge(KStream<K, V> stream) {
        return merge(stream, Unnamed.INSTANCE);
    }

    /**
     * Brings two streams together. The order between records of the two is not defined.
     *
     * @param stream the other one
     * @param named names the processor
     * @return all records of both
     */
    KStream<K, V> merge(KStream<K, V> stream, Named named);

    /**
     * As {@link #repartition(Repartitioned)}, with generated names and default serdes.
     *
     * @return the records as read from the topic
     */
    default KStream<K, V> repartition() {
        return repartition(Repartitioned.with(null, null));
    }

    /**
     * Sends the records through an internal topic, by their present keys.
     *
     * @param repartitioned name, serdes, number of partitions and partitioner of the topic
     * @return the records as read back
     */
    KStream<K, V> repartition(Repartitioned<K, V> repartitioned);

    /**
     * As {@link #to(String, Produced)}, with the serdes of this stream.
     *
     * @param topic it must be there when the program starts
     */
    default void to(String topic) {
        to(topic, Produced.with(null, null));
    }

    /**
     * Writes the records to a topic, which has to exist. Ends the path.
     *
     * @param topic the topic's name
     * @param produced serdes, partitioner and name
     */
    void to(String topic, Produced<K, V> produced);

    /**
     * As {@link #to(TopicNameExtractor, Produced)}, with the serdes of this stream.
     *
     * @param topicExtractor gives the topic of each record, which must be there
     */
    default void to(TopicNameExtractor<K, V> topicExtractor) {
        to(topicExtractor, Produced.with(null, null));
    }

    /**
     * Writes each record to the topic that an extractor names for it; the topics have to exist. Ends the path.
     *
     * @param topicExtractor names a topic
     * @param produced serdes, partitioner and name
     */
    void to(TopicNameExtractor<K, V> topicExtractor, Produced<K, V> produced);

    /**
     * As {@link #toTable(Named, Materialized)}, with generated names, and kept only if something needs it.
     *
     * @return the table
     */
    default KTable<K, V> toTable() {
        return toTable(Unnamed.INSTANCE, Materialized.with(null, null));
    }

    /**
     * As {@link #toTable(Named, Materialized)}, kept only if something needs it.
     *
     * @param named names the processor
     * @return the table
     */
    default KTable<K, V> toTable(Named named) {
        return toTable(named, Materialized.with(null, null));
    }

    /**
     * As {@link #toTable(Named, Materialized)}, with a generated name.
     *
     * @param materialized with a name: the store of the table
     * @return the table
     */
    default KTable<K, V> toTable(Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized) {
        return toTable(Unnamed.INSTANCE, materialized);
    }

    /**
     * Takes each record as an update of a table: its value is the one of its key from then on, null deletes the key.
     * Records with a null key are dropped.
     *
     * @param named names the processor
     * @param materialized the store of the table; with a name it can be queried
     * @return the table
     */
    KTable<K, V> toTable(Named named, Materialized<K, V, KeyValueStore<Bytes, byte[]>> materialized);

    /**
     * As {@link #groupBy(KeyValueMapper, Grouped)}, with generated names and default serdes.
     *
     * @param mapper gives the key; records for which it is null are dropped
     * @param <KOut> the keys of the groups
     * @return what can be aggregated
     */
    default <KOut> KGroupedStream<KOut, V> groupBy(KeyValueMapper<? super K, ? super V, KOut> mapper) {
        return groupBy(mapper, Grouped.with(null, null));
    }

    /**
     * Groups records by a new key; they are repartitioned by it before they are aggregated.
     *
     * @param mapper gives the key; records for which it is null are dropped
     * @param grouped serdes, and the name of the repartition topic
     * @param <KOut> the keys of the groups
     * @return what can be aggregated
     */
    <KOut> KGroupedStream<KOut, V> groupBy(KeyValueMapper<? super K, ? super V, KOut> mapper, Grouped<KOut, V> grouped);

    /**
     * As {@link #groupByKey(Grouped)}, with generated names and the serdes of this stream.
     *
     * @return what can be aggregated
     */
    default KGroupedStream<K, V> groupByKey() {
        return groupByKey(Grouped.with(null, null));
    }

    /**
     * Groups records by their keys. They are repartitioned only if the key may have changed since they were last read.
     *
     * @param grouped serdes, and the name of a repartition topic
     * @return what can be aggregated
     */
    KGroupedStream<K, V> groupByKey(Grouped<K, V> grouped);

    /**
     * As {@link #process(ProcessorSupplier, Named, String...)}, with a generated name.
     *
     * @param processorSupplier makes a new processor at each call
     * @param stateStoreNames stores added to the builder that it may use, beside those that the supplier brings
     * @param <KOut> keys of what the processor forwards
     * @param <VOut> values of what the processor forwards
     * @return what the processor forwards
     */
    default <KOut, VOut> KStream<KOut, VOut> process(
            ProcessorSupplier<? super K, ? super V, ? extends KOut, ? extends VOut> processorSupplier,
            String... stateStoreNames) {
        return process(processorSupplier, Unnamed.INSTANCE, stateStoreNames);
    }

    /**
     * Works on records with a processor of the user. What depends on keys afterwards repartitions the records first;
     * use {@link #processValues} if keys stay.
     *
     * @param processorSupplier makes a new processor at each call
     * @param named names the processor
     * @param stateStoreNames stores added to the builder that it may use, beside those that the supplier brings
     * @param <KOut> keys of what the processor forwards
     * @param <VOut> values of what the processor forwards
     * @return what the processor forwards
     */
    <KOut, VOut> KStream<KOut, VOut> process(
            ProcessorSupplier<? super K, ? super V, ? extends KOut, ? extends VOut> processorSupplier,
            Named named,
            String... stateStoreNames);

    /**
     * As {@link #processValues(FixedKeyProcessorSupplier, Named, String...)}, with a generated name.
     *
     * @param processorSupplier makes a new processor at each call
     * @param stateStoreNames stores added to the builder that it may use, beside those that the supplier brings
     * @param <VOut> values of what the processor forwards
     * @return what the processor forwards
     */
    default <VOut> KStream<K, VOut> processValues(
            FixedKeyProcessorSupplier<? super K, ? super V, ? extends VOut> processorSupplier,
            String... stateStoreNames) {
        return processValues(processorSupplier, Unnamed.INSTANCE, stateStoreNames);
    }

    /**
     * Works on records with a processor of the user that cannot change keys.
     *
     * @param processorSupplier makes a new processor at each call
     * @param named names the processor
     * @param stateStoreNames stores added to the builder that it may use, beside those that the supplier brings
     * @param <VOut> values of what the processor forwards
     * @return what the processor forwards
     */
    <VOut> KStream<K, VOut> processValues(
            FixedKeyProcessorSupplier<? super K, ? super V, ? extends VOut> processorSupplier,
            Named named,
            String... stateStoreNames);

    // ---- joins

    /**
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key, with generated names
     * and default serdes.
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
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, with generated names and default
     * serdes.
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
     * Joins each pair of records of both streams that have the same key and are not further apart than the window
     * allows.
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
     * As {@link #leftJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key, with generated
     * names and default serdes.
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
     * As {@link #leftJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, with generated names and default
     * serdes.
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
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, and joins a record of this stream that
     * has found no partner with null, when its window has closed (KIP-633).
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
     * As {@link #outerJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, without the key, with generated
     * names and default serdes.
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
     * As {@link #outerJoin(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, with generated names and default
     * serdes.
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
     * As {@link #join(KStream, ValueJoinerWithKey, JoinWindows, StreamJoined)}, and joins a record of either stream
     * that has found no partner with null, when its window has closed (KIP-633).
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
     * Joins each record with the value that a table has for its key at that moment. Records without a match, or with a
     * null key or value, are dropped. An update of the table sends nothing by itself.
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
     * As {@link #leftJoin(KTable, ValueJoinerWithKey, Joined)}, without the key, with generated names and default
     * serdes.
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
     * Joins each record with the value that a table has for its key at that moment, or with null. Records with a null
     * value are dropped. An update of the table sends nothing by itself.
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
     * As {@link #join(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, without the key and with a generated
     * name.
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
     * Joins each record with the value that a global table has for a key taken from the record. Records without a match
     * are dropped.
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
     * As {@link #leftJoin(GlobalKTable, KeyValueMapper, ValueJoinerWithKey, Named)}, without the key and with a
     * generated name.
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
