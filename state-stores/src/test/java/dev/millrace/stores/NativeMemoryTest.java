package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.PerfContext;
import org.rocksdb.PerfLevel;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** What RocksDB reads for a look-up in state that is larger than its memory. */
class NativeMemoryTest {

    private static final long MAX_BYTES = 16L << 20;
    private static final int ROWS = 600_000;
    private static final int LOOK_UPS = 200;

    @TempDir
    File directory;

    private NativeMemory memory;

    @BeforeEach
    void acquire() {
        memory = NativeMemory.acquire(MAX_BYTES);
    }

    @AfterEach
    void release() {
        memory.release();
    }

    /** One file, whose filter alone has 750 kB; the cache has 8 MB in shards of 512 kB. */
    @Test
    void aLookUpReadsAFewBlocksHoweverLargeTheIndexAndTheFilterOfTheFileAre() throws RocksDBException {
        Random random = new Random(20261201);
        try (DBOptions options = memory.databaseOptions();
                RocksDB database = RocksDB.open(
                        options,
                        directory.getPath(),
                        List.of(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, memory.familyOptions())),
                        new ArrayList<ColumnFamilyHandle>())) {
            fill(database);
            database.compactRange();
            assertThat(database.getLiveFilesMetaData()).hasSize(1);
            database.setPerfLevel(PerfLevel.ENABLE_COUNT);
            try (PerfContext read = database.getPerfContext()) {
                read.reset();
                for (int i = 0; i < LOOK_UPS; i++) {
                    byte[] key = key(random.nextInt(ROWS));
                    assertThat(database.get(key)).isEqualTo(key);
                }
                assertThat(read.getBlockReadByte() / LOOK_UPS)
                        .as("bytes a look-up")
                        .isLessThan(5 * 4096);
            } finally {
                database.setPerfLevel(PerfLevel.DISABLE);
            }
        }
    }

    private static byte[] key(int number) {
        return ("key-" + number).getBytes(StandardCharsets.US_ASCII);
    }

    private static void fill(RocksDB database) throws RocksDBException {
        try (WriteOptions unlogged = new WriteOptions().setDisableWAL(true)) {
            for (int from = 0; from < ROWS; from += 10_000) {
                try (WriteBatch batch = new WriteBatch()) {
                    for (int i = from; i < from + 10_000; i++) {
                        batch.put(key(i), key(i));
                    }
                    database.write(unlogged, batch);
                }
            }
        }
    }
}
