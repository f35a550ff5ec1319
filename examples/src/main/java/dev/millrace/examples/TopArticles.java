package dev.millrace.examples;

import dev.millrace.json.JsonSerde;
import dev.millrace.streams.KeyValue;
import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.Consumed;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.Materialized;
import dev.millrace.streams.kstream.Produced;
import dev.millrace.streams.kstream.TimeWindows;
import dev.millrace.streams.state.KeyValueStore;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;

/**
 * The articles of each industry that were read most in an hour. The views are counted by article in windows of an hour;
 * the table of counts is grouped again by industry and hour, where an adder and a subtractor keep a chart: when a count
 * changes, its old value leaves the chart and the new one enters.
 */
public final class TopArticles {

    /** Anything to {@link View}, as JSON; views of what is no article are passed over. */
    public static final String VIEWS = "article-views";

    /** Industry, {@code @} and the hour's first millisecond to a {@link Chart}, as JSON. */
    public static final String CHARTS = "top-articles";

    private static final int CHART_SIZE = 3;

    private static final Serde<String> STRING = Serdes.String();
    private static final Serde<View> VIEW = new JsonSerde<>(View.class);
    private static final Serde<Chart.Entry> ENTRY = new JsonSerde<>(Chart.Entry.class);
    private static final Serde<Chart> CHART = new JsonSerde<>(Chart.class);

    private TopArticles() {}

    /**
     * Somebody looked at a page.
     *
     * @param page its name
     * @param industry what it is about
     * @param article whether it is an article
     */
    public record View(String page, String industry, boolean article) {}

    /**
     * A new topology.
     *
     * @return the caller's own
     */
    public static Topology topology() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream(VIEWS, Consumed.with(STRING, VIEW))
                .filter((ignored, view) -> view.article())
                .groupBy((ignored, view) -> view, Grouped.with(VIEW, VIEW))
                .windowedBy(TimeWindows.ofSizeWithNoGrace(Duration.ofHours(1)))
                .count(Materialized.as("views-by-article"))
                .groupBy(
                        (view, count) -> KeyValue.pair(
                                view.key().industry() + '@' + view.window().start(),
                                new Chart.Entry(view.key().page(), count)),
                        Grouped.with(STRING, ENTRY))
                .aggregate(
                        () -> Chart.EMPTY,
                        (industry, entry, chart) -> chart.with(entry),
                        (industry, entry, chart) -> chart.without(entry),
                        Materialized.<String, Chart, KeyValueStore<Bytes, byte[]>>as("articles-by-industry")
                                .withKeySerde(STRING)
                                .withValueSerde(CHART))
                .toStream()
                .mapValues(chart -> chart.top(CHART_SIZE))
                .to(CHARTS, Produced.with(STRING, CHART));
        return builder.build();
    }

    /**
     * Sends some views and prints the charts.
     *
     * @param args none are read
     * @throws InterruptedException if the thread is interrupted while it waits for results
     */
    public static void main(String[] args) throws InterruptedException {
        try (EmbeddedRun run = EmbeddedRun.of("top-articles", topology(), VIEWS, CHARTS)) {
            String[] pages = {"Engines", "Bearings", "Engines", "Pumps", "Valves", "Engines", "Pumps"};
            for (int i = 0; i < pages.length; i++) {
                run.send(VIEWS, null, new View(pages[i], "engineering", true), STRING, VIEW, i * 1000L);
            }
            run.send(VIEWS, null, new View("Front page", "engineering", false), STRING, VIEW, 8000);
            run.print(CHARTS, STRING, CHART);
        }
    }
}
