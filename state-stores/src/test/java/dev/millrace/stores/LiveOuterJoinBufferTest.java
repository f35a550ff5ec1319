package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.OuterJoinBuffer;
import dev.millrace.streams.store.OuterJoinBuffer.Verdict;
import dev.millrace.streams.store.OuterJoinBufferSpec;
import dev.millrace.streams.store.StoreOptions;
import java.io.File;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.state.internals.LeftOrRightValue;
import org.apache.kafka.streams.state.internals.LeftOrRightValueSerde;
import org.apache.kafka.streams.state.internals.TimestampedKeyAndJoinSide;
import org.apache.kafka.streams.state.internals.TimestampedKeyAndJoinSideSerde;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LiveOuterJoinBufferTest {

    @TempDir
    File directory;

    private Harness task = Harness.inMemory();
    private OuterJoinBuffer<String, String, Long> buffer = open();

    private OuterJoinBuffer<String, String, Long> open() {
        return task.open(new MillraceStores()
                .outerJoinBuffer(new OuterJoinBufferSpec<>(
                        Serdes.String(),
                        Serdes.String(),
                        Serdes.Long(),
                        new KeyValueStoreSpec<>(
                                "outer", true, Serdes.Bytes(), Serdes.ByteArray(), StoreOptions.DEFAULT))));
    }

    private void reopen() {
        task.reopen();
        buffer = open();
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
        assertThat(visit(Verdict.KEEP)).containsExactly("5:z:l4", "10:b:2", "10:a:l3", "10:b:l1", "10:b:l5");
        assertThat(visit(Verdict.STOP)).containsExactly("5:z:l4");
        assertThat(visit(Verdict.REMOVE)).hasSize(5);
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
        reopen();
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

    @Test
    void whatFindsItsPartnerBeforeTheCommitLeavesNoTrace() {
        buffer.addLeft(10, "a", "l1");
        buffer.remove(10, "a", true);
        buffer.addLeft(11, "b", "l2");
        task.commit();
        assertThat(task.changelog("outer")).hasSize(1);
        buffer.remove(11, "b", true);
        task.commit();
        assertThat(task.changelog("outer"))
                .hasSize(2)
                .last()
                .extracting(Harness.Change::value)
                .isNull();
    }

    @Test
    void whatWasNotCommittedIsNotThereAfterACrash() {
        buffer.addLeft(10, "a", "l1");
        buffer.addLeft(20, "b", "l2");
        task.commit();
        buffer.remove(10, "a", true);
        buffer.addRight(30, "c", 3L);
        reopen();
        assertThat(visit(Verdict.KEEP)).containsExactly("10:a:l1", "20:b:l2");
    }

    @Test
    void aForeignRecordInTheChangelogIsRefused() {
        ManagedStore restored = (ManagedStore) buffer;
        assertThatThrownBy(() -> restored.restore(new byte[5], new byte[0], 0, new RecordHeaders()))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("5 bytes");
        assertThatThrownBy(() -> restored.restore(new byte[10], new byte[] {1, 2}, 0, new RecordHeaders()))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("not a list");
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

    /** Where records wait, in the buffer's order. */
    private record Place(long timeMs, boolean left, String key) implements Comparable<Place> {
        @Override
        public int compareTo(Place other) {
            return Comparator.comparingLong(Place::timeMs)
                    .thenComparing(Place::left)
                    .thenComparing(Place::key)
                    .compare(this, other);
        }
    }

    /** As a join does: records of both sides come, some find what waits; walks remove, keep and stop. */
    private void againstAModel(long seed) {
        Random random = new Random(seed);
        NavigableMap<Place, List<String>> model = new TreeMap<>();
        long nowMs = 0;
        for (int step = 0; step < 120; step++) {
            for (int i = random.nextInt(300); i >= 0; i--) {
                Place place = new Place(nowMs + random.nextInt(20_000), random.nextBoolean(), "k" + random.nextInt(3));
                String value = String.valueOf(random.nextInt(1000));
                if (place.left) {
                    buffer.addLeft(place.timeMs, place.key, value);
                } else {
                    buffer.addRight(place.timeMs, place.key, Long.valueOf(value));
                }
                model.computeIfAbsent(place, none -> new ArrayList<>()).add(value);
                if (random.nextInt(3) == 0) {
                    Place found = random.nextBoolean() ? place : model.ceilingKey(new Place(nowMs, false, ""));
                    assertThat(buffer.remove(found.timeMs, found.key, found.left))
                            .isEqualTo(model.remove(found) != null);
                }
            }
            nowMs += random.nextInt(400);
            walk(model, nowMs, random.nextInt(3), "seed " + seed + ", step " + step);
            if (random.nextInt(4) == 0) {
                task.commit();
            }
            if (random.nextInt(25) == 0) {
                task.commitAndWrite();
                reopen();
            }
        }
    }

    /** Removes what is older, but the keys with a number; stops at the first that is not, or goes on to the end. */
    private void walk(NavigableMap<Place, List<String>> model, long untilMs, int keptKey, String where) {
        List<String> seen = new ArrayList<>();
        boolean toTheEnd = keptKey == 0;
        buffer.forEach((timeMs, key, left, leftValue, rightValue) -> {
            if (timeMs >= untilMs && !toTheEnd) {
                return Verdict.STOP;
            }
            seen.add(timeMs + key + left + (left ? leftValue : rightValue));
            return timeMs >= untilMs || key.equals("k" + keptKey) ? Verdict.KEEP : Verdict.REMOVE;
        });
        List<String> expected = new ArrayList<>();
        model.forEach((place, values) -> {
            if (place.timeMs < untilMs || toTheEnd) {
                values.forEach(value -> expected.add(place.timeMs + place.key + place.left + value));
            }
        });
        model.keySet().removeIf(place -> place.timeMs < untilMs && !place.key.equals("k" + keptKey));
        for (int i = 0; i < Math.min(seen.size(), expected.size()); i++) {
            assertThat(seen.get(i))
                    .as(where + ", record " + i + " of " + expected.size())
                    .isEqualTo(expected.get(i));
        }
        assertThat(seen).as(where).hasSameSizeAs(expected);
        assertThat(buffer.minTimeMs()).as(where).isEqualTo(model.isEmpty() ? Long.MAX_VALUE : model.firstKey().timeMs);
    }
}
