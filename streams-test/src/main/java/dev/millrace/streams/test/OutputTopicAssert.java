package dev.millrace.streams.test;

import dev.millrace.streams.KeyValue;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractAssert;
import org.assertj.core.api.Assertions;
import org.assertj.core.api.ListAssert;
import org.assertj.core.api.MapAssert;
import org.jspecify.annotations.Nullable;

/**
 * AssertJ assertions on what a topology wrote to a topic. Each of them reads all that has not been read yet, except
 * {@link #isEmpty()} and {@link #hasSize}; so the next one is about what comes after it. Needs {@code assertj-core} on
 * the class path.
 *
 * <pre>{@code
 * import static dev.millrace.streams.test.OutputTopicAssert.assertThat;
 *
 * assertThat(counts).containsExactlyKeyValues(KeyValue.pair("a", 1L), KeyValue.pair("b", 1L));
 * assertThat(counts).asTable().containsEntry("a", 2L);
 * }</pre>
 *
 * @param <K> type of the keys
 * @param <V> type of the values
 */
@SuppressWarnings("varargs") // the arrays are read only
public final class OutputTopicAssert<K extends @Nullable Object, V extends @Nullable Object>
        extends AbstractAssert<OutputTopicAssert<K, V>, TestOutputTopic<K, V>> {

    private OutputTopicAssert(TestOutputTopic<K, V> actual) {
        super(actual, OutputTopicAssert.class);
        as(actual.toString());
    }

    /**
     * Begins assertions on a topic.
     *
     * @param <K> type of the keys
     * @param <V> type of the values
     * @param actual the topic; nothing is read from it yet
     * @return the assertions, to be chained
     */
    public static <K extends @Nullable Object, V extends @Nullable Object> OutputTopicAssert<K, V> assertThat(
            TestOutputTopic<K, V> actual) {
        return new OutputTopicAssert<>(actual);
    }

    /**
     * Nothing is there to be read. A failure shows what is.
     *
     * @return this, for the next assertion
     */
    public OutputTopicAssert<K, V> isEmpty() {
        if (!actual.isEmpty()) {
            records().isEmpty();
        }
        return this;
    }

    /**
     * So many records are there to be read.
     *
     * @param expected the number of records that were not read yet
     * @return this, for the next assertion; it is about the same records
     */
    public OutputTopicAssert<K, V> hasSize(long expected) {
        Assertions.assertThat(actual.getQueueSize()).as(descriptionText()).isEqualTo(expected);
        return this;
    }

    /**
     * These pairs, in this order, and no more; times and headers do not matter.
     *
     * @param expected the pairs, oldest first; none: nothing may be there
     * @return this, for the next assertion
     */
    @SafeVarargs
    public final OutputTopicAssert<K, V> containsExactlyKeyValues(KeyValue<K, V>... expected) {
        keyValues().containsExactlyElementsOf(Arrays.asList(expected));
        return this;
    }

    /**
     * These values, in this order, and no more; keys, times and headers do not matter.
     *
     * @param expected the values, oldest first, null where a deletion is expected; none: nothing may be there
     * @return this, for the next assertion
     */
    @SafeVarargs
    public final OutputTopicAssert<K, V> containsExactlyValues(V... expected) {
        values().containsExactlyElementsOf(Arrays.asList(expected));
        return this;
    }

    /**
     * These records, in this order, and no more.
     *
     * @param expected the records with times and headers, oldest first; none: nothing may be there
     * @return this, for the next assertion
     */
    @SafeVarargs
    public final OutputTopicAssert<K, V> containsExactlyRecords(TestRecord<K, V>... expected) {
        records().containsExactlyElementsOf(Arrays.asList(expected));
        return this;
    }

    /**
     * All records with times and headers, as a list.
     *
     * @return AssertJ's assertions on the list, oldest first; empty if nothing was there
     */
    public ListAssert<TestRecord<K, V>> records() {
        return Assertions.assertThat(actual.readRecordsToList()).as(descriptionText());
    }

    /**
     * All pairs, as a list.
     *
     * @return AssertJ's assertions on the list, oldest first; empty if nothing was there
     */
    public ListAssert<KeyValue<K, V>> keyValues() {
        return Assertions.assertThat(actual.readKeyValuesToList()).as(descriptionText());
    }

    /**
     * All values, as a list.
     *
     * @return AssertJ's assertions on the list, oldest first; a value is null where a record deletes
     */
    public ListAssert<V> values() {
        List<V> values = actual.readValuesToList();
        return Assertions.assertThat(values).as(descriptionText());
    }

    /**
     * What the records say about a table that was empty before: the last value of each key, without those that are
     * deleted.
     *
     * @return AssertJ's assertions on the map, whose keys come in the order of their first records
     */
    @SuppressWarnings("NullAway") // AssertJ does not say that keys may be null
    public MapAssert<K, V> asTable() {
        Map<K, V> table = new LinkedHashMap<>();
        for (TestRecord<K, V> record : actual.readRecordsToList()) {
            if (record.value() == null) {
                table.remove(record.key());
            } else {
                table.put(record.key(), record.value());
            }
        }
        return Assertions.assertThat(table).as(descriptionText());
    }
}
