package dev.millrace.stores;

import static dev.millrace.stores.KeyValueContract.drain;
import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.SessionStore;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a session store does, on whatever engine. Sessions are kept for 100 ms after their end, in segments of 50 ms.
 */
abstract class SessionContract {

    Harness task;
    SessionStore<String, Long> store;

    abstract Harness newTask();

    abstract boolean persistent();

    @BeforeEach
    void openStore() {
        task = newTask();
        reopenStore();
    }

    void reopenStore() {
        store = task.open(new MillraceStores().sessionStore(Specs.session(persistent(), 100, 50)));
    }

    @AfterEach
    void closeTask() {
        task.close();
    }

    static Windowed<String> session(String key, long start, long end) {
        return new Windowed<>(key, new SessionWindow(start, end));
    }

    /** {@code key[start..end]=value} of each. */
    static List<String> texts(KeyValueIterator<Windowed<String>, Long> iterator) {
        List<String> texts = new ArrayList<>();
        for (KeyValue<Windowed<String>, Long> entry : drain(iterator)) {
            texts.add(entry.key.key() + "[" + entry.key.window().start() + ".."
                    + entry.key.window().end() + "]=" + entry.value);
        }
        return texts;
    }

    @Test
    void sessionsThatTouchASpanAreFoundInTheOrderOfTheirEnds() {
        for (String when : new String[] {"fresh", "committed", "reopened"}) {
            store.put(session("a", 0, 10), 1L);
            store.put(session("a", 30, 40), 2L);
            store.put(session("a", 60, 60), 3L);
            store.put(session("ab", 30, 40), 9L);
            if (!when.equals("fresh")) {
                task.commit();
            }
            if (when.equals("reopened")) {
                task.reopen();
                reopenStore();
            }
            assertThat(texts(store.findSessions("a", 10, 30))).as(when).containsExactly("a[0..10]=1", "a[30..40]=2");
            assertThat(texts(store.findSessions("a", 11, 59))).as(when).containsExactly("a[30..40]=2");
            assertThat(texts(store.fetch("a"))).as(when).containsExactly("a[0..10]=1", "a[30..40]=2", "a[60..60]=3");
            assertThat(texts(store.backwardFetch("a")))
                    .as(when)
                    .containsExactly("a[60..60]=3", "a[30..40]=2", "a[0..10]=1");
            assertThat(store.fetchSession("a", 30, 40)).as(when).isEqualTo(2L);
            assertThat(store.fetchSession("a", 30, 41)).as(when).isNull();
            assertThat(texts(store.findSessions("b", 0, 100))).as(when).isEmpty();
        }
    }

    @Test
    void aMergeReplacesSessionsByOne() {
        store.put(session("a", 0, 10), 1L);
        store.put(session("a", 30, 40), 2L);
        task.commit();
        List<Windowed<String>> merged = new ArrayList<>();
        try (KeyValueIterator<Windowed<String>, Long> found = store.findSessions("a", 0, 40)) {
            while (found.hasNext()) {
                merged.add(found.next().key);
            }
        }
        merged.forEach(store::remove);
        store.put(session("a", 0, 40), 4L);
        assertThat(texts(store.fetch("a"))).containsExactly("a[0..40]=4");
        task.commit();
        assertThat(texts(store.fetch("a"))).containsExactly("a[0..40]=4");
        task.reopen();
        reopenStore();
        assertThat(texts(store.fetch("a"))).containsExactly("a[0..40]=4");
    }

    @Test
    void sessionsOfManyKeysAreFoundByKeyAndTime() {
        store.put(session("a", 0, 10), 1L);
        store.put(session("b", 20, 60), 2L);
        task.commitAndWrite();
        store.put(session("c", 5, 70), 3L);
        assertThat(texts(store.fetch("a", "b"))).containsExactlyInAnyOrder("a[0..10]=1", "b[20..60]=2");
        assertThat(texts(store.findSessions("a", "c", 60, 10))).containsExactly("c[5..70]=3");
        assertThat(texts(store.findSessions(0, 65))).containsExactly("a[0..10]=1", "b[20..60]=2");
        List<String> backward = texts(store.backwardFetch(null, null));
        Collections.reverse(backward);
        assertThat(backward).isEqualTo(texts(store.fetch(null, null)));
    }

    @Test
    void whatEndedBeforeTheRetentionIsNeitherTakenNorGiven() {
        store.put(session("a", 0, 10), 1L);
        task.commit();
        store.put(session("b", 100, 110), 2L);
        assertThat(texts(store.fetch("a"))).isEmpty();
        assertThat(store.fetchSession("a", 0, 10)).isNull();
        assertThat(task.metrics.total("dropped-records")).isZero();
        store.put(session("a", 0, 10), 1L);
        store.remove(session("a", 0, 10));
        assertThat(task.metrics.total("dropped-records")).isEqualTo(1);
        store.put(session("a", 0, 11), 1L);
        assertThat(texts(store.fetch("a"))).containsExactly("a[0..11]=1");
        task.commit();
        task.reopen();
        reopenStore();
        assertThat(texts(store.fetch(null, null))).containsExactly("a[0..11]=1", "b[100..110]=2");
    }

    @Test
    void theChangelogKeyIsKeyEndStart() {
        store.put(session("a", 3, 7), 1L);
        task.commit();
        ByteBuffer key = ByteBuffer.wrap(task.changelog("ses").get(0).key());
        assertThat(key.get()).isEqualTo((byte) 'a');
        assertThat(key.getLong()).isEqualTo(7);
        assertThat(key.getLong()).isEqualTo(3);
        store.remove(session("a", 3, 7));
        task.commit();
        assertThat(task.changelog("ses").get(1).value()).isNull();
    }
}
