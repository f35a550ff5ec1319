package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.OuterJoinBuffer.Verdict;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import dev.millrace.streams.store.StoreOptions;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.internals.LeftOrRightValue;
import org.apache.kafka.streams.state.internals.LeftOrRightValueSerde;
import org.apache.kafka.streams.state.internals.TimestampedKeyAndJoinSide;
import org.apache.kafka.streams.state.internals.TimestampedKeyAndJoinSideSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HeapOuterJoinBufferTest {

    private final Harness task = Harness.inMemory();
    private OuterJoinBuffer<String, String, Long> buffer;

    @BeforeEach
    void open() {
        buffer = task.open(new MillraceStores()
                .outerJoinBuffer(new OuterJoinBufferSpec<>(
                        "outer", Serdes.String(), Serdes.String(), Serdes.Long(), StoreOptions.DEFAULT)));
    }

    @AfterEach
    void close() {
        task.close();
    }

    private List<String> visit(Verdict verdict) {
        List<String> seen = new ArrayList<>();
        buffer.forEach((time, key, left, leftValue, rightValue) -> {
            seen.add(time + ":" + key + ":" + (left ? leftValue : rightValue));
            return verdict;
        });
        return seen;
    }

    @Test
    void recordsComeInTheOrderOfTimeSideAndKey() {
        buffer.addLeft(10, "b", "l1");
        buffer.addRight(10, "b", 2L);
        buffer.addLeft(10, "a", "l3");
        buffer.addLeft(5, "z", "l4");
        buffer.addLeft(10, "b", "l5");
        assertThat(buffer.minTimeMs()).isEqualTo(5);
        assertThat(buffer.size()).isEqualTo(5);
        assertThat(visit(Verdict.KEEP)).containsExactly("5:z:l4", "10:b:2", "10:a:l3", "10:b:l1", "10:b:l5");
        assertThat(visit(Verdict.STOP)).containsExactly("5:z:l4");
        assertThat(visit(Verdict.REMOVE)).hasSize(5);
        assertThat(buffer.size()).isZero();
        assertThat(buffer.minTimeMs()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aPartnerRemovesAllRecordsOfItsKeyTimeAndSide() {
        buffer.addLeft(10, "a", "l1");
        buffer.addLeft(10, "a", "l2");
        buffer.addRight(10, "a", 3L);
        assertThat(buffer.remove(10, "a", true)).isTrue();
        assertThat(buffer.remove(10, "a", true)).isFalse();
        assertThat(buffer.remove(11, "a", false)).isFalse();
        assertThat(visit(Verdict.KEEP)).containsExactly("10:a:3");
    }

    @Test
    void whatWaitsIsThereAgainAfterARestart() {
        buffer.addLeft(10, "a", "l1");
        buffer.addLeft(10, "a", "l2");
        buffer.addRight(20, "b", 3L);
        task.commit();
        buffer.remove(20, "b", false);
        buffer.addLeft(10, "a", "l3");
        buffer.addRight(30, "c", 4L);
        task.commit();
        task.reopen();
        open();
        assertThat(visit(Verdict.KEEP)).containsExactly("10:a:l1", "10:a:l2", "10:a:l3", "30:c:4");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // the list serde takes a raw class
    void theChangelogIsInKafkasBytes() {
        buffer.addLeft(10, "a", "l1");
        buffer.addRight(20, "b", 3L);
        task.commit();
        List<Harness.Change> log = task.changelog("outer");
        var keys = new TimestampedKeyAndJoinSideSerde<>(Serdes.String());
        var values = new LeftOrRightValueSerde<>(Serdes.String(), Serdes.Long());
        assertThat(log.get(0).key())
                .isEqualTo(keys.serializer()
                        .serialize("", new RecordHeaders(), TimestampedKeyAndJoinSide.makeLeft("a", 10)));
        assertThat(log.get(1).key())
                .isEqualTo(keys.serializer()
                        .serialize("", new RecordHeaders(), TimestampedKeyAndJoinSide.makeRight("b", 20)));
        Serde<List<byte[]>> lists = Serdes.ListSerde(ArrayList.class, Serdes.ByteArray());
        assertThat(log.get(0).value())
                .isEqualTo(lists.serializer()
                        .serialize(
                                "",
                                List.of(values.serializer()
                                        .serialize("", new RecordHeaders(), LeftOrRightValue.makeLeftValue("l1")))));
        assertThat(log.get(1).value())
                .isEqualTo(lists.serializer()
                        .serialize(
                                "",
                                List.of(values.serializer()
                                        .serialize("", new RecordHeaders(), LeftOrRightValue.makeRightValue(3L)))));
    }
}
