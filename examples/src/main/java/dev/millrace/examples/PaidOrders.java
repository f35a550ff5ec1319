package dev.millrace.examples;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.JoinWindows;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.StreamJoined;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Joins each customer's orders with the payments that follow within an hour, and both with what is known of the
 * customer.
 *
 * <p>Orders and payments are keyed by the customer. A stream–stream join pairs what happens close in time; a
 * stream–table join looks up what is true at the moment.
 */
public final class PaidOrders {

    /** Customer to an order, for example {@code 2 lamps}. */
    public static final String ORDERS = "orders";

    /** Customer to a payment, for example {@code 40 EUR}. */
    public static final String PAYMENTS = "payments";

    /** Customer to name. */
    public static final String CUSTOMERS = "customers";

    /** Customer to a sentence about the order that was paid. */
    public static final String PAID = "paid-orders";

    private static final Serde<String> STRING = Serdes.String();

    private PaidOrders() {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, String> customers = builder.table(CUSTOMERS, Consumed.with(STRING, STRING));
        KStream<String, String> orders = builder.stream(ORDERS, Consumed.with(STRING, STRING));
        KStream<String, String> payments = builder.stream(PAYMENTS, Consumed.with(STRING, STRING));
        JoinWindows withinAnHour =
                JoinWindows.ofTimeDifferenceWithNoGrace(Duration.ZERO).after(Duration.ofHours(1));
        orders.join(
                        payments,
                        (order, payment) -> order + " for " + payment,
                        withinAnHour,
                        StreamJoined.with(STRING, STRING, STRING).withName("order-payment"))
                .leftJoin(
                        customers,
                        (paid, name) -> (name == null ? "somebody" : name) + " paid " + paid,
                        Joined.with(STRING, STRING, STRING))
                .to(PAID, Produced.with(STRING, STRING));
        return builder.build();
    }

    /**
     * Sends a few orders and payments and prints what was paid.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("paid-orders", topology(), ORDERS, PAYMENTS, CUSTOMERS, PAID)) {
            run.send(CUSTOMERS, "c1", "Ann", STRING, STRING, 0);
            run.send(ORDERS, "c1", "2 lamps", STRING, STRING, 60_000);
            run.send(ORDERS, "c2", "a chair", STRING, STRING, 61_000);
            run.send(PAYMENTS, "c1", "40 EUR", STRING, STRING, 120_000);
            run.send(PAYMENTS, "c2", "75 EUR", STRING, STRING, 180_000);
            run.print(PAID, STRING, STRING);
        }
    }
}
