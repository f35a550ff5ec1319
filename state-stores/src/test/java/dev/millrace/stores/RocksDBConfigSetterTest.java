package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.state.RocksDBConfigSetter;
import dev.millrace.streams.store.TaskStateSpec;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.CompactionStyle;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;

class RocksDBConfigSetterTest {

    private static final List<String> CALLS = new ArrayList<>();

    @TempDir
    File directory;

    /** Takes down how it is called; gives the stores another compaction, block size and cache. */
    public static final class Tuning implements RocksDBConfigSetter {
        private final LRUCache cache = new LRUCache(1 << 20);

        /** As the engine needs it. */
        public Tuning() {}

        @Override
        public void setConfig(String storeName, Options options, Map<String, Object> configs) {
            CALLS.add("set " + storeName + " " + configs.get("my.own"));
            BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
            options.setTableFormatConfig(table.setBlockSize(12_345).setBlockCache(cache));
            options.setCompactionStyle(CompactionStyle.UNIVERSAL);
        }

        @Override
        public void close(String storeName, Options options) {
            CALLS.add("close " + storeName);
            cache.close();
        }
    }

    @BeforeEach
    void forgetCalls() {
        CALLS.clear();
    }

    private EngineState open(Object setter) {
        return new EngineState(new TaskStateSpec(
                new TaskId(0, 1),
                directory,
                0,
                Map.of(StreamsConfig.ROCKSDB_CONFIG_SETTER_CLASS_CONFIG, setter, "my.own", "x")));
    }

    private void writeTo(EngineState state, String... stores) {
        for (String store : stores) {
            state.table(store, "kv", true)
                    .stage(EngineTable.NO_SEGMENT, new byte[] {1}, EngineTable.NO_TIMESTAMP, new byte[] {2});
        }
        state.commit(Map.of());
    }

    /** The settings of a family as RocksDB wrote them down, or of all families. */
    private String settings(String family) throws IOException {
        try (Stream<Path> files = Files.list(directory.toPath().resolve("rocksdb"))) {
            Path newest = files.filter(file -> file.getFileName().toString().startsWith("OPTIONS"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow();
            String all = Files.readString(newest).replace("\\", ""); // colons are escaped
            StringBuilder own = new StringBuilder();
            for (String section : all.split("\\n\\[")) {
                if (section.contains("\"" + family + "\"]")) {
                    own.append(section);
                }
            }
            return own.toString();
        }
    }

    @Test
    void theFamilyOfEachStoreIsTunedAndNoOther() throws IOException {
        EngineState state = open(Tuning.class);
        try {
            writeTo(state, "first", "second");

            assertThat(CALLS).containsExactlyInAnyOrder("set first x", "set second x");
            assertThat(settings("kv:first"))
                    .contains("compaction_style=kCompactionStyleUniversal")
                    .contains("block_size=12345");
            assertThat(settings("default")).contains("compaction_style=kCompactionStyleLevel");
        } finally {
            state.close();
        }
    }

    @Test
    void setterAndOptionsAreClosedAfterTheDatabase() {
        EngineState state = open(Tuning.class);
        writeTo(state, "first");
        state.close();

        assertThat(CALLS).containsExactly("set first x", "close first");
    }

    @Test
    void whatWasWrittenWithOneTuningIsReadWithAnother() {
        EngineState state = open(Tuning.class);
        writeTo(state, "first");
        state.close();
        EngineState plain = new EngineState(new TaskStateSpec(new TaskId(0, 1), directory, 0));
        try {
            assertThat(plain.table("first", "kv", true).get(new byte[] {1})).containsExactly(2);
        } finally {
            plain.close();
        }
    }

    @Test
    void aClassThatIsNoSetterIsAnErrorThatNamesIt() {
        EngineState state = open(String.class);
        try {
            assertThatThrownBy(() -> writeTo(state, "first"))
                    .isInstanceOf(ProcessorStateException.class)
                    .hasMessageContaining("java.lang.String")
                    .hasMessageContaining("rocksdb.config.setter");
        } finally {
            state.close();
        }
    }
}
