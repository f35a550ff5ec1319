package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.store.BufferSpec;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.SuppressionBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.NoSuchElementException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeapSuppressionBufferTest {

    private final Harness task = Harness.inMemory();
    private SuppressionBuffer<String, Long> buffer;

    @BeforeEach
    void open() {
        buffer = task.open(new MillraceStores()
                .suppressionBuffer(new BufferSpec<>("sup", Serdes.String(), Serdes.Long(), StoreOptions.DEFAULT)));
    }

    @AfterEach
    void close() {
        task.close();
    }

    private List<String> pollAll() {
        List<String> polled = new ArrayList<>();
        while (buffer.size() > 0) {
            buffer.poll((time, key, now, old, timestamp, headers) -> {
                assertThat(task.acting().timestamp()).isEqualTo(timestamp);
                polled.add(time + ":" + key + ":" + old + ">" + now + "@" + timestamp);
            });
        }
        return polled;
    }

    @Test
    void updatesLeaveInTheOrderOfTimeAndThenOfTheKeysBytes() {
        task.at(1);
        buffer.put(20, "b", 1L, null);
        buffer.put(10, "z", 1L, null);
        buffer.put(20, "a", 1L, null);
        assertThat(buffer.minTimeMs()).isEqualTo(10);
        assertThat(buffer.size()).isEqualTo(3);
        assertThat(pollAll()).containsExactly("10:z:null>1@1", "20:a:null>1@1", "20:b:null>1@1");
        assertThat(buffer.minTimeMs()).isEqualTo(Long.MAX_VALUE);
        assertThatThrownBy(() -> buffer.poll((t, k, n, o, ts, h) -> {})).isInstanceOf(NoSuchElementException.class);
    }

    @Test
    void aLaterUpdateKeepsThePlaceAndThePriorValue() {
        task.at(1);
        buffer.put(10, "a", 2L, 1L);
        buffer.put(15, "b", 1L, null);
        task.at(5);
        buffer.put(20, "a", 3L, 2L);
        assertThat(buffer.contains("a")).isTrue();
        assertThat(buffer.priorValue("a")).isEqualTo(1L);
        assertThat(buffer.priorValue("b")).isNull();
        assertThat(buffer.contains("c")).isFalse();
        assertThat(pollAll()).containsExactly("10:a:2>3@5", "15:b:null>1@1");
    }

    @Test
    void whatWaitsIsThereAgainAfterARestart() {
        task.at(1);
        buffer.put(10, "a", 2L, 1L);
        buffer.put(20, "b", 5L, null);
        task.commit();
        task.at(3);
        buffer.put(11, "a", 3L, 2L);
        buffer.poll((t, k, n, o, ts, h) -> {});
        buffer.put(30, "c", null, 7L);
        task.commit();
        task.reopen();
        open();
        assertThat(buffer.priorValue("c")).isEqualTo(7L);
        assertThat(pollAll()).containsExactly("20:b:null>5@1", "30:c:7>null@3");
    }

    @Test
    void whatCameAndWentBetweenTwoCommitsLeavesNoTraceInTheChangelog() {
        buffer.put(10, "a", 2L, 1L);
        buffer.poll((t, k, n, o, ts, h) -> {});
        task.commit();
        assertThat(task.changelog("sup")).isEmpty();
    }

    @Test
    void aChangelogRecordThatDoesNotSayItsVersionIsRefusedInWords() {
        byte[] key = Serdes.String().serializer().serialize("topic", "a");
        byte[] value =
                new BufferedBytes(new Origin("topic", 0, 1, 2, new RecordHeaders()), null, null, key, 3).toBytes();
        for (byte[] version : new byte[][] {null, {}, {2}, {3, 3}}) {
            Headers headers = new RecordHeaders().add("v", version);
            assertThatThrownBy(() -> ((ManagedStore) buffer).restore(key, value, 0, headers))
                    .isInstanceOf(StreamsException.class)
                    .hasMessageContaining("sup has a record that is not of version 3");
        }
        ((ManagedStore) buffer).restore(key, value, 0, new RecordHeaders(BufferedBytes.versionHeaders()));
        assertThat(buffer.size()).isEqualTo(1);
    }

    @Test
    void theChangelogIsWhatKafkaStreamsReadsAndWrites() throws Exception {
        for (Long old : new Long[] {null, 1L, 2L}) {
            task.at(77);
            buffer.put(10, "a", 2L, 1L);
            buffer.put(10, "a", 3L, old);
            task.commit();
            Harness.Change change =
                    task.changelog("sup").get(task.changelog("sup").size() - 1);
            byte[] oldBytes = old == null ? null : Rows.ofLong(old);
            byte[] expected =
                    new KafkaSuppressed(Rows.ofLong(1), oldBytes, Rows.ofLong(3), 77, task.offset).changelogValue(10);
            assertThat(change.value()).isEqualTo(expected);
            assertThat(change.headers().lastHeader("v").value()).containsExactly(3);
            BufferedBytes parsed = BufferedBytes.parse(expected, change.headers(), "sup");
            assertThat(parsed.timeMs()).isEqualTo(10);
            assertThat(parsed.oldValue()).isEqualTo(oldBytes);
            assertThat(parsed.newValue()).isEqualTo(Rows.ofLong(3));
            assertThat(parsed.context().topic()).isEqualTo("input");
            buffer.poll((t, k, n, o, ts, h) -> {});
        }
    }

    @Test
    void bytesAreCountedAsKafkaStreamsCountsThem() throws Exception {
        task.at(1);
        buffer.put(10, "a", 2L, 1L);
        long expected =
                8 + 1 + new KafkaSuppressed(Rows.ofLong(1), Rows.ofLong(1), Rows.ofLong(2), 1, task.offset).sizeBytes();
        assertThat(buffer.sizeBytes()).isEqualTo(expected);
        buffer.put(10, "bb", null, null);
        assertThat(buffer.sizeBytes()).isGreaterThan(expected);
        pollAll();
        assertThat(buffer.sizeBytes()).isZero();
    }
}
