package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.WindowStore;
import java.io.File;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** What iterators hold of their table, and that they give it back. */
class IteratorLeakTest {

    @TempDir
    File directory;

    private Harness task(boolean onDisk) {
        return onDisk ? Harness.onDisk(directory) : Harness.inMemory();
    }

    private static KeyValueStore<String, Long> keyValue(Harness task, boolean onDisk) {
        KeyValueStore<String, Long> store = task.open(new MillraceStores().keyValueStore(Specs.keyValue(onDisk)));
        for (long i = 0; i < 20; i++) {
            store.put("k" + i, i);
        }
        task.commitAndWrite();
        store.put("k3", 33L);
        return store;
    }

    private static int openCursors(Object store) {
        return ((LiveStore<?, ?, ?>) store).table().openCursors();
    }

    private static void eachGivesBack(Object store, List<Supplier<KeyValueIterator<?, ?>>> reads) {
        for (Supplier<KeyValueIterator<?, ?>> read : reads) {
            KeyValueIterator<?, ?> untouched = read.get();
            KeyValueIterator<?, ?> begun = read.get();
            KeyValueIterator<?, ?> finished = read.get();
            begun.next();
            finished.forEachRemaining(entry -> assertThat(entry.value).isNotNull());
            untouched.close();
            begun.close();
            finished.close();
            finished.close();
            assertThat(openCursors(store)).isZero();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedIteratorOverKeysHoldsNothing(boolean onDisk) {
        try (Harness task = task(onDisk)) {
            KeyValueStore<String, Long> store = keyValue(task, onDisk);
            eachGivesBack(
                    store,
                    List.of(
                            store::all,
                            store::reverseAll,
                            () -> store.range("k1", "k5"),
                            () -> store.reverseRange("k1", "k5"),
                            () -> store.prefixScan("k1", new StringSerializer())));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedIteratorOverWindowsHoldsNothing(boolean onDisk) {
        try (Harness task = task(onDisk)) {
            WindowStore<String, String> store =
                    task.open(new MillraceStores().windowStore(Specs.window(onDisk, 100, 50, false, Serdes.String())));
            for (int i = 0; i < 20; i++) {
                store.put("k" + i % 3, "v" + i, i * 4);
            }
            task.commitAndWrite();
            eachGivesBack(
                    store,
                    List.of(
                            store::all,
                            store::backwardAll,
                            () -> store.fetchAll(0, 50),
                            () -> store.fetch("k0", "k2", 0, 50),
                            () -> store.backwardFetch("k0", "k2", 0, 50),
                            () -> store.fetch("k0", 0, 50)));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aClosedIteratorOverSessionsHoldsNothing(boolean onDisk) {
        try (Harness task = task(onDisk)) {
            SessionStore<String, Long> store =
                    task.open(new MillraceStores().sessionStore(Specs.session(onDisk, 100, 50)));
            for (long i = 0; i < 20; i++) {
                store.put(new Windowed<>("k" + i % 3, new SessionWindow(i * 4, i * 4 + 2)), i);
            }
            task.commitAndWrite();
            eachGivesBack(
                    store,
                    List.of(
                            () -> store.fetch("k0", "k2"),
                            () -> store.backwardFetch("k0", "k2"),
                            () -> store.findSessions("k0", "k2", 0, 50),
                            () -> store.findSessions(0, 50),
                            () -> store.fetch("k0")));
        }
    }

    @Test
    void aStoreThatClosesTakesItsOpenIteratorsAlong() {
        Harness task = Harness.onDisk(directory);
        KeyValueStore<String, Long> store = keyValue(task, true);
        EngineTable table = ((LiveStore<?, ?, ?>) store).table();
        KeyValueIterator<String, Long> open = store.all();
        open.next();
        assertThat(table.openCursors()).isEqualTo(1);

        task.close();

        assertThat(table.openCursors()).isZero();
        assertThatThrownBy(open::hasNext).isInstanceOf(InvalidStateStoreException.class);
        open.close();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aStoreThatClosesSaysWhichIteratorsWereForgottenAndWhereTheyWereOpened(boolean onDisk) {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(OpenIterators.class);
        log.start();
        logger.addAppender(log);
        logger.setLevel(Level.WARN);
        logger.setAdditive(false);
        try {
            Harness task = task(onDisk);
            KeyValueStore<String, Long> store = keyValue(task, onDisk);
            for (int i = 0; i < OpenIterators.FIRST_NOTED; i++) {
                store.all().close();
            }
            store.all(); // the first is not noted any more, but beside it each one is
            forgetOne(store);
            store.range("k1", "k2").close();
            task.close();
            assertThat(log.list).hasSize(2);
            assertThat(log.list.get(0).getFormattedMessage()).contains("Store 'kv'", "2 of its iterators");
            assertThat(log.list.get(1).getFormattedMessage()).contains("'kv'");
            assertThat(log.list.get(1).getThrowableProxy().getStackTraceElementProxyArray())
                    .anyMatch(frame ->
                            frame.getStackTraceElement().getMethodName().equals("forgetOne"));
        } finally {
            logger.detachAppender(log);
            logger.setLevel(null);
            logger.setAdditive(true);
        }
    }

    private static void forgetOne(KeyValueStore<String, Long> store) {
        store.range("k1", "k2").next();
    }

    @Test
    void aClosedIteratorSaysThatItIsClosedAndOneOfAClosedStoreThatTheStoreIs() {
        Harness task = Harness.inMemory();
        KeyValueStore<String, Long> store = keyValue(task, false);
        KeyValueIterator<String, Long> closed = store.all();
        closed.close();
        KeyValueIterator<String, Long> orphan = store.all();
        task.close();
        assertThatThrownBy(closed::next)
                .isInstanceOf(InvalidStateStoreException.class)
                .hasMessageContaining("is closed and cannot be used");
        assertThatThrownBy(orphan::peekNextKey)
                .isInstanceOf(InvalidStateStoreException.class)
                .hasMessageContaining("the store is closed");
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void anIteratorSeesTheStateOfItsBeginningThroughPutsAndCommits(boolean onDisk) {
        try (Harness task = task(onDisk)) {
            KeyValueStore<String, Long> store = keyValue(task, onDisk);
            try (KeyValueIterator<String, Long> all = store.all()) {
                long sum = all.next().value;
                for (long i = 0; i < 20; i++) {
                    store.put("k" + i, 1000L);
                    store.delete("k" + (19 - i));
                    task.commitAndWrite();
                }
                while (all.hasNext()) {
                    sum += all.next().value;
                }
                assertThat(sum).isEqualTo(190 + 30);
            }
        }
    }
}
