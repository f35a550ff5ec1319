package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** RocksDB reads the batches that are built in Java. */
class WriteBatchBufferTest {

    @TempDir
    File directory;

    @BeforeAll
    static void loadLibrary() {
        NativeLibrary.load();
    }

    @Test
    void aBatchIsByteForByteWhatRocksBuilds() throws Exception {
        List<ColumnFamilyHandle> families = new ArrayList<>();
        try (ColumnFamilyOptions options = new ColumnFamilyOptions();
                DBOptions dbOptions = new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
                RocksDB db = RocksDB.open(
                        dbOptions,
                        directory.getPath(),
                        List.of(
                                new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY, options),
                                new ColumnFamilyDescriptor("one".getBytes(), options)),
                        families);
                WriteBatch theirs = new WriteBatch();
                WriteOptions writeOptions = new WriteOptions()) {
            ColumnFamilyHandle one = families.get(1);
            byte[] longKey = new byte[300];
            theirs.put(one, "key".getBytes(), "value".getBytes());
            theirs.put(one, Rows.prefixed(7, "row".getBytes()), Rows.prefixed(9, longKey));
            theirs.put(one, longKey, new byte[0]);
            theirs.delete(one, "gone".getBytes());
            theirs.deleteRange(one, "a".getBytes(), "b".getBytes());

            WriteBatchBuffer ours = new WriteBatchBuffer(1);
            int id = one.getID();
            ours.put(id, EngineTable.NO_SEGMENT, "key".getBytes(), EngineTable.NO_TIMESTAMP, "value".getBytes());
            ours.put(id, 7, "row".getBytes(), 9, longKey);
            ours.put(id, EngineTable.NO_SEGMENT, longKey, EngineTable.NO_TIMESTAMP, new byte[0]);
            ours.put(id, EngineTable.NO_SEGMENT, "gone".getBytes(), EngineTable.NO_TIMESTAMP, null);
            ours.deleteRange(id, "a".getBytes(), "b".getBytes());

            assertThat(ours.toBatch()).isEqualTo(theirs.data());
            byte[] before = ours.toBatch();
            ours.put(0, 1, longKey, 2, longKey);
            ours.put(0, 1, longKey, 2, null);
            ours.deleteRange(0, longKey, longKey);
            ours.drop(0);
            assertThat(ours.toBatch()).as("without what was of another family").isEqualTo(before);
            try (WriteBatch parsed = new WriteBatch(ours.toBatch())) {
                db.write(writeOptions, parsed);
            }
            assertThat(db.get(one, "key".getBytes())).isEqualTo("value".getBytes());

            ours.reset(16);
            ours.put(0, EngineTable.NO_SEGMENT, "k".getBytes(), EngineTable.NO_TIMESTAMP, "default".getBytes());
            try (WriteBatch parsed = new WriteBatch(ours.toBatch())) {
                db.write(writeOptions, parsed);
            }
            assertThat(db.get("k".getBytes())).isEqualTo("default".getBytes());
            families.forEach(ColumnFamilyHandle::close);
        }
    }
}
