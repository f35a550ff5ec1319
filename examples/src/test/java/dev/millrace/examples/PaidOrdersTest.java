package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import java.time.Duration;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class PaidOrdersTest {

    @Test
    void joinsAnOrderWithItsPaymentWithinTheHourAndTheCustomer() {
        try (TopologyTestDriver driver = new TopologyTestDriver(PaidOrders.topology())) {
            TestInputTopic<String, String> customers = input(driver, PaidOrders.CUSTOMERS);
            TestInputTopic<String, String> orders = input(driver, PaidOrders.ORDERS);
            TestInputTopic<String, String> payments = input(driver, PaidOrders.PAYMENTS);

            customers.pipeInput("c1", "Ann", 0L);
            orders.pipeInput("c1", "2 lamps", minutes(1));
            orders.pipeInput("c2", "a chair", minutes(2));
            payments.pipeInput("c1", "40 EUR", minutes(30));
            payments.pipeInput("c2", "75 EUR", minutes(62));
            payments.pipeInput("c1", "too late", minutes(90));

            assertThat(driver.createOutputTopic(PaidOrders.PAID, new StringDeserializer(), new StringDeserializer())
                            .readValuesToList())
                    .containsExactly("Ann paid 2 lamps for 40 EUR", "somebody paid a chair for 75 EUR");
        }
    }

    private static TestInputTopic<String, String> input(TopologyTestDriver driver, String topic) {
        return driver.createInputTopic(topic, new StringSerializer(), new StringSerializer());
    }

    private static long minutes(long count) {
        return Duration.ofMinutes(count).toMillis();
    }
}
