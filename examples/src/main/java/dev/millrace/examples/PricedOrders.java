package dev.millrace.examples;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Joined;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.state.Stores;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;

/**
 * Each order at the price that was valid when it was made. Prices are a table with a history, so an order is joined
 * with the price as of its own time, whatever has come since; and orders wait for a minute, so a price that comes late
 * is still in time.
 */
public final class PricedOrders {

    /** Item to its price in cents, from the record's time on. */
    public static final String PRICES = "prices";

    /** Item to how many were ordered. */
    public static final String ORDERS = "orders-of-items";

    /** Item to the order's total in cents. */
    public static final String TOTALS = "totals";

    private static final Serde<String> STRING = Serdes.String();
    private static final Serde<Long> LONG = Serdes.Long();

    private PricedOrders() {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        KTable<String, Long> prices = builder.table(
                PRICES,
                Consumed.with(STRING, LONG),
                Materialized.<String, Long>as(Stores.persistentVersionedKeyValueStore("prices", Duration.ofDays(7)))
                        .withKeySerde(STRING)
                        .withValueSerde(LONG));
        builder.stream(ORDERS, Consumed.with(STRING, LONG))
                .join(
                        prices,
                        (count, price) -> count * price,
                        Joined.with(STRING, LONG, LONG, "priced", Duration.ofMinutes(1)))
                .to(TOTALS, Produced.with(STRING, LONG));
        return builder.build();
    }

    /**
     * Sends prices, one of them late, and orders, and prints what they come to.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("priced-orders", topology(), PRICES, ORDERS, TOTALS)) {
            run.send(PRICES, "lamp", 2_000L, STRING, LONG, 0);
            run.send(ORDERS, "lamp", 2L, STRING, LONG, 50_000);
            run.send(PRICES, "lamp", 1_500L, STRING, LONG, 40_000);
            run.send(ORDERS, "lamp", 1L, STRING, LONG, 120_000);
            run.send(ORDERS, "lamp", 1L, STRING, LONG, 30_000);
            run.print(TOTALS, STRING, LONG);
        }
    }
}
