package dev.millrace.examples;

import static dev.millrace.streams.test.OutputTopicAssert.assertThat;

import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import org.apache.kafka.common.serialization.LongDeserializer;
import org.apache.kafka.common.serialization.LongSerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PricedOrdersTest {

    @Test
    void anOrderHasThePriceOfItsTimeAndWaitsForOneThatComesLate() {
        try (TopologyTestDriver driver = new TopologyTestDriver(PricedOrders.topology())) {
            TestInputTopic<String, Long> prices =
                    driver.createInputTopic(PricedOrders.PRICES, new StringSerializer(), new LongSerializer());
            TestInputTopic<String, Long> orders =
                    driver.createInputTopic(PricedOrders.ORDERS, new StringSerializer(), new LongSerializer());
            TestOutputTopic<String, Long> totals =
                    driver.createOutputTopic(PricedOrders.TOTALS, new StringDeserializer(), new LongDeserializer());

            prices.pipeInput("lamp", 2_000L, 0L);
            orders.pipeInput("lamp", 2L, 50_000L);
            prices.pipeInput("lamp", 1_500L, 40_000L);
            assertThat(totals).isEmpty();

            orders.pipeInput("lamp", 1L, 120_000L);
            assertThat(totals).containsExactlyValues(3_000L);

            orders.pipeInput("lamp", 1L, 30_000L);
            assertThat(totals).containsExactlyValues(2_000L);
        }
    }
}
