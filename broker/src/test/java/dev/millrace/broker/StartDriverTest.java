package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.Workers;
import dev.millrace.log.storage.MemoryStorage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 120, unit = TimeUnit.SECONDS)
class StartDriverTest {
    private static final int MANY = 300;

    private final StartDriver driver = new StartDriver();

    private static List<Workers.Step> repeated(int times, Workers.Step step) {
        return new ArrayList<>(Collections.nCopies(times, step));
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("millrace-start"))
                .toList();
    }

    @Test
    void everyStepIsDoneOnceAndSomeAtTheSameTime() throws IOException {
        AtomicInteger done = new AtomicInteger();
        CountDownLatch two = new CountDownLatch(2);
        List<Workers.Step> steps = repeated(MANY, done::incrementAndGet);
        Workers.Step meet = () -> {
            two.countDown();
            await(two);
        };
        steps.addAll(0, List.of(meet, meet)); // one thread alone would wait for ever
        driver.doAll(steps);
        assertThat(done).hasValue(MANY);
        assertThat(threads()).isEmpty();
    }

    @Test
    void aFewStepsTakeNoThread() throws IOException {
        Thread caller = Thread.currentThread();
        driver.doAll(repeated(10, () -> assertThat(Thread.currentThread()).isSameAs(caller)));
        driver.doAll(List.of());
    }

    @Test
    void whatAStepThrowsIsThrownWhenNoneIsUnderWayAnyMore() {
        AtomicInteger underWay = new AtomicInteger();
        AtomicInteger begun = new AtomicInteger();
        IOException failure = new IOException("the disk is gone");
        List<Workers.Step> steps = repeated(MANY, () -> {
            underWay.incrementAndGet();
            int number = begun.incrementAndGet();
            underWay.decrementAndGet();
            if (number >= MANY / 2) {
                throw failure;
            }
        });
        assertThatThrownBy(() -> driver.doAll(steps)).isSameAs(failure);
        assertThat(underWay).hasValue(0);
        assertThat(begun).hasValueLessThan(MANY);
        assertThat(threads()).isEmpty();
    }

    @Test
    void anErrorIsThrownAsItIs() {
        Error error = new AssertionError("wrong");
        assertThatThrownBy(() -> driver.doAll(repeated(MANY, () -> {
                    throw error;
                })))
                .isSameAs(error);
    }

    @Test
    void anInterruptDoesNotBreakOffAStartAndIsKept() throws IOException {
        AtomicInteger done = new AtomicInteger();
        Thread.currentThread().interrupt();
        driver.doAll(repeated(MANY, done::incrementAndGet));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(done).hasValue(MANY);
    }

    @Test
    void manyPartitionsComeBackAtTheSameTimeAfterAKill() throws Exception {
        MemoryStorage storage = new MemoryStorage();
        MemoryStorage killed;
        try (LocalBroker broker = LocalBroker.open(storage, BrokerConfig.DEFAULT, SystemClock.INSTANCE, true)) {
            broker.catalog().create("many", MANY, Map.of(), 1);
            Producer<String, String> producer = Clients.producer(broker);
            for (int i = 0; i < 3 * MANY; i++) {
                producer.send(new ProducerRecord<>("many", i % MANY, "k", Integer.toString(i)));
            }
            producer.flush();
            killed = storage.copy();
        }
        try (LocalBroker broker = LocalBroker.open(killed, BrokerConfig.DEFAULT, SystemClock.INSTANCE, true)) {
            List<String> expected = new ArrayList<>();
            for (int i = 0; i < 3 * MANY; i++) {
                expected.add("k=" + i);
            }
            assertThat(Clients.contents(broker, "many")).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
