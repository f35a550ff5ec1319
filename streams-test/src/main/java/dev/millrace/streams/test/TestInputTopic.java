package dev.millrace.streams.test;

import dev.millrace.streams.KeyValue;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a test pipes records into. Each record has gone all the way through the topology when the method
 * returns.
 *
 * <p>Keeps a time of its own, which it gives to records that have none, and which moves on by a fixed step with each of
 * them. Not thread-safe.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public class TestInputTopic<K extends @Nullable Object, V extends @Nullable Object> {

    private final TopologyTestDriver driver;
    private final String topic;
    private final Serializer<K> keySerializer;
    private final Serializer<V> valueSerializer;
    private final Duration autoAdvance;
    private Instant time;

    TestInputTopic(
            TopologyTestDriver driver,
            String topic,
            Serializer<K> keySerializer,
            Serializer<V> valueSerializer,
            Instant startTime,
            Duration autoAdvance) {
        Objects.requireNonNull(topic, "topicName must not be null");
        Objects.requireNonNull(keySerializer, "keySerializer must not be null");
        Objects.requireNonNull(valueSerializer, "valueSerializer must not be null");
        Objects.requireNonNull(startTime, "startTimestamp must not be null");
        Objects.requireNonNull(autoAdvance, "autoAdvance must not be null");
        if (autoAdvance.isNegative()) {
            throw new IllegalArgumentException("The step of an input topic must not be negative: " + autoAdvance);
        }
        this.driver = driver;
        this.topic = topic;
        this.keySerializer = keySerializer;
        this.valueSerializer = valueSerializer;
        this.time = startTime;
        this.autoAdvance = autoAdvance;
    }

    /**
     * Moves this topic's time on; the driver's wall clock stays.
     *
     * @param advance how far; zero leaves the time as it is
     * @throws IllegalArgumentException if the duration is negative
     */
    public void advanceTime(Duration advance) {
        if (advance.isNegative()) {
            throw new IllegalArgumentException("Time cannot go back: " + advance);
        }
        time = time.plus(advance);
    }

    private Instant nextTime() {
        Instant now = time;
        time = time.plus(autoAdvance);
        return now;
    }

    /**
     * Pipes a record; without a time, it gets this topic's.
     *
     * @param record not null; its key, value and headers are serialised before the call returns
     */
    public void pipeInput(TestRecord<K, V> record) {
        Objects.requireNonNull(record, "record must not be null");
        Instant own = record.getRecordTime();
        driver.pipe(topic, null, record, keySerializer, valueSerializer, own == null ? nextTime() : own);
    }

    /**
     * Pipes a record to a partition of the topic, whatever its key; see {@link TestDriverOptions#withPartitions(int)}.
     * An addition to the mirrored API.
     *
     * @param partition from 0; below the number of the topic's partitions
     * @param record not null; without a time, it gets this topic's
     */
    public void pipeToPartition(int partition, TestRecord<K, V> record) {
        Instant own = record.getRecordTime();
        driver.pipe(topic, partition, record, keySerializer, valueSerializer, own == null ? nextTime() : own);
    }

    /**
     * Pipes a value without a key.
     *
     * @param value null is piped as a null value
     */
    public void pipeInput(@Nullable V value) {
        pipeInput(new TestRecord<>(value));
    }

    /**
     * Pipes a key and a value.
     *
     * @param key null for none
     * @param value null for a deletion
     */
    public void pipeInput(@Nullable K key, @Nullable V value) {
        pipeInput(new TestRecord<>(key, value));
    }

    /**
     * Pipes a value at a time.
     *
     * @param value null is piped as a null value
     * @param timestamp the record's time; this topic's own does not move
     */
    public void pipeInput(@Nullable V value, Instant timestamp) {
        pipeInput(new TestRecord<>(null, value, timestamp));
    }

    /**
     * Pipes a key and a value at a time, in ms since the epoch.
     *
     * @param key null for none
     * @param value null for a deletion
     * @param timestampMs not negative; this topic's own time does not move
     */
    public void pipeInput(@Nullable K key, @Nullable V value, long timestampMs) {
        pipeInput(new TestRecord<>(key, value, null, timestampMs));
    }

    /**
     * Pipes a key and a value at a time.
     *
     * @param key null for none
     * @param value null for a deletion
     * @param timestamp the record's time; this topic's own does not move
     */
    public void pipeInput(@Nullable K key, @Nullable V value, Instant timestamp) {
        pipeInput(new TestRecord<>(key, value, timestamp));
    }

    /**
     * Pipes records in order.
     *
     * @param records each as by {@link #pipeInput(TestRecord)}; what one of them brings about is there before the next
     *     goes in
     */
    public void pipeRecordList(List<? extends TestRecord<K, V>> records) {
        records.forEach(this::pipeInput);
    }

    /**
     * Pipes pairs in order, each at this topic's time.
     *
     * @param keyValues keys and values may be null, pairs may not
     */
    public void pipeKeyValueList(List<KeyValue<K, V>> keyValues) {
        keyValues.forEach(pair -> pipeInput(pair.key, pair.value));
    }

    /**
     * Pipes values in order, each at this topic's time.
     *
     * @param values may hold nulls
     */
    public void pipeValueList(List<V> values) {
        values.forEach(this::pipeInput);
    }

    /**
     * Pipes pairs in order, the first at {@code startTimestamp}, each {@code advance} after the one before.
     *
     * @param keyValues keys and values may be null, pairs may not
     * @param startTimestamp time of the first pair; this topic's own time does not move
     * @param advance how much later each pair is than the one before; may be zero
     */
    public void pipeKeyValueList(List<KeyValue<K, V>> keyValues, Instant startTimestamp, Duration advance) {
        Instant at = startTimestamp;
        for (KeyValue<K, V> pair : keyValues) {
            pipeInput(pair.key, pair.value, at);
            at = at.plus(advance);
        }
    }

    /**
     * Pipes values in order, the first at {@code startTimestamp}, each {@code advance} after the one before.
     *
     * @param values may hold nulls
     * @param startTimestamp time of the first value; this topic's own time does not move
     * @param advance how much later each value is than the one before; may be zero
     */
    public void pipeValueList(List<V> values, Instant startTimestamp, Duration advance) {
        Instant at = startTimestamp;
        for (V value : values) {
            pipeInput(value, at);
            at = at.plus(advance);
        }
    }

    @Override
    public String toString() {
        return "TestInputTopic[topic='" + topic + "', keySerializer="
                + keySerializer.getClass().getSimpleName() + ", valueSerializer="
                + valueSerializer.getClass().getSimpleName() + "]";
    }
}
