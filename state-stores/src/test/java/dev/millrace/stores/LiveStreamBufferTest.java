package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.StreamBuffer;
import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveStreamBufferTest {

    @TempDir
    File directory;

    private Harness task = Harness.inMemory();
    private StreamBuffer<String, String> buffer = open();
    private long number;

    private StreamBuffer<String, String> open() {
        return task.open(new MillraceStores()
                .streamBuffer(new BufferSpec<>("buffer", Serdes.String(), Serdes.String(), StoreOptions.DEFAULT)));
    }

    private void reopen() {
        task.reopen();
        buffer = open();
    }

    @AfterEach
    void close() {
        task.close();
    }

    private void add(long timestampMs, String key, String value) {
        task.at(timestampMs);
        buffer.add(++number, key, value);
    }

    private List<String> poll(long untilMs) {
        List<String> polled = new ArrayList<>();
        buffer.pollUntil(
                untilMs, (key, value, timestampMs, headers) -> polled.add(key + "=" + value + "@" + timestampMs));
        return polled;
    }

    @Test
    void recordsLeaveInTheOrderOfTimeThenOfKeysThenAsTheyCame() {
        add(20, "c", "1");
        add(10, "b", "2");
        add(10, "b", "3");
        add(10, "a", "4");
        add(10, "b", "5");
        assertThat(poll(9)).isEmpty();
        assertThat(poll(19)).containsExactly("a=4@10", "b=2@10", "b=3@10", "b=5@10");
        add(5, "d", "6");
        assertThat(poll(99)).containsExactly("d=6@5", "c=1@20");
        assertThat(poll(99)).isEmpty();
    }

    @Test
    void aRecordLeavesWithTheContextThatItCameWith() {
        add(10, "a", "1");
        long offset = task.offset;
        task.at(99);
        buffer.pollUntil(10, (key, value, timestampMs, headers) -> {
            assertThat(task.acting().timestamp()).isEqualTo(10);
            assertThat(task.acting().offset()).isEqualTo(offset);
            assertThat(task.acting().topic()).isEqualTo("input");
        });
        assertThat(task.acting().timestamp()).isEqualTo(99);
    }

    @Test
    void whatWasNotCommittedIsNotThereAfterACrash() {
        add(10, "a", "1");
        add(20, "b", "2");
        task.commit();
        assertThat(poll(10)).hasSize(1);
        add(30, "c", "3");
        reopen();
        assertThat(poll(99)).containsExactly("a=1@10", "b=2@20");
    }

    @Test
    void aForeignRecordInTheChangelogIsRefusedByName() {
        ManagedStore restored = (ManagedStore) buffer;
        assertThatThrownBy(() -> restored.restore(new byte[12], new byte[0], 0, new RecordHeaders()))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("buffer")
                .hasMessageContaining("12 bytes");
    }

    @Test
    void randomRecordsBeyondWhatTheHeadHoldsLeaveInOrderThroughRestarts() {
        againstAModel(1);
    }

    @Test
    void theSameOnDisk() {
        task.close();
        task = Harness.onDisk(directory);
        buffer = open();
        againstAModel(2);
    }

    private record Waiting(long timestampMs, String key, long number) {}

    private void againstAModel(long seed) {
        Random random = new Random(seed);
        List<Waiting> model = new ArrayList<>();
        Comparator<Waiting> order = Comparator.comparingLong(Waiting::timestampMs)
                .thenComparing(Waiting::key)
                .thenComparingLong(Waiting::number);
        long nowMs = 0;
        for (int step = 0; step < 120; step++) {
            for (int i = random.nextInt(300); i >= 0; i--) {
                long timestampMs = nowMs + random.nextInt(20_000);
                String key = "k" + random.nextInt(3);
                add(timestampMs, key, String.valueOf(number + 1));
                model.add(new Waiting(timestampMs, key, number));
            }
            nowMs += random.nextInt(300);
            long untilMs = nowMs;
            model.sort(order);
            List<String> due = model.stream()
                    .takeWhile(waiting -> waiting.timestampMs <= untilMs)
                    .map(waiting -> waiting.key + "=" + waiting.number + "@" + waiting.timestampMs)
                    .toList();
            assertThat(poll(untilMs)).as("seed " + seed + ", step " + step).isEqualTo(due);
            model.subList(0, due.size()).clear();
            if (random.nextInt(4) == 0) {
                task.commit();
            }
            if (random.nextInt(25) == 0) {
                task.commitAndWrite();
                reopen();
            }
        }
        assertThat(model).as("more than the head").hasSizeGreaterThan(QueueRows.HEAD_ROWS);
    }
}
