package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.streams.Topology;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.StoreBuilder;
import dev.millrace.streams.state.Stores;
import dev.millrace.streams.state.WindowStore;
import java.time.Duration;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** What a processor puts into a window or session store too late is counted, and the first of it is named. */
class LatePutsTest {

    private static final Duration KEPT = Duration.ofMillis(100);
    private static final Duration SIZE = Duration.ofMillis(10);

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.millrace.stores.LatePuts");
    private final ListAppender<ILoggingEvent> lines = new ListAppender<>();

    @BeforeEach
    void listen() {
        lines.start();
        log.setLevel(Level.WARN);
        log.setAdditive(false);
        log.addAppender(lines);
    }

    @AfterEach
    void listenNoMore() {
        log.detachAppender(lines);
        log.setLevel(null);
        log.setAdditive(true);
    }

    private static final class Putting<S extends StateStore> extends ContextualProcessor<String, String, Void, Void> {
        private final BiConsumer<S, Record<String, String>> put;

        Putting(BiConsumer<S, Record<String, String>> put) {
            this.put = put;
        }

        @Override
        public void process(Record<String, String> record) {
            put.accept(context().getStateStore("s"), record);
        }
    }

    private static <S extends StateStore> Topology topology(
            StoreBuilder<S> store, BiConsumer<S, Record<String, String>> put) {
        return new Topology()
                .addSource("source", new StringDeserializer(), new StringDeserializer(), "in")
                .addProcessor("put", () -> new Putting<>(put), "source")
                .addStateStore(store, "put");
    }

    private static Topology windows(StoreBuilder<WindowStore<String, String>> store) {
        return topology(store, (windows, record) -> windows.put(record.key(), record.value(), record.timestamp()));
    }

    private static Topology sessions(StoreBuilder<SessionStore<String, String>> store) {
        return topology(
                store,
                (sessions, record) -> sessions.put(
                        new Windowed<>(record.key(), new SessionWindow(0, record.timestamp())), record.value()));
    }

    static Stream<Topology> stores() {
        return Stream.of(
                        Stores.inMemoryWindowStore("s", KEPT, SIZE, false),
                        Stores.persistentWindowStore("s", KEPT, SIZE, false))
                .map(windows -> Stores.windowStoreBuilder(windows, Serdes.String(), Serdes.String()))
                .flatMap(windows -> Stream.of(windows(windows), windows(windows.withCachingEnabled())));
    }

    @ParameterizedTest
    @MethodSource("stores")
    void windowsThatComeTooLate(Topology topology) {
        pipeLate(topology);
    }

    @Test
    void sessionsThatComeTooLate() {
        pipeLate(sessions(
                Stores.sessionStoreBuilder(Stores.inMemorySessionStore("s", KEPT), Serdes.String(), Serdes.String())));
    }

    private void pipeLate(Topology topology) {
        try (TopologyTestDriver driver = new TopologyTestDriver(topology)) {
            TestInputTopic<String, String> in =
                    driver.createInputTopic("in", new StringSerializer(), new StringSerializer());
            in.pipeInput("a", "1", 1000L);
            in.pipeInput("b", "just in time", 901L);
            assertThat(dropped(driver)).isZero();
            in.pipeInput("c", "late", 900L);
            in.pipeInput("d", "late", 3L);
            assertThat(dropped(driver)).isEqualTo(2);
        }
        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .contains("store s for key c at 900: it is 100 ms old, and the store keeps 100 ms");
    }

    private static double dropped(TopologyTestDriver driver) {
        return driver.metrics().entrySet().stream()
                .filter(each -> each.getKey().name().equals("dropped-records-total")
                        && each.getKey().group().equals("stream-task-metrics"))
                .mapToDouble(each -> (Double) each.getValue().metricValue())
                .sum();
    }
}
