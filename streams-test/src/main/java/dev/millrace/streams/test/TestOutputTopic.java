package dev.millrace.streams.test;

import dev.millrace.streams.KeyValue;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.kafka.common.serialization.Deserializer;
import org.jspecify.annotations.Nullable;

/**
 * A topic that a test reads what the topology wrote from, oldest first; what was read is gone. Not thread-safe.
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
public class TestOutputTopic<K extends @Nullable Object, V extends @Nullable Object> {

    private final TopologyTestDriver driver;
    private final String topic;
    private final Deserializer<K> keyDeserializer;
    private final Deserializer<V> valueDeserializer;

    TestOutputTopic(
            TopologyTestDriver driver,
            String topic,
            Deserializer<K> keyDeserializer,
            Deserializer<V> valueDeserializer) {
        this.driver = driver;
        this.topic = Objects.requireNonNull(topic, "topicName must not be null");
        this.keyDeserializer = Objects.requireNonNull(keyDeserializer, "keyDeserializer must not be null");
        this.valueDeserializer = Objects.requireNonNull(valueDeserializer, "valueDeserializer must not be null");
    }

    /**
     * Reads one record.
     *
     * @return the oldest one that was not read yet
     * @throws java.util.NoSuchElementException if there is none
     */
    public TestRecord<K, V> readRecord() {
        return driver.read(topic, keyDeserializer, valueDeserializer);
    }

    /**
     * Reads one record's value; see {@link #readRecord()}.
     *
     * @return its value; null if the record is a deletion
     */
    public @Nullable V readValue() {
        return readRecord().value();
    }

    /**
     * Reads one record's key and value; see {@link #readRecord()}.
     *
     * @return its key and its value, each null if the record has none
     */
    @SuppressWarnings("NullAway") // K and V say whether null is allowed
    public KeyValue<K, V> readKeyValue() {
        TestRecord<K, V> record = readRecord();
        return new KeyValue<>(record.key(), record.value());
    }

    /**
     * Reads all that is there.
     *
     * @return oldest first; empty if there is none
     */
    public List<TestRecord<K, V>> readRecordsToList() {
        List<TestRecord<K, V>> records = new ArrayList<>();
        while (!isEmpty()) {
            records.add(readRecord());
        }
        return records;
    }

    /**
     * Reads all that is there; of a key that comes several times, the last value.
     *
     * @return in the order in which the keys first came; a value is null if its key was deleted last
     * @throws IllegalStateException if a key is null
     */
    @SuppressWarnings("NullAway") // values may be null
    public Map<K, V> readKeyValuesToMap() {
        Map<K, V> map = new LinkedHashMap<>();
        for (TestRecord<K, V> record : readRecordsToList()) {
            if (record.key() == null) {
                throw new IllegalStateException("A record of topic '" + topic
                        + "' has no key, so it cannot go into a map: " + record + ". Use readKeyValuesToList().");
            }
            map.put(record.key(), record.value());
        }
        return map;
    }

    /**
     * Reads keys and values of all that is there.
     *
     * @return oldest first; empty if there is none
     */
    public List<KeyValue<K, V>> readKeyValuesToList() {
        List<KeyValue<K, V>> pairs = new ArrayList<>();
        while (!isEmpty()) {
            pairs.add(readKeyValue());
        }
        return pairs;
    }

    /**
     * Reads the values of all that is there.
     *
     * @return oldest first, null for each deletion; empty if there is none
     */
    @SuppressWarnings("NullAway") // values may be null
    public List<V> readValuesToList() {
        List<V> values = new ArrayList<>();
        while (!isEmpty()) {
            values.add(readValue());
        }
        return values;
    }

    /**
     * How many records there are to read.
     *
     * @return over all partitions of the topic; 0 also if the topology has never written to it
     */
    public final long getQueueSize() {
        return driver.queueSize(topic);
    }

    /**
     * Whether there is nothing to read.
     *
     * @return true also if the topology has never written to the topic
     */
    public final boolean isEmpty() {
        return getQueueSize() == 0;
    }

    @Override
    public String toString() {
        return "TestOutputTopic[topic='" + topic + "', size=" + getQueueSize() + "]";
    }
}
