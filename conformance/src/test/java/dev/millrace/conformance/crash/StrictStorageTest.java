package dev.millrace.conformance.crash;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class StrictStorageTest {
    private static final int SEEDS = 300;

    /** What a program does to an empty storage. */
    private interface Program {
        void run(StrictStorage storage) throws IOException;
    }

    @Test
    void whatWasSyncedUnderASyncedNameIsAlwaysThere() throws IOException {
        assertThat(afterCrash(storage -> {
                    try (StorageFile file = storage.create("a")) {
                        write(file, 0, "hello");
                        file.sync();
                        storage.syncDirectory("");
                    }
                }))
                .containsExactly("a=hello");
    }

    @Test
    void bytesThatWereNotSyncedMayBeThereOrNotOrBeZeros() throws IOException {
        assertThat(afterCrash(storage -> {
                    try (StorageFile file = storage.create("a")) {
                        storage.syncDirectory("");
                        write(file, 0, "hello");
                    }
                }))
                .containsExactlyInAnyOrder("a=", "a=hello", "a=\0\0\0\0\0");
    }

    @Test
    void anOverwriteThatWasNotSyncedLeavesOldOrNewSectors() throws IOException {
        Set<String> found = new HashSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            try (StorageFile file = storage.create("a")) {
                storage.syncDirectory("");
                write(file, 0, "o".repeat(3 * StrictBytes.SECTOR_BYTES));
                file.sync();
                write(file, 0, "n".repeat(3 * StrictBytes.SECTOR_BYTES));
            }
            String content = content(storage.crash(), "a");
            assertThat(content).hasSize(3 * StrictBytes.SECTOR_BYTES);
            StringBuilder sectors = new StringBuilder();
            for (int i = 0; i < 3; i++) {
                String sector = content.substring(i * StrictBytes.SECTOR_BYTES, (i + 1) * StrictBytes.SECTOR_BYTES);
                assertThat(Set.copyOf(Arrays.asList(sector.split(""))))
                        .as("seed %d", seed)
                        .hasSize(1);
                sectors.append(sector.charAt(0));
            }
            found.add(sectors.toString());
        }
        assertThat(found).containsExactlyInAnyOrder("ooo", "oon", "ono", "onn", "noo", "non", "nno", "nnn");
    }

    @Test
    void anameThatWasNotSyncedMayBeLost() throws IOException {
        assertThat(afterCrash(storage -> {
                    try (StorageFile file = storage.create("a")) {
                        write(file, 0, "hello");
                        file.sync();
                    }
                }))
                .containsExactlyInAnyOrder("", "a=hello");
    }

    @Test
    void adirectoryTakesWhatIsBelowItAlong() throws IOException {
        assertThat(afterCrash(storage -> {
                    storage.createDirectories("d");
                    try (StorageFile file = storage.create("d/a")) {
                        write(file, 0, "hello");
                        file.sync();
                        storage.syncDirectory("d");
                    }
                }))
                .containsExactlyInAnyOrder("", "d/a=hello");
    }

    @Test
    void anUnsyncedFileRenamedOverAnOldOneMayLoseBoth() throws IOException {
        assertThat(afterCrash(storage -> {
                    try (StorageFile old = storage.create("a")) {
                        write(old, 0, "old");
                        old.sync();
                        storage.syncDirectory("");
                    }
                    try (StorageFile file = storage.create("a.tmp")) {
                        write(file, 0, "new");
                    }
                    storage.rename("a.tmp", "a");
                }))
                .contains("a=old", "a=new", "a=", "a=\0\0\0");
    }

    @Test
    void asyncedFileRenamedAndSyncedIsOldOrNewThenNew() throws IOException {
        Program replace = storage -> {
            try (StorageFile old = storage.create("a")) {
                write(old, 0, "old");
                old.sync();
                storage.syncDirectory("");
            }
            try (StorageFile file = storage.create("a.tmp")) {
                write(file, 0, "new");
                file.sync();
            }
            storage.rename("a.tmp", "a");
        };
        assertThat(afterCrash(replace)).allMatch(found -> found.contains("a=old") || found.contains("a=new"));
        assertThat(afterCrash(storage -> {
                    replace.run(storage);
                    storage.syncDirectory("");
                }))
                .containsExactly("a=new");
    }

    @Test
    void adeletionThatWasNotSyncedMayComeBack() throws IOException {
        assertThat(afterCrash(storage -> {
                    storage.create("a").close();
                    storage.syncDirectory("");
                    storage.delete("a");
                }))
                .containsExactlyInAnyOrder("", "a=");
    }

    @Test
    void akilledProcessLosesNothingUntilThePowerGoes() throws IOException {
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            write(storage.create("a"), 0, "hello");
            StrictStorage next = storage.kill();
            assertThatThrownBy(() -> storage.exists("a")).isInstanceOf(PowerCut.class);
            assertThat(content(next, "a")).isEqualTo("hello");
            assertThat(next.isAnythingPending()).isTrue();
            found.add(all(next.crash()));
        }
        assertThat(found).contains("", "a=", "a=hello");
    }

    @Test
    void afailedSyncLosesBytesThatALaterSyncDoesNotBringBack() throws IOException {
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            StorageFile file = storage.create("a");
            storage.syncDirectory("");
            write(file, 0, "hello");
            storage.inject(Fault.SYNC, path -> true, 1);
            assertThatThrownBy(file::sync).isInstanceOf(IOException.class);
            file.sync();
            assertThat(content(storage, "a")).isEqualTo("hello");
            found.add(content(storage.crash(), "a"));
        }
        assertThat(found).contains("", "hello", "\0\0\0\0\0");
    }

    @Test
    void thePowerCanGoAtAnyOperation() throws IOException {
        Program program = storage -> {
            storage.createDirectories("d");
            storage.syncDirectory("");
            try (StorageFile file = storage.create("d/a")) {
                write(file, 0, "hello");
                file.sync();
                file.truncate(4);
                storage.syncDirectory("d");
            }
            storage.rename("d/a", "d/b");
            storage.delete("d/b");
        };
        StrictStorage whole = new StrictStorage(0);
        program.run(whole);
        assertThat(whole.operations()).isEqualTo(9);
        assertThat(whole.syncs()).isEqualTo(1);
        for (long at = 1; at <= 9; at++) {
            StrictStorage storage = new StrictStorage(at);
            storage.cutPowerAt(at);
            assertThatThrownBy(() -> program.run(storage)).isInstanceOf(PowerCut.class);
            assertThat(storage.operations()).isEqualTo(at);
            assertThatThrownBy(() -> storage.list("")).isInstanceOf(PowerCut.class);
            storage.crash().list("");
        }
    }

    @Test
    void thePowerCutKeepsWhatItFound() throws IOException {
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            write(storage.create("a"), 0, "hello".repeat(500));
            storage.create("b").close();
            StrictStorage found = storage.crash();
            assertThat(found.isAnythingPending()).isFalse();
            String content = all(found);
            assertThat(all(found.crash())).isEqualTo(content);
        }
    }

    @Test
    void injectedFaultsHitOnceWhereTheyShould() throws IOException {
        StrictStorage storage = new StrictStorage(1);
        StorageFile a = storage.create("a");
        StorageFile b = storage.create("b");
        storage.inject(Fault.WRITE, path -> path.equals("b"), 2);
        write(a, 0, "x");
        assertThatThrownBy(() -> write(b, 0, "x")).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> write(b, 0, "x")).isInstanceOf(IOException.class);
        write(b, 0, "x");
        storage.inject(Fault.READ, path -> true, 1);
        assertThatThrownBy(() -> content(storage, "a")).isInstanceOf(IOException.class);
        assertThat(content(storage, "a")).isEqualTo("x");
        storage.inject(Fault.SHORT_WRITE, path -> true, 1);
        ByteBuffer source = bytes("y".repeat(1000));
        assertThatThrownBy(() -> a.write(source, 0)).isInstanceOf(IOException.class);
        assertThat(a.size()).isEqualTo(Math.max(1, source.position()));
    }

    @Test
    void afullDiskTakesAPartAndRecoversWhenThereIsRoom() throws IOException {
        StrictStorage storage = new StrictStorage(3);
        StorageFile file = storage.create("a");
        storage.freeBytes(10);
        write(file, 0, "12345");
        assertThatThrownBy(() -> write(file, 5, "1234567")).hasMessageContaining("No space left on device");
        assertThat(file.size()).isBetween(5L, 10L);
        file.truncate(5);
        write(file, 0, "54321");
        write(file, 5, "67890");
        assertThatThrownBy(() -> write(file, 10, "1")).isInstanceOf(IOException.class);
        assertThat(content(storage, "a")).isEqualTo("5432167890");
    }

    @Test
    void eachHandleHearsOnceOfASyncThatFailed() throws IOException {
        StrictStorage storage = new StrictStorage(1);
        try (StorageFile one = storage.create("f");
                StorageFile other = storage.open("f")) {
            one.write(ByteBuffer.wrap(new byte[] {1}), 0);
            storage.inject(Fault.SYNC, "f"::equals, 1);
            assertThatThrownBy(other::sync).isInstanceOf(IOException.class);
            other.sync();
            assertThatThrownBy(one::sync).isInstanceOf(IOException.class);
            one.sync();
            try (StorageFile late = storage.open("f")) {
                late.sync();
            }
        }
    }

    @Test
    void aSyncCoversWhatWasWrittenBeforeItBegan() throws IOException {
        StrictStorage storage = new StrictStorage(1);
        try (StorageFile file = storage.create("f")) {
            file.write(ByteBuffer.wrap(new byte[] {1}), 0);
            storage.whileSyncing((path, handle) -> handle.write(ByteBuffer.wrap(new byte[] {2}), 0));
            file.sync();
        }
        assertThat(storage.isAnythingPending()).isTrue();
    }

    /** A log of files that are rolled: right only if it syncs the directory before it acknowledges. */
    @Test
    void aprotocolWithoutDirectorySyncLosesDataAndTheRightOneDoesNot() throws IOException {
        assertThat(runsThatLoseData(true, true)).isZero();
        assertThat(runsThatLoseData(true, false)).isGreaterThan(SEEDS / 4);
        assertThat(runsThatLoseData(false, true)).isGreaterThan(SEEDS / 4);
    }

    private static int runsThatLoseData(boolean syncsFiles, boolean syncsDirectory) throws IOException {
        int lost = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            storage.cutPowerAt(1 + seed % 40);
            int acknowledged = 0;
            try {
                while (true) {
                    StorageFile file = storage.create("file-" + acknowledged / 3);
                    if (syncsDirectory) {
                        storage.syncDirectory("");
                    }
                    for (int i = 0; i < 3; i++) {
                        write(file, i, "x");
                        if (syncsFiles) {
                            file.sync();
                        }
                        acknowledged++;
                    }
                }
            } catch (PowerCut expected) {
                StrictStorage found = storage.crash();
                int kept = 0;
                for (String name : found.list("")) {
                    kept += content(found, name).replace("\0", "").length();
                }
                lost += kept < acknowledged ? 1 : 0;
            }
        }
        return lost;
    }

    private static Set<String> afterCrash(Program program) throws IOException {
        Set<String> found = new TreeSet<>();
        for (int seed = 0; seed < SEEDS; seed++) {
            StrictStorage storage = new StrictStorage(seed);
            program.run(storage);
            found.add(all(storage.crash()));
        }
        return found;
    }

    private static String all(Storage storage) throws IOException {
        return String.join(" ", below(storage, ""));
    }

    private static List<String> below(Storage storage, String directory) throws IOException {
        List<String> files = new java.util.ArrayList<>();
        for (String name : storage.list(directory)) {
            String path = directory.isEmpty() ? name : directory + "/" + name;
            try {
                files.add(path + "=" + content(storage, path));
            } catch (java.nio.file.NoSuchFileException itIsADirectory) {
                files.addAll(below(storage, path));
            }
        }
        return files;
    }

    private static String content(Storage storage, String path) throws IOException {
        try (StorageFile file = storage.open(path)) {
            ByteBuffer target = ByteBuffer.allocate((int) file.size());
            file.read(target, 0);
            return new String(target.array(), StandardCharsets.UTF_8);
        }
    }

    private static void write(StorageFile file, long position, String text) throws IOException {
        file.write(bytes(text), position);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }
}
