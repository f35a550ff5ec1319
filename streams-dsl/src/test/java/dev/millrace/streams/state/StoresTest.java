package dev.millrace.streams.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.DslStoreFormat;
import dev.millrace.streams.kstream.EmitStrategy;
import dev.millrace.streams.store.KeyValueStoreSpec;
import dev.millrace.streams.store.StoreOptions;
import dev.millrace.streams.store.WindowStoreSpec;
import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.junit.jupiter.api.Test;

class StoresTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void aBuilderBeginsWithLoggingAndWithoutCachingAndChangesInPlace() {
        EngineStoreBuilder<KeyValueStore<String, Long>> builder = (EngineStoreBuilder<KeyValueStore<String, Long>>)
                Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore("s"), Serdes.String(), Serdes.Long());

        assertThat(builder.name()).isEqualTo("s");
        assertThat(builder.loggingEnabled()).isTrue();
        assertThat(builder.cachingEnabled()).isFalse();
        assertThat(builder.logConfig()).isEmpty();

        assertThat(builder.withCachingEnabled().withLoggingEnabled(Map.of("a", "b")))
                .isSameAs(builder);
        assertThat(builder.cachingEnabled()).isTrue();
        assertThat(builder.logConfig()).isEqualTo(Map.of("a", "b"));

        builder.withLoggingDisabled().withCachingDisabled();
        assertThat(builder.loggingEnabled()).isFalse();
        assertThat(builder.cachingEnabled()).isFalse();
        assertThat(builder.logConfig()).isEmpty();
    }

    @Test
    void aStoreWithDuplicatesIsNeverCached() {
        EngineStoreBuilder<?> builder = (EngineStoreBuilder<?>) Stores.windowStoreBuilder(
                Stores.persistentWindowStore("s", HOUR, MINUTE, true), Serdes.String(), Serdes.Long());

        builder.withCachingEnabled();

        assertThat(builder.cachingEnabled()).isFalse();
    }

    @Test
    void windowsOnDiskGoInHalvesOfTheRetentionButNotUnderAMinute() {
        assertThat(Stores.persistentWindowStore("s", HOUR, MINUTE, false))
                .extracting(
                        WindowBytesStoreSupplier::segmentIntervalMs,
                        WindowBytesStoreSupplier::retentionPeriod,
                        WindowBytesStoreSupplier::windowSize,
                        WindowBytesStoreSupplier::retainDuplicates)
                .containsExactly(1_800_000L, 3_600_000L, 60_000L, false);
        assertThat(Stores.persistentSessionStore("s", MINUTE).segmentIntervalMs())
                .isEqualTo(60_000);
        assertThat(Stores.inMemorySessionStore("s", MINUTE).segmentIntervalMs()).isEqualTo(1);
    }

    @Test
    void wrongArgumentsAreNamedWithTheStore() {
        assertThatThrownBy(() -> Stores.persistentWindowStore("s", MINUTE, HOUR, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retentionPeriod is 60000 ms, windowSize 3600000 ms");
        assertThatThrownBy(() -> Stores.inMemoryWindowStore("s", HOUR, Duration.ofMillis(-1), false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("windowSize of the store s");
        assertThatThrownBy(() -> Stores.inMemorySessionStore("s", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("retentionPeriod of the store s");
        assertThatThrownBy(() -> Stores.lruMap("s", 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Stores.persistentKeyValueStore(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
        assertThatThrownBy(() -> Stores.keyValueStoreBuilder(null, Serdes.String(), Serdes.String()))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("supplier");
    }

    @Test
    void anEngineOfTheUsersIsHandedOn() {
        KeyValueBytesStoreSupplier theirs = new KeyValueBytesStoreSupplier() {
            @Override
            public String name() {
                return "theirs";
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                throw new AssertionError("asked too early");
            }

            @Override
            public String metricsScope() {
                return "theirs";
            }
        };

        KeyValueStoreSpec<String, Long> spec =
                KeyValueEngine.spec(theirs, Serdes.String(), Serdes.Long(), StoreOptions.DEFAULT);

        assertThat(spec.customEngine()).isSameAs(theirs);
        assertThat(spec.name()).isEqualTo("theirs");
    }

    @Test
    void anEngineOfOursBecomesASpecification() {
        WindowStoreSpec<String, Long> spec = WindowEngine.spec(
                Stores.inMemoryWindowStore("s", HOUR, MINUTE, true), null, Serdes.Long(), StoreOptions.DEFAULT);

        assertThat(spec.persistent()).isFalse();
        assertThat(spec.retentionMs()).isEqualTo(3_600_000);
        assertThat(spec.windowSizeMs()).isEqualTo(60_000);
        assertThat(spec.retainDuplicates()).isTrue();
        assertThat(spec.keySerde()).isNull();
    }

    @Test
    void theDslsStoresAreOnDiskOrInMemoryAsTheSuppliersSay() {
        DslWindowParams params = new DslWindowParams(
                "w", HOUR, MINUTE, false, EmitStrategy.onWindowUpdate(), false, DslStoreFormat.TIMESTAMPED);

        assertThat(BuiltInDslStoreSuppliers.ROCKS_DB.windowStore(params).metricsScope())
                .isEqualTo("rocksdb-window");
        assertThat(BuiltInDslStoreSuppliers.IN_MEMORY.windowStore(params).metricsScope())
                .isEqualTo("in-memory-window");
        assertThat(BuiltInDslStoreSuppliers.IN_MEMORY
                        .keyValueStore(new DslKeyValueParams("k", DslStoreFormat.PLAIN))
                        .name())
                .isEqualTo("k");
        assertThat(BuiltInDslStoreSuppliers.ROCKS_DB.keyValueStore(new DslKeyValueParams("k", DslStoreFormat.HEADERS)))
                .isInstanceOf(HeadersBytesStoreSupplier.class);
    }

    @Test
    void aVersionedEngineSaysHowFarItsHistoryReaches() {
        assertThat(Stores.persistentVersionedKeyValueStore("v", HOUR).historyRetentionMs())
                .isEqualTo(3_600_000);
        assertThat(Stores.persistentVersionedKeyValueStore("v", HOUR, MINUTE).metricsScope())
                .isEqualTo("rocksdb");
        assertThatThrownBy(() -> Stores.persistentVersionedKeyValueStore("v", Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("historyRetention");
        assertThatThrownBy(() -> Stores.persistentVersionedKeyValueStore("v", HOUR, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("segmentInterval");
    }

    @Test
    void aVersionedStoreCannotBeCached() {
        StoreBuilder<VersionedKeyValueStore<String, Long>> builder = Stores.versionedKeyValueStoreBuilder(
                Stores.persistentVersionedKeyValueStore("v", HOUR), Serdes.String(), Serdes.Long());

        assertThatThrownBy(builder::withCachingEnabled)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("caching");
        assertThat(builder.withCachingDisabled()).isSameAs(builder);
    }

    @Test
    void aVersionedEngineOfOnesOwnIsHandedOn() {
        VersionedBytesStoreSupplier own = new VersionedBytesStoreSupplier() {
            @Override
            public long historyRetentionMs() {
                return 1;
            }

            @Override
            public String name() {
                return "mine";
            }

            @Override
            public KeyValueStore<Bytes, byte[]> get() {
                throw new UnsupportedOperationException("never asked");
            }

            @Override
            public String metricsScope() {
                return "mine";
            }
        };

        var spec = VersionedEngine.spec(own, null, null, StoreOptions.DEFAULT);

        assertThat(spec.name()).isEqualTo("mine");
        assertThat(spec.customEngine()).isSameAs(own);
        assertThat(spec.historyRetentionMs()).isEqualTo(1);
    }

    @Test
    void anAbsentValueHasNoTimestamp() {
        assertThat(ValueAndTimestamp.make(null, 5)).isNull();
        assertThat(ValueAndTimestamp.makeAllowNullable(null, 5).timestamp()).isEqualTo(5);
        assertThat(ValueAndTimestamp.<String>getValueOrNull(null)).isNull();
        assertThat(ValueAndTimestamp.make("v", 5))
                .isEqualTo(ValueAndTimestamp.make("v", 5))
                .hasToString("<v,5>");
        assertThat(TimestampedBytesStore.convertToTimestampedFormat(new byte[] {7}))
                .containsExactly(-1, -1, -1, -1, -1, -1, -1, -1, 7);
    }
}
