package dev.millrace.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.examples.CustomerOrders.Customer;
import dev.millrace.examples.CustomerOrders.Order;
import dev.millrace.examples.CustomerOrders.OrderOfCustomer;
import dev.millrace.json.JsonDeserializer;
import dev.millrace.json.JsonSerializer;
import dev.millrace.streams.KeyValue;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TopologyTestDriver;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

class CustomerOrdersTest {

    @Test
    void aCustomerWhoMovesBringsAllOfTheirOrdersUpToDate() {
        try (TopologyTestDriver driver = new TopologyTestDriver(CustomerOrders.topology())) {
            TestInputTopic<String, Order> orders = driver.createInputTopic(
                    CustomerOrders.ORDERS, new StringSerializer(), new JsonSerializer<>(Order.class));
            TestInputTopic<String, Customer> customers = driver.createInputTopic(
                    CustomerOrders.CUSTOMERS, new StringSerializer(), new JsonSerializer<>(Customer.class));
            TestOutputTopic<String, OrderOfCustomer> results = driver.createOutputTopic(
                    CustomerOrders.ORDERS_OF_CUSTOMERS,
                    new StringDeserializer(),
                    new JsonDeserializer<>(OrderOfCustomer.class));

            orders.pipeInput("1001", new Order("c1", "2 lamps"));
            assertThat(results.isEmpty()).isTrue();

            customers.pipeInput("c1", new Customer("Ann", "Oslo"));
            orders.pipeInput("1002", new Order("c1", "a chair"));
            assertThat(results.readKeyValuesToList())
                    .containsExactly(
                            KeyValue.pair("1001", new OrderOfCustomer("2 lamps", "Ann", "Oslo")),
                            KeyValue.pair("1002", new OrderOfCustomer("a chair", "Ann", "Oslo")));

            customers.pipeInput("c1", new Customer("Ann", "Turin"));
            assertThat(results.readKeyValuesToMap())
                    .containsEntry("1001", new OrderOfCustomer("2 lamps", "Ann", "Turin"))
                    .containsEntry("1002", new OrderOfCustomer("a chair", "Ann", "Turin"));

            orders.pipeInput("1001", (Order) null);
            assertThat(results.readKeyValuesToList()).containsExactly(KeyValue.pair("1001", null));
        }
    }
}
