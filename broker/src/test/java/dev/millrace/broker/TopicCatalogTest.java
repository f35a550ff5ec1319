package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.Test;

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
