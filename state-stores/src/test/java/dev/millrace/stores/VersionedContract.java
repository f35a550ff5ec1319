package dev.millrace.stores;

import static dev.millrace.streams.state.VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT;
import static dev.millrace.streams.state.VersionedKeyValueStore.PUT_RETURN_CODE_VALID_TO_UNDEFINED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.state.VersionedRecordIterator;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.VersionHistory;
import dev.millrace.streams.store.VersionedStoreSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a versioned store does, on whatever engine. History reaches back for 100 ms, in segments of 40 ms. */
abstract class VersionedContract {

    Harness task;
    VersionedKeyValueStore<String, String> store;

    abstract Harness newTask();

    abstract boolean persistent();

    @BeforeEach
    void openStore() {
        task = newTask();
        reopenStore();
    }

    void reopenStore() {
        store = task.open(new MillraceStores()
                .versionedKeyValueStore(new VersionedStoreSpec<>(
                        "ver", persistent(), 100, 40, Serdes.String(), Serdes.String(), StoreOptions.DEFAULT)));
    }

    @AfterEach
    void closeTask() {
        task.close();
    }

    @SuppressWarnings("unchecked")
    private VersionedRecordIterator<String> history(String key, long fromMs, long toMs, boolean ascending) {
        return ((VersionHistory<String, String>) store).history(key, fromMs, toMs, ascending);
    }

    private List<String> historyOf(String key) {
        List<String> texts = new ArrayList<>();
        try (VersionedRecordIterator<String> versions = history(key, 0, Long.MAX_VALUE, true)) {
            versions.forEachRemaining(version -> texts.add(version.value() + "@" + version.timestamp()
                    + version.validTo().map(end -> ".." + end).orElse("")));
        }
        return texts;
    }

    @Test
    void theLatestValueIsGivenWithoutAnEnd() {
        store.put("k", "a", 10);
        store.put("k", "b", 20);

        assertThat(store.get("k")).isEqualTo(new VersionedRecord<>("b", 20));
        assertThat(store.get("other")).isNull();
    }

    @Test
    void thePastIsAsItWasThen() {
        store.put("k", "a", 10);
        store.put("k", "b", 20);

        assertThat(store.get("k", 9)).isNull();
        assertThat(store.get("k", 10)).isEqualTo(new VersionedRecord<>("a", 10));
        assertThat(store.get("k", 19)).isEqualTo(new VersionedRecord<>("a", 10));
        assertThat(store.get("k", 20)).isEqualTo(new VersionedRecord<>("b", 20));
        assertThat(store.get("k", Long.MAX_VALUE)).isEqualTo(new VersionedRecord<>("b", 20));
    }

    @Test
    void aPutSaysUntilWhenItsVersionIsValid() {
        assertThat(store.put("k", "b", 20)).isEqualTo(PUT_RETURN_CODE_VALID_TO_UNDEFINED);
        assertThat(store.put("k", "a", 10)).isEqualTo(20);
        assertThat(store.put("k", "a2", 10)).isEqualTo(20);
        assertThat(store.put("k", "c", 30)).isEqualTo(PUT_RETURN_CODE_VALID_TO_UNDEFINED);
    }

    @Test
    void whatComesLateTakesItsPlaceInTheHistory() {
        store.put("k", "a", 10);
        store.put("k", "c", 30);
        store.put("k", "b", 20);

        assertThat(historyOf("k")).containsExactly("a@10..20", "b@20..30", "c@30");
        assertThat(store.get("k")).isEqualTo(new VersionedRecord<>("c", 30));
    }

    @Test
    void aDeletionIsAVersionWithoutAValue() {
        store.put("k", "a", 10);
        assertThat(store.delete("k", 20)).isEqualTo(new VersionedRecord<>("a", 10));
        store.put("k", "b", 30);

        assertThat(store.get("k", 15)).isEqualTo(new VersionedRecord<>("a", 10));
        assertThat(store.get("k", 25)).isNull();
        assertThat(store.get("k", 30)).isEqualTo(new VersionedRecord<>("b", 30));
        assertThat(store.delete("k", 25)).isNull();
    }

    @Test
    void aDeletionBeforeAnyValueStillLimitsWhatComesLater() {
        assertThat(store.put("k", null, 20)).isEqualTo(PUT_RETURN_CODE_VALID_TO_UNDEFINED);
        assertThat(store.put("k", "a", 10)).isEqualTo(20);
        assertThat(store.get("k")).isNull();
        assertThat(store.get("k", 19)).isEqualTo(new VersionedRecord<>("a", 10));
    }

    @Test
    void whatIsOlderThanTheHistoryIsNeitherPutNorDeletedNorGiven() {
        store.put("k", "a", 10);
        store.put("k", "b", 20);
        store.put("clock", "x", 121);

        assertThat(store.put("k", "late", 20)).isEqualTo(PUT_RETURN_CODE_NOT_PUT);
        assertThat(store.delete("k", 20)).isNull();
        assertThat(store.put("k", "in time", 21)).isEqualTo(PUT_RETURN_CODE_VALID_TO_UNDEFINED);
        assertThat(store.get("k", 15)).isNull();
        assertThat(store.get("k", 20)).isNull();
        assertThat(store.get("k", 21)).isEqualTo(new VersionedRecord<>("in time", 21));
    }

