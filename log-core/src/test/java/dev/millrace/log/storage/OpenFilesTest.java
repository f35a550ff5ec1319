package dev.millrace.log.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A storage may have more files in use than it keeps open; everything that holds of a storage holds with one open file.
 */
class OpenFilesTest extends StorageContract {
    private static final int FILES = 12;
    private static final int LIMIT = 3;

    @TempDir
    private Path temporary;

    @Override
    Storage storage() throws IOException {
        return new DiskStorage(temporary.resolve("one"), new OpenFiles(1));
    }

    @Test
    void noMoreFilesAreOpenThanTheLimitAllowsAndAllCanBeUsed() throws IOException {
        OpenFiles openFiles = new OpenFiles(LIMIT);
        try (DiskStorage storage = new DiskStorage(temporary, openFiles)) {
            List<StorageFile> files = create(storage);
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < FILES; i++) {
                    put(files.get(i), round, i);
                    assertThat(openFiles.openCount()).isLessThanOrEqualTo(LIMIT);
                }
            }
            for (int i = 0; i < FILES; i++) {
                files.get(i).sync();
                for (int round = 0; round < 3; round++) {
                    assertThat(get(files.get(i), round)).isEqualTo(i);
                }
                assertThat(openFiles.openCount()).isLessThanOrEqualTo(LIMIT);
            }
            close(files);
            assertThat(openFiles.openCount()).isZero();
        }
    }

    @Test
    void aFileWithUnsyncedWritesStaysOpenAsLongAsThereAreOthersToClose() throws IOException {
        OpenFiles openFiles = new OpenFiles(2);
        try (DiskStorage storage = new DiskStorage(temporary, openFiles);
                DiskFile unsynced = (DiskFile) storage.create("unsynced")) {
            put(unsynced, 0, 1);
            for (int i = 0; i < FILES; i++) {
                try (StorageFile other = storage.create("other" + i)) {
                    put(other, 0, i);
                    other.sync();
                }
            }
            assertThat(unsynced.rest(false)).as("closed without a sync").isFalse();
            assertThat(unsynced.rest(true)).as("closed after a sync").isTrue();
            assertThat(get(unsynced, 0)).isEqualTo(1);
        }
    }

    @Test
    void aDeletedFileKeepsItsChannelBecauseItCannotBeFoundAgain() throws IOException {
        try (DiskStorage storage = new DiskStorage(temporary, new OpenFiles(1));
                StorageFile deleted = storage.create("deleted")) {
            put(deleted, 0, 7);
            storage.delete("deleted");
            close(create(storage));
            assertThat(get(deleted, 0)).isEqualTo(7);
        }
    }

    @Test
    void threadsThatTakeEachOthersChannelsLoseNothing() throws Exception {
        OpenFiles openFiles = new OpenFiles(LIMIT);
        try (DiskStorage storage = new DiskStorage(temporary, openFiles)) {
            List<StorageFile> files = create(storage);
            ExecutorService threads = Executors.newFixedThreadPool(4);
            List<Future<?>> ends = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                int first = thread;
                ends.add(threads.submit(() -> {
                    for (int round = 0; round < 100; round++) {
                        for (int i = first; i < FILES; i += 4) {
                            put(files.get(i), round, i + round);
                        }
                    }
                    return null;
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
            threads.shutdown();
            for (int i = 0; i < FILES; i++) {
                for (int round = 0; round < 100; round++) {
                    assertThat(get(files.get(i), round)).isEqualTo(i + round);
                }
            }
            close(files);
        }
    }

    private static List<StorageFile> create(Storage storage) throws IOException {
        List<StorageFile> files = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            files.add(storage.create("file" + i));
        }
        return files;
    }

    private static void close(List<StorageFile> files) throws IOException {
        for (StorageFile file : files) {
            file.close();
        }
    }

    private static void put(StorageFile file, int place, int value) throws IOException {
        file.write(ByteBuffer.allocate(Integer.BYTES).putInt(0, value), (long) place * Integer.BYTES);
    }

    private static int get(StorageFile file, int place) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES);
        file.read(bytes, (long) place * Integer.BYTES);
        return bytes.getInt(0);
    }
}
