package dev.millrace.examples;

import dev.millrace.json.JsonSerde;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.state.KeyValueStore;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/**
 * Each order with the customer who made it. The order names its customer, so the tables are joined by a foreign key: an
 * order that changes and a customer who changes both bring the results up to date, all those of the customer.
 */
public final class CustomerOrders {

    /** Order's number to {@link Order}, as JSON. */
    public static final String ORDERS = "orders-by-number";

    /** Customer's id to {@link Customer}, as JSON. */
    public static final String CUSTOMERS = "customers-by-id";

    /** Order's number to {@link OrderOfCustomer}, as JSON; null when there is no such order or customer any more. */
    public static final String ORDERS_OF_CUSTOMERS = "orders-of-customers";

    private static final Serde<String> STRING = Serdes.String();
    private static final Serde<Order> ORDER = new JsonSerde<>(Order.class);
    private static final Serde<Customer> CUSTOMER = new JsonSerde<>(Customer.class);
    private static final Serde<OrderOfCustomer> ORDER_OF_CUSTOMER = new JsonSerde<>(OrderOfCustomer.class);

    private CustomerOrders() {}

    /**
     * An order.
     *
     * @param customerId who made it
     * @param item what was ordered
     */
    public record Order(String customerId, String item) {}

    /**
     * A customer.
     *
     * @param name how they are called
     * @param city where they live
     */
    public record Customer(String name, String city) {}

    /**
     * An order and who made it.
     *
     * @param item what was ordered
     * @param name the customer's name
     * @param city where it goes
     */
    public record OrderOfCustomer(String item, String name, String city) {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, Order> orders = builder.table(ORDERS, Consumed.with(STRING, ORDER));
        KTable<String, Customer> customers = builder.table(CUSTOMERS, Consumed.with(STRING, CUSTOMER));
        orders.join(
                        customers,
                        Order::customerId,
                        (order, customer) -> new OrderOfCustomer(order.item(), customer.name(), customer.city()),
                        Materialized.<String, OrderOfCustomer, KeyValueStore<Bytes, byte[]>>as("orders-with-customers")
                                .withKeySerde(STRING)
                                .withValueSerde(ORDER_OF_CUSTOMER))
                .toStream()
                .to(ORDERS_OF_CUSTOMERS, Produced.with(STRING, ORDER_OF_CUSTOMER));
        return builder.build();
    }

    /**
     * Sends two orders and lets their customer move, and prints the orders.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("customer-orders", topology(), ORDERS, CUSTOMERS, ORDERS_OF_CUSTOMERS)) {
            run.send(CUSTOMERS, "c1", new Customer("Ann", "Oslo"), STRING, CUSTOMER, 0);
            run.send(ORDERS, "1001", new Order("c1", "2 lamps"), STRING, ORDER, 1_000);
            run.send(ORDERS, "1002", new Order("c1", "a chair"), STRING, ORDER, 2_000);
            run.send(CUSTOMERS, "c1", new Customer("Ann", "Turin"), STRING, CUSTOMER, 3_000);
            run.print(ORDERS_OF_CUSTOMERS, STRING, ORDER_OF_CUSTOMER);
        }
    }
}