    @Test
    void theLatestValueNeverExpires() {
        store.put("k", "a", 10);
        store.put("clock", "x", 10_000);
        task.commitAndWrite();
        task.reopen();
        reopenStore();

        assertThat(store.get("k")).isEqualTo(new VersionedRecord<>("a", 10));
        assertThat(store.get("k", 12)).isEqualTo(new VersionedRecord<>("a", 10));
        assertThat(store.get("k", 9)).isNull();
    }

    @Test
    void everythingIsThereAfterARestart() {
        store.put("k", "a", 10);
        store.put("k", "c", 80);
        task.commitAndWrite();
        store.put("k", "b", 20);
        store.delete("gone", 30);
        task.commitAndWrite();
        task.reopen();
        reopenStore();

        assertThat(historyOf("k")).containsExactly("a@10..20", "b@20..80", "c@80");
        assertThat(store.put("gone", "x", 15)).isEqualTo(30);
        assertThat(store.put("k", "too old", -21)).isEqualTo(PUT_RETURN_CODE_NOT_PUT);
    }

    @Test
    void aCrashTakesItBackToTheLastCommit() {
        store.put("k", "a", 10);
        task.commit();
        store.put("k", "b", 20);
        task.reopen();
        reopenStore();

        assertThat(historyOf("k")).containsExactly("a@10");
    }

    @Test
    void theChangelogHasEachPutWithTheTimeOfItsVersion() {
        task.at(7);
        store.put("k", "b", 20);
        store.put("k", "a", 10);
        store.delete("k", 30);
        task.commit();

        assertThat(task.changelog("ver"))
                .extracting(change -> new String(change.key()) + "="
                        + (change.value() == null ? "-" : new String(change.value())) + "@" + change.timestampMs())
                .containsExactly("k=b@20", "k=a@10", "k=-@30");
    }

    @Test
    void anEmptyValueIsNotADeletion() {
        store.put("k", "", 10);
        store.put("k", "b", 20);
        task.commitAndWrite();
        task.reopen();
        reopenStore();

        assertThat(store.get("k", 10)).isEqualTo(new VersionedRecord<>("", 10));
    }

    @Test
    void keysThatBeginAlikeAreNotMixedUp() {
        store.put("a", "1", 10);
        store.put("a\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u000b", "2", 10);
        store.put("a", "3", 20);
        store.put("a\u0000\u0000\u0000\u0000\u0000\u0000\u0000\u000b", "4", 20);
        task.commitAndWrite();
        task.reopen();
        reopenStore();

        assertThat(historyOf("a")).containsExactly("1@10..20", "3@20");
    }

    @Test
    void aHistoryIsGivenInPartAndBackwards() {
        for (long time = 10; time <= 50; time += 10) {
            store.put("k", "v" + time, time);
        }
        List<Long> times = new ArrayList<>();
        try (VersionedRecordIterator<String> versions = history("k", 25, 40, false)) {
            versions.forEachRemaining(version -> times.add(version.timestamp()));
        }

        assertThat(times).containsExactly(40L, 30L, 20L);
    }

    @Test
    void aHistoryIsThatOfTheMomentItWasAskedFor() {
        store.put("k", "a", 10);
        try (VersionedRecordIterator<String> versions = history("k", 0, 100, true)) {
            store.put("k", "b", 20);
            assertThat(versions.next()).isEqualTo(new VersionedRecord<>("a", 10));
            assertThat(versions.hasNext()).isFalse();
        }
    }

    @Test
    void aClosedIteratorGivesNothing() {
        store.put("k", "a", 10);
        VersionedRecordIterator<String> versions = history("k", 0, 100, true);
        versions.close();

        assertThatThrownBy(versions::hasNext).isInstanceOf(InvalidStateStoreException.class);
    }

    @Test
    void nullKeysAreRefused() {
        assertThatThrownBy(() -> store.put(null, "a", 10)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> store.get(null)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> store.get(null, 10)).isInstanceOf(NullPointerException.class);
        assertThatThrownBy(() -> store.delete(null, 10)).isInstanceOf(NullPointerException.class);
    }

    @Test
    void aClosedStoreRefusesEverything() {
        store.close();

        assertThat(store.isOpen()).isFalse();
        assertThatThrownBy(() -> store.get("k")).isInstanceOf(InvalidStateStoreException.class);
        assertThatThrownBy(() -> store.put("k", "a", 10)).isInstanceOf(InvalidStateStoreException.class);
    }

    @Test
    void theChangelogTopicIsNotCompactedUntilADayAfterTheHistory() {
        assertThat(((ManagedStore) store).changelogConfig(1000))
                .isEqualTo(Map.of("cleanup.policy", "compact", "min.compaction.lag.ms", "86400100"));
    }
}
