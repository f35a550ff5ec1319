package dev.millrace.stores;

import static dev.millrace.stores.KeyValueContract.drain;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedWindowStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.state.WindowStoreIterator;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WindowStoreSpec;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a window store does, on whatever engine. Windows are 10 ms long, kept for 100 ms, in segments of 50 ms. */
abstract class WindowContract {

    Harness task;
    WindowStore<String, String> store;

    abstract Harness newTask();

    abstract boolean persistent();

    @BeforeEach
    void openStore() {
        task = newTask();
        reopenStore();
    }

    void reopenStore() {
        store = task.open(
                new MillraceStores().windowStore(Specs.window(persistent(), 100, 50, false, Serdes.String())));
    }

    @AfterEach
    void closeTask() {
        task.close();
    }

    /** {@code key@start=value} of each. */
    static List<String> texts(KeyValueIterator<Windowed<String>, String> iterator) {
        List<String> texts = new ArrayList<>();
        for (KeyValue<Windowed<String>, String> entry : drain(iterator)) {
            assertThat(entry.key.window().end()).isEqualTo(entry.key.window().start() + 10);
            texts.add(entry.key.key() + "@" + entry.key.window().start() + "=" + entry.value);
        }
        return texts;
    }

    static List<String> ofKey(WindowStoreIterator<String> iterator) {
        List<String> texts = new ArrayList<>();
        for (KeyValue<Long, String> entry : drain(iterator)) {
            texts.add(entry.key + "=" + entry.value);
        }
        return texts;
    }

    @Test
    void aWindowIsSeenAtOnceAndAfterTheCommitAndAfterAReopen() {
        store.put("a", "1", 0);
        store.put("a", "2", 10);
        assertThat(store.fetch("a", 0)).isEqualTo("1");
        task.commit();
        assertThat(store.fetch("a", 10)).isEqualTo("2");
        task.reopen();
        reopenStore();
        assertThat(store.fetch("a", 0)).isEqualTo("1");
        assertThat(store.fetch("a", 10)).isEqualTo("2");
        assertThat(store.fetch("a", 20)).isNull();
        assertThat(store.fetch("b", 0)).isNull();
    }

    @Test
    void theWindowsOfAKeyComeInTheOrderOfTimeAndBackward() {
        for (String when : new String[] {"fresh", "committed", "reopened"}) {
            store.put("a", "2", 20);
            store.put("a", "1", 10);
            store.put("a", "3", 60);
            store.put("ab", "x", 20);
            if (!when.equals("fresh")) {
                task.commit();
            }
            if (when.equals("reopened")) {
                task.reopen();
                reopenStore();
            }
            store.put("a", "3b", 60);
            assertThat(ofKey(store.fetch("a", 0, 100))).as(when).containsExactly("10=1", "20=2", "60=3b");
            assertThat(ofKey(store.backwardFetch("a", 0, 100))).as(when).containsExactly("60=3b", "20=2", "10=1");
            assertThat(ofKey(store.fetch("a", 11, 59))).as(when).containsExactly("20=2");
            assertThat(ofKey(store.fetch("c", 0, 100))).as(when).isEmpty();
        }
    }

    @Test
    void aDeletedWindowIsGone() {
        store.put("a", "1", 10);
        task.commit();
        store.put("a", null, 10);
        assertThat(store.fetch("a", 10)).isNull();
        assertThat(ofKey(store.fetch("a", 0, 100))).isEmpty();
        assertThat(texts(store.all())).isEmpty();
        task.commit();
        task.reopen();
        reopenStore();
        assertThat(store.fetch("a", 10)).isNull();
    }

    @Test
    void rangesOfKeysPickKeysAndTimes() {
        store.put("a", "1", 10);
        store.put("ab", "2", 20);
        task.commitAndWrite();
        store.put("b", "3", 10);
        store.put("c", "4", 30);
        assertThat(texts(store.fetch("a", "b", 0, 100))).containsExactlyInAnyOrder("a@10=1", "ab@20=2", "b@10=3");
        assertThat(texts(store.fetch("ab", null, 0, 25))).containsExactlyInAnyOrder("ab@20=2", "b@10=3");
        assertThat(texts(store.fetch(null, "a", 0, 100))).containsExactly("a@10=1");
        assertThat(texts(store.fetchAll(15, 100))).containsExactlyInAnyOrder("ab@20=2", "c@30=4");
        assertThat(texts(store.all())).hasSize(4);
        List<String> backward = texts(store.backwardAll());
        Collections.reverse(backward);
        assertThat(backward).isEqualTo(texts(store.all()));
    }

    @Test
    void whatIsOlderThanTheRetentionIsNeitherTakenNorGiven() {
        store.put("a", "old", 0);
        task.commit();
        store.put("b", "new", 100);
        assertThat(store.fetch("a", 0)).isNull();
        assertThat(ofKey(store.fetch("a", 0, 200))).isEmpty();
        assertThat(texts(store.all())).containsExactly("b@100=new");
        assertThat(task.metrics.total("dropped-records")).isZero();
        store.put("a", "late", 0);
        assertThat(task.metrics.total("dropped-records")).isEqualTo(1);
        assertThat(store.fetch("a", 0)).isNull();
        store.put("a", "in time", 1);
        assertThat(store.fetch("a", 1)).isEqualTo("in time");
        task.commit();
        task.reopen();
        reopenStore();
        assertThat(texts(store.fetchAll(0, 200))).containsExactlyInAnyOrder("a@1=in time", "b@100=new");
    }

