package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.log.LogDirectory;
import dev.millrace.log.LogDirectoryConfig;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log of topics grows to, and what is kept when it is shortened. */
class TopicCatalogTest {

    private final MovedClock clock = new MovedClock();
    private final MemoryStorage storage = new MemoryStorage();
    private final LocalBroker broker = LocalBroker.open(storage, BrokerConfig.DEFAULT, clock, false);

    @Test
    void theCatalogStaysShortThoughTopicsComeAndGoWhileItRuns() throws IOException {
        TopicCatalog catalog = broker.catalog();
        catalog.create("kept", 2, Map.of("retention.ms", "5000"), clock.nowMs());
        catalog.alterQuotas("reader", Map.of(ClientQuotas.CONSUMER_BYTE_RATE, 1e6), clock.nowMs());
        long largestBytes = 0;
        for (int i = 0; i < 12_000; i++) {
            catalog.create("topic-" + i, 1, Map.of("cleanup.policy", "compact"), clock.nowMs());
            catalog.delete("topic-" + i, clock.nowMs());
            if (i % 100 == 0) {
                clock.move(1_000);
                broker.tick(clock.nowMs());
                largestBytes = Math.max(largestBytes, filesBytes());
            }
        }
        assertThat(largestBytes).isLessThan(3 << 20);
        LocalBroker next = LocalBroker.open(storage.copy(), BrokerConfig.DEFAULT, clock, false);
        assertThat(next.catalog().existing("kept").partitionCount()).isEqualTo(2);
        assertThat(next.catalog().existing("kept").configs()).containsEntry("retention.ms", "5000");
        assertThat(next.catalog().topic("topic-11999")).isNull();
        assertThat(next.catalog().quotas().of("reader")).containsEntry(ClientQuotas.CONSUMER_BYTE_RATE, 1e6);
    }

    @Test
    void aTopicThatIsMadeAgainOverWhatADeletedOneLeftIsEmptyAndSoItStays() throws IOException {
        broker.catalog().create("words", 2, Map.of("retention.ms", "5000"), clock.nowMs());
        try (Producer<String, String> producer = Clients.producer(broker)) {
            producer.send(new ProducerRecord<>("words", 0, "k", "of the deleted topic"));
            producer.send(new ProducerRecord<>("words", 1, "k", "of the deleted topic"));
        }
        broker.close();
        MemoryStorage crashed = crashedInADeletion("words");
        assertThat(crashed.list("partitions")).anyMatch(name -> name.startsWith("words-0"));
        assertThat(reopened(crashed).catalog().topic("words")).isNull();
        LocalBroker next = LocalBroker.open(crashed, BrokerConfig.DEFAULT, clock, false);
        next.catalog().create("words", 1, Map.of(), clock.nowMs());
        assertThat(Clients.contents(next, "words")).isEmpty();
        LocalBroker afterwards = reopened(crashed);
        assertThat(afterwards.catalog().existing("words").partitionCount()).isEqualTo(1);
        assertThat(afterwards.catalog().existing("words").configs()).isEmpty();
        assertThat(Clients.contents(afterwards, "words")).isEmpty();
    }

    @Test
    void whoAsksForCopiesIsToldOnceThatThereIsOne() {
        ListAppender<ILoggingEvent> said = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(TopicCatalog.class);
        Level before = logger.getLevel();
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        logger.addAppender(said);
        said.start();
        try {
            TopicCatalog catalog = broker.catalog();
            catalog.create("one", 1, Map.of("min.insync.replicas", "1"), clock.nowMs());
            catalog.create("two", 1, Map.of("min.insync.replicas", "2"), clock.nowMs());
            catalog.configure("two", Map.of("min.insync.replicas", "2", "retention.ms", "5000"), clock.nowMs());
            catalog.configure("one", Map.of("min.insync.replicas", "3"), clock.nowMs());
        } finally {
            logger.detachAppender(said);
            logger.setAdditive(true);
            logger.setLevel(before);
        }
        assertThat(said.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(
                        "Topic 'two' asks for min.insync.replicas=2, which has no effect: an embedded log has one copy of"
                                + " each partition",
                        "Topic 'one' asks for min.insync.replicas=3, which has no effect: an embedded log has one copy of"
                                + " each partition");
    }

    /** What is on the disk when the deletion of a topic is recorded, and none of its partitions is deleted yet. */
    private MemoryStorage crashedInADeletion(String topic) throws IOException {
        List<MemoryStorage> copies = new ArrayList<>();
        MemoryStorage files = storage.copy();
        try (LogDirectory logs = LogDirectory.open(files, LogDirectoryConfig.DEFAULT, clock.nowMs())) {
            TopicCatalog catalog = TopicCatalog.open(logs, BrokerConfig.DEFAULT, new AppendSignal(), clock.nowMs());
            logs.addAppendListener(() -> copies.add(files.copy()));
            catalog.delete(topic, clock.nowMs());
        }
        return copies.get(0);
    }

    private LocalBroker reopened(MemoryStorage files) {
        return LocalBroker.open(files.copy(), BrokerConfig.DEFAULT, clock, false);
    }

    private long filesBytes() throws IOException {
        long bytes = 0;
        for (String directory : storage.list("partitions")) {
            if (directory.startsWith(TopicNames.CATALOG)) {
                for (String file : storage.list("partitions/" + directory)) {
                    bytes +=
                            storage.open("partitions/" + directory + "/" + file).size();
                }
            }
        }
        return bytes;
    }
}
