package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

/** A serde of the wrong type: the error names the topic or store, both types, and where to set the right one. */
class SerdeMismatchTest {

    private static final Serde<String> STRING = Serdes.String();

    private final StreamsBuilder builder = new StreamsBuilder();

    @Test
    void aValueThatTheStoresSerdeDoesNotTakeNamesTheStoreAndBothTypes() {
        builder.stream("words", Consumed.with(STRING, STRING))
                .groupByKey(Grouped.with(STRING, STRING))
                .reduce(
                        (a, b) -> a,
                        Materialized.<String, String, KeyValueStore<Bytes, byte[]>>as("firsts")
                                .withValueSerde(lying(Serdes.Long())));

        assertThatThrownBy(this::pipeAWord)
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("firsts")
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("LongSerializer")
                .hasMessageContaining("Materialized.withValueSerde");
    }

    @Test
    void aKeyThatTheStoresSerdeDoesNotTakeNamesTheStoreAndBothTypes() {
        builder.stream("words", Consumed.with(STRING, STRING))
                .groupByKey(Grouped.with(STRING, STRING))
                .count(Materialized.<String, Long, KeyValueStore<Bytes, byte[]>>as("counts")
                        .withKeySerde(lying(Serdes.Long())));

        assertThatThrownBy(this::pipeAWord)
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("counts")
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("LongSerializer")
                .hasMessageContaining("Materialized.withKeySerde");
    }

    @Test
    void aStoreThatAProcessorReadsWithAnotherTypeOfKeyNamesItselfAndTheRecord() {
        builder.addStateStore(
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore("prices"), STRING, Serdes.Long()));
        builder.stream("words", Consumed.with(STRING, STRING)).process(PriceByLength::new, "prices");

        assertThatThrownBy(this::pipeAWord)
                .isInstanceOf(StreamsException.class)
                .rootCause()
                .isInstanceOf(ClassCastException.class);
        assertThatThrownBy(this::pipeAWord)
                .hasStackTraceContaining("PriceByLength.process")
                .hasStackTraceContaining("prices-changelog")
                .hasStackTraceContaining("java.lang.Integer")
                .hasStackTraceContaining("StringSerializer")
                .hasStackTraceContaining("the store's builder");
    }

    /** Asks a store of strings for a number. */
    private static final class PriceByLength extends ContextualProcessor<String, String, Void, Void> {
        @Override
        public void process(Record<String, String> word) {
            KeyValueStore<Integer, Long> prices = context().getStateStore("prices");
            prices.get(word.value().length());
        }
    }

    @Test
    void aValueThatTheSinksSerdeDoesNotTakeNamesTheTopicAndBothTypes() {
        builder.stream("words", Consumed.with(STRING, STRING)).to("out", Produced.with(STRING, lying(Serdes.Long())));

        assertThatThrownBy(this::pipeAWord)
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("topic 'out'")
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("LongSerializer")
                .hasMessageContaining("Produced.with");
    }

    @Test
    void aRecordThatWasReadAsAnotherTypeNamesTheProcessorAndItsTypes() {
        builder.stream("words", Consumed.with(STRING, SerdeMismatchTest.<Long>lying(STRING)))
                .mapValues(number -> number + 1)
                .to("out", Produced.with(STRING, Serdes.Long()));

        assertThatThrownBy(this::pipeAWord)
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("KSTREAM-MAPVALUES-0000000001")
                .hasMessageContaining("value is java.lang.String")
                .hasMessageContaining("Consumed");
    }

    @Test
    void withoutAnySerdeTheSettingsAreNamed() {
        builder.stream("words").to("out");

        assertThatThrownBy(this::pipeAWord).hasMessageContaining("default.key.serde");
    }

    @Test
    void withoutAnySerdeTheFirstPlaceThatNeedsOneIsNamed() {
        builder.stream("words", Consumed.with(STRING, STRING))
                .mapValues(String::length)
                .to("out");

        assertThatThrownBy(this::pipeAWord)
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("Sink 'KSTREAM-SINK-0000000002' to topic 'out'")
                .hasMessageContaining("default.value.serde");
    }

    @Test
    void aTablesGroupedValueNamesItsOwnTypeAndNotThatOfAnUpdate() {
        builder.table("words", Consumed.with(STRING, STRING))
                .groupBy(
                        (key, word) -> KeyValue.pair(word, word.length()),
                        Grouped.with(STRING, SerdeMismatchTest.<Integer>lying(STRING)))
                .reduce(Integer::sum, (sum, length) -> sum - length);

        assertThatThrownBy(this::pipeAWord)
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("the table's value is of type java.lang.Integer")
                .hasMessageContaining("StringSerializer")
                .hasMessageContaining("Grouped.with");
    }

    @Test
    void aRecordThatWasReadAsAnotherTypeSaysWhereItStands() {
        builder.stream("words", Consumed.with(STRING, SerdeMismatchTest.<Long>lying(STRING)))
                .filter((key, number) -> number > 1)
                .to("out", Produced.with(STRING, Serdes.Long()));

        assertThatThrownBy(this::pipeAWord).hasMessageContaining("from words-0 offset 0");
    }

    @Test
    void whatTheTestItselfPipesOrReadsWronglyNamesTheTopic() {
        builder.stream("words", Consumed.with(STRING, STRING)).to("out", Produced.with(STRING, STRING));

        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build())) {
            TestInputTopic<String, Long> wrongInput = driver.createInputTopic(
                    "words",
                    new StringSerializer(),
                    SerdeMismatchTest.<Long>lying(STRING).serializer());
            assertThatThrownBy(() -> wrongInput.pipeInput("a", 1L))
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("'words'")
                    .hasMessageContaining("createInputTopic");

            driver.createInputTopic("words", new StringSerializer(), new StringSerializer())
                    .pipeInput("a", "otter");
            TestOutputTopic<String, Long> wrongOutput =
                    driver.createOutputTopic("out", new StringDeserializer(), new LongDeserializer());
            assertThatThrownBy(wrongOutput::readValue)
                    .isInstanceOf(SerializationException.class)
                    .hasMessageContaining("'out'")
                    .hasMessageContaining("createOutputTopic");
        }
    }

    private void pipeAWord() {
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build())) {
            driver.createInputTopic("words", new StringSerializer(), new StringSerializer())
                    .pipeInput("a", "otter");
        }
    }

    /** The mistake: a serde that the compiler takes for another. */
    @SuppressWarnings("unchecked")
    private static <T> Serde<T> lying(Serde<?> serde) {
        return (Serde<T>) serde;
    }
}