    @Test
    void expiredSegmentsLeaveTheTable() {
        for (long time = 0; time < 1000; time += 10) {
            store.put("a", "v" + time, time);
            task.commitAndWrite();
        }
        EngineTable table = ((EngineState) task.taskState()).table("win", "win", persistent());
        int rows = 0;
        try (ByteCursor cursor = table.scan(null, null, true)) {
            while (cursor.next()) {
                rows++;
            }
        }
        assertThat(rows).isBetween(10, persistent() ? 16 : 100);
        assertThat(texts(store.all())).hasSize(10);
    }

    @Test
    void aRestoreHonoursTheRetention() {
        for (long time = 0; time < 1000; time += 10) {
            store.put("a", "v" + time, time);
        }
        task.commitChangelogOnly();
        task.reopen();
        reopenStore();
        assertThat(texts(store.all())).hasSize(10);
        assertThat(store.fetch("a", 990)).isEqualTo("v990");
        assertThat(store.fetch("a", 890)).isNull();
    }

    @Test
    void duplicatesAreKeptInTheirOrder() {
        WindowStore<String, String> joins = task.open(new MillraceStores()
                .windowStore(new WindowStoreSpec<>(
                        "joins",
                        persistent(),
                        100,
                        50,
                        10,
                        true,
                        Serdes.String(),
                        Serdes.String(),
                        StoreOptions.DEFAULT)));
        joins.put("a", "1", 10);
        joins.put("a", "2", 10);
        joins.put("a", null, 10);
        task.commit();
        joins.put("a", "3", 10);
        joins.put("a", "0", 5);
        assertThat(ofKey(joins.fetch("a", 0, 100))).containsExactly("5=0", "10=1", "10=2", "10=3");
        task.commit();
        List<Harness.Change> log = task.changelog("joins");
        assertThat(log).hasSize(4);
        ByteBuffer key = ByteBuffer.wrap(log.get(0).key());
        assertThat(key.get()).isEqualTo((byte) 'a');
        assertThat(key.getLong()).isEqualTo(10);
        assertThat(key.getInt()).isEqualTo(1);
        task.reopen();
        joins = task.open(new MillraceStores()
                .windowStore(new WindowStoreSpec<>(
                        "joins",
                        persistent(),
                        100,
                        50,
                        10,
                        true,
                        Serdes.String(),
                        Serdes.String(),
                        StoreOptions.DEFAULT)));
        joins.put("a", "4", 10);
        assertThat(ofKey(joins.fetch("a", 0, 100))).containsExactly("5=0", "10=1", "10=2", "10=3", "10=4");
    }

    @Test
    void aTimestampedStoreKeepsTheTimestampBesideTheValue() {
        store.close();
        task.close();
        task = newTask();
        TimestampedWindowStore<String, String> timestamped = task.open(new MillraceStores()
                .timestampedWindowStore(Specs.window(persistent(), 100, 50, false, Serdes.String())));
        timestamped.put("a", ValueAndTimestamp.make("1", 17), 10);
        task.commit();
        Harness.Change change = task.changelog("win").get(0);
        assertThat(change.value()).isEqualTo("1".getBytes());
        assertThat(change.timestampMs()).isEqualTo(17);
        assertThat(timestamped.fetch("a", 10)).isEqualTo(ValueAndTimestamp.make("1", 17));
        task.reopen();
        timestamped = task.open(new MillraceStores()
                .timestampedWindowStore(Specs.window(persistent(), 100, 50, false, Serdes.String())));
        assertThat(timestamped.fetch("a", 10)).isEqualTo(ValueAndTimestamp.make("1", 17));
    }

    @Test
    void anIteratorSeesOneState() {
        store.put("a", "1", 10);
        task.commitAndWrite();
        store.put("b", "1", 10);
        try (KeyValueIterator<Windowed<String>, String> all = store.all();
                WindowStoreIterator<String> ofA = store.fetch("a", 0, 100)) {
            store.put("a", "2", 10);
            store.put("c", "2", 10);
            task.commitAndWrite();
            assertThat(all.next().value).isEqualTo("1");
            assertThat(all.next().value).isEqualTo("1");
            assertThat(all.hasNext()).isFalse();
            assertThat(ofA.next().value).isEqualTo("1");
        }
    }

    @Test
    void theChangelogTopicIsCompactedAndDeletedAfterTheRetention() {
        assertThat(((ManagedStore) store).changelogConfig(1000))
                .containsEntry("cleanup.policy", "compact,delete")
                .containsEntry("retention.ms", "1100");
    }

    @Test
    void aClosedStoreSaysSo() {
        store.close();
        assertThatThrownBy(() -> store.fetch("a", 1)).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.put("a", "1", 1)).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.all()).isInstanceOf(InvalidStateStoreException.class);
    }
}
