package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Verb;
import java.time.Duration;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.state.VersionedRecord;

/**
 * What can be done to a versioned store. Values have even times and deletions odd ones: Kafka Streams forgets a
 * deletion with the timestamp of the only value. And nothing is older than the history, which it would write to the
 * changelog though it refuses it.
 */
final class VersionedShelves {

    private static final Duration HISTORY = Duration.ofDays(300);

    private VersionedShelves() {}

    static StoreBuilder<?> store(Verb.Keep verb) {
        return Stores.versionedKeyValueStoreBuilder(
                Stores.persistentVersionedKeyValueStore(verb.store(), HISTORY), Serdes.String(), Serdes.String());
    }

    /** The cast: the store is the one that was built. */
    @SuppressWarnings("unchecked")
    static Keeping.Shelf of(StateStore store) {
        return (question, key, record) -> ask((VersionedKeyValueStore<String, String>) store, question, key, record);
    }

    private static String ask(
            VersionedKeyValueStore<String, String> store, int question, String key, Record<Object, Object> record) {
        long evenMs = 2 * record.timestamp();
        return switch (Math.floorMod(question, 6)) {
            case 0, 1 ->
                record.value() == null
                        ? "put null " + store.put(key, null, evenMs + 1)
                        : "put " + store.put(key, Functions.shortText(record.value()), evenMs);
            case 2 -> "deleted " + text(store.delete(key, evenMs + 1));
            case 3 -> "then " + text(store.get(key, evenMs));
            default -> "now " + text(store.get(key));
        };
    }

    private static String text(VersionedRecord<String> found) {
        return found == null ? "null" : found.value() + "@" + found.timestamp() + "-" + found.validTo();
    }
}
