package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.VersionedStoreSpec;
import java.util.Iterator;
import java.util.List;
import java.util.function.Supplier;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is reported of open iterators, those over one key among them. */
class IteratorMeterTest {

    private final Harness task = Harness.inMemory();
    private KeyValueStore<String, Long> keys;
    private WindowStore<String, String> windows;
    private SessionStore<String, Long> sessions;
    private VersionedKeyValueStore<String, Long> versions;

    @BeforeEach
    void open() {
        MillraceStores stores = new MillraceStores();
        keys = task.open(stores.keyValueStore(Specs.keyValue(false)));
        windows = task.open(stores.windowStore(Specs.window(false, 100, 50, false, Serdes.String())));
        sessions = task.open(stores.sessionStore(Specs.session(false, 100, 50)));
        versions = task.open(stores.versionedKeyValueStore(new VersionedStoreSpec<>(
                "ver", true, 100, 50, Serdes.String(), Serdes.Long(), null, StoreOptions.DEFAULT)));
        for (int i = 0; i < 3; i++) {
            keys.put("k" + i, 1L);
            windows.put("k", "v", i);
            sessions.put(new Windowed<>("k", new SessionWindow(i * 10, i * 10)), 1L);
            versions.put("k", 1L, i);
        }
    }

    @AfterEach
    void close() {
        task.close();
    }

    private String reported() {
        return task.openIterators.get(task.openIterators.size() - 1);
    }

    @Test
    void howManyAreOpenAndSinceWhenTheOldestIsReportedAtEachOpeningAndClosing() {
        task.at(7);
        var first = keys.all();
        assertThat(reported()).isEqualTo("in-memory kv: 1 since 7");
        task.at(9);
        var second = keys.range("k0", "k1");
        assertThat(reported()).isEqualTo("in-memory kv: 2 since 7");
        first.close();
        assertThat(reported()).isEqualTo("in-memory kv: 1 since 9");
        second.close();
        second.close();
        assertThat(reported()).isEqualTo("in-memory kv: 0");
        assertThat(task.iteratorNs).as("nobody asked how long").isEmpty();
    }

    @Test
    void howLongTheyWereOpenIsReportedIfSomebodyAsks() {
        task.nanos = 1000;
        var one = keys.all();
        task.nanos = 1700;
        one.close();
        assertThat(task.iteratorNs).containsExactly(700L);
    }

    @Test
    void anIteratorOverOneKeyCountsUntilItIsClosedOrHasGivenAll() {
        List<Supplier<AutoCloseable>> reads = List.of(
                () -> windows.fetch("k", 0, 9),
                () -> windows.backwardFetch("k", 0, 9),
                () -> sessions.fetch("k"),
                () -> sessions.findSessions("k", 0, 90),
                () -> ((LiveVersionedStore<String, Long>) versions).history("k", 0, 9, true));
        for (Supplier<AutoCloseable> read : reads) {
            Iterator<?> closed = (Iterator<?>) read.get();
            assertThat(reported()).endsWith(": 1 since 0");
            closed.next();
            assertThat(reported()).endsWith(": 1 since 0");
            closeQuietly(closed);
            assertThat(reported()).endsWith(": 0");
            Iterator<?> finished = (Iterator<?>) read.get();
            finished.forEachRemaining(entry -> {});
            assertThat(reported()).endsWith(": 0");
        }
    }

    private static void closeQuietly(Object iterator) {
        try {
            ((AutoCloseable) iterator).close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aStoreThatIsClosedHasNoOpenIteratorsAndWhoGoesOnReadingIsTold() {
        List<Iterator<?>> orphans = List.of(
                windows.fetch("k", 0, 9),
                sessions.fetch("k"),
                ((LiveVersionedStore<String, Long>) versions).history("k", 0, 9, true));
        windows.close();
        assertThat(task.openIterators).endsWith("in-memory-window win: 0", "win closed");
        sessions.close();
        assertThat(task.openIterators).endsWith("in-memory-session ses: 0", "ses closed");
        versions.close();
        assertThat(task.openIterators).endsWith("rocksdb ver: 0", "ver closed");
        for (Iterator<?> orphan : orphans) {
            assertThatThrownBy(orphan::next)
                    .isInstanceOf(InvalidStateStoreException.class)
                    .hasMessageContaining("the store is closed");
            closeQuietly(orphan);
        }
    }
}
