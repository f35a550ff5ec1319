package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.test.TopologyTestDriver;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class WordCountTest {

    @Test
    void countsEveryWordWhateverItsCase() {
        try (TopologyTestDriver driver = new TopologyTestDriver(WordCount.topology())) {
            driver.createInputTopic(WordCount.LINES, new StringSerializer(), new StringSerializer())
                    .pipeInput("To be, or not to be");

            assertThat(driver.createOutputTopic(WordCount.COUNTS, new StringDeserializer(), new LongDeserializer())
                            .readKeyValuesToList())
                    .containsExactly(
                            KeyValue.pair("to", 1L),
                            KeyValue.pair("be", 1L),
                            KeyValue.pair("or", 1L),
                            KeyValue.pair("not", 1L),
                            KeyValue.pair("to", 2L),
                            KeyValue.pair("be", 2L));
            assertThat(driver.<String, Long>getKeyValueStore("counts").get("to"))
                    .isEqualTo(2);
        }
    }
}
