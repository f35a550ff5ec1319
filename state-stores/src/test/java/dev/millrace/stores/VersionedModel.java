package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.VersionedKeyValueStore;
import dev.millrace.streams.state.VersionedRecord;
import dev.millrace.streams.store.VersionHistory;
import dev.millrace.streams.store.VersionedStoreSpec;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.serialization.Serdes;

/**
 * A versioned store and all that was ever put into it; history reaches back for 100 ms. A deletion is {@link #DELETED}.
 */
final class VersionedModel extends StoreModel<VersionedKeyValueStore<String, Long>> {

    private static final long DELETED = -1;
    private static final long RETENTION_MS = 100;

    VersionedModel(boolean onDisk) {
        super(onDisk, false);
    }

    @Override
    VersionedKeyValueStore<String, Long> build() {
        return new MillraceStores()
                .versionedKeyValueStore(new VersionedStoreSpec<>(
                        "ver", onDisk, RETENTION_MS, 30, Serdes.String(), Serdes.Long(), options));
    }

    /** The versions of a key by time. */
    private TreeMap<Long, Long> versions(String key) {
        TreeMap<Long, Long> versions = new TreeMap<>();
        now.forEach((row, value) -> {
            if (row.key().equals(key)) {
                versions.put(row.timeMs(), value);
            }
        });
        return versions;
    }

    @Override
    void step(Random random) {
        String key = key(random);
        long time = Math.max(0, observed + random.nextInt(60) - 45);
        switch (random.nextInt(50)) {
            case 0 -> time += 300;
            case 1 -> time = Math.max(0, observed - 150);
            default -> {}
        }
        boolean inTime = time >= observed - RETENTION_MS;
        Long next = versions(key).higherKey(time);
        long expected = !inTime
                ? VersionedKeyValueStore.PUT_RETURN_CODE_NOT_PUT
                : next == null ? VersionedKeyValueStore.PUT_RETURN_CODE_VALID_TO_UNDEFINED : next;
        if (random.nextInt(4) == 0) {
            VersionedRecord<Long> before = inTime ? expectedAt(key, time) : null;
            assertThat(store.delete(key, time)).as("delete " + key + "@" + time).isEqualTo(before);
            put(key, time, DELETED, inTime);
        } else {
            long value = ++counter;
            assertThat(store.put(key, value, time))
                    .as("put " + key + "@" + time)
                    .isEqualTo(expected);
            put(key, time, value, inTime);
        }
    }

    private void put(String key, long time, long value, boolean inTime) {
        if (inTime) {
            observed = Math.max(observed, time);
            now.put(new Row(key, time, 0), value);
        }
    }

    private VersionedRecord<Long> expectedAt(String key, long asOf) {
        TreeMap<Long, Long> versions = versions(key);
        Map.Entry<Long, Long> version = versions.floorEntry(asOf);
        if (version == null || version.getValue() == DELETED) {
            return null;
        }
        Long next = versions.higherKey(version.getKey());
        if (next != null && asOf < observed - RETENTION_MS) {
            return null;
        }
        return new VersionedRecord<>(version.getValue(), version.getKey());
    }

    /** As {@link #expectedAt}, with the end. */
    private VersionedRecord<Long> ended(String key, VersionedRecord<Long> version) {
        Long next = versions(key).higherKey(version.timestamp());
        return next == null ? version : new VersionedRecord<>(version.value(), version.timestamp(), next);
    }

    @Override
    void check(Random random) {
        String key = key(random);
        assertThat(store.get(key)).as(key).isEqualTo(expectedAt(key, Long.MAX_VALUE));
        long asOf = Math.max(0, observed - random.nextInt(130) + 10);
        assertThat(store.get(key, asOf)).as(key + "@" + asOf).isEqualTo(expectedAt(key, asOf));
    }

    @Override
    @SuppressWarnings("unchecked")
    Reading read(Random random) {
        String key = key(random);
        boolean ascending = random.nextBoolean();
        List<String> expected = new ArrayList<>();
        for (long time : versions(key).keySet()) {
            VersionedRecord<Long> version = expectedAt(key, Math.max(time, observed - RETENTION_MS));
            if (version != null && version.timestamp() == time) {
                expected.add(ended(key, version).toString());
            }
        }
        if (!ascending) {
            Collections.reverse(expected);
        }
        return Reading.of(
                "history of " + key + (ascending ? "" : " backward"),
                ((VersionHistory<String, Long>) store).history(key, observed - RETENTION_MS, observed, ascending),
                VersionedRecord::toString,
                expected);
    }
}
