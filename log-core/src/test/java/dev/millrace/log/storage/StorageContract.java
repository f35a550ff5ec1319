package dev.millrace.log.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every storage promises. */
abstract class StorageContract {
    private Storage storage;

    abstract Storage storage() throws IOException;

    @BeforeEach
    void open() throws IOException {
        storage = storage();
    }

    @AfterEach
    void close() throws IOException {
        storage.close();
    }

    @Test
    void whatIsWrittenIsReadAtItsPlace() throws IOException {
        try (StorageFile file = storage.create("a")) {
            file.write(bytes("hello"), 3);
            assertThat(file.size()).isEqualTo(8);
            ByteBuffer target = ByteBuffer.allocate(20);
            assertThat(file.read(target, 0)).isEqualTo(8);
            assertThat(text(target)).isEqualTo("\0\0\0hello");
            file.write(bytes("HE"), 3);
            assertThat(read(file, 3, 5)).isEqualTo("HEllo");
        }
    }

    @Test
    void readingStopsAtTheEndOfTheFileAndFillsNoMoreThanTheTarget() throws IOException {
        try (StorageFile file = storage.create("a")) {
            assertThat(file.read(ByteBuffer.allocate(1), 0)).isEqualTo(-1);
            file.write(bytes("hello"), 0);
            assertThat(file.read(ByteBuffer.allocate(1), 5)).isEqualTo(-1);
            assertThat(file.read(ByteBuffer.allocate(0), 9)).isZero();
            ByteBuffer target = ByteBuffer.allocate(10).limit(6).position(3);
            assertThat(file.read(target, 1)).isEqualTo(3);
            assertThat(target.position()).isEqualTo(6);
            assertThat(target.limit()).isEqualTo(6);
            assertThat(target.array()).startsWith(0, 0, 0, 'e', 'l', 'l', 0);
        }
    }

    @Test
    void largeWritesAndReadsGoThroughWhole() throws IOException {
        byte[] data = new byte[1_234_567];
        new Random(5).nextBytes(data);
        try (StorageFile file = storage.create("a")) {
            ByteBuffer source = ByteBuffer.wrap(data);
            file.write(source, 77);
            assertThat(source.hasRemaining()).isFalse();
            byte[] read = new byte[data.length + 77];
            assertThat(file.read(ByteBuffer.wrap(read), 0)).isEqualTo(read.length);
            assertThat(Arrays.copyOfRange(read, 77, read.length)).isEqualTo(data);
            ByteBuffer direct = ByteBuffer.allocateDirect(data.length);
            file.read(direct, 77);
            assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(data));
        }
    }

    @Test
    void truncatingCutsAndGrowingAgainShowsZeros() throws IOException {
        try (StorageFile file = storage.create("a")) {
            file.write(bytes("hello"), 0);
            file.truncate(9);
            assertThat(file.size()).isEqualTo(5);
            file.truncate(2);
            assertThat(file.size()).isEqualTo(2);
            file.write(bytes("!"), 4);
            assertThat(read(file, 0, 5)).isEqualTo("he\0\0!");
            file.sync();
        }
    }

    @Test
    void afileIsSharedByAllWhoOpenIt() throws IOException {
        storage.createDirectories("x/y");
        try (StorageFile one = storage.create("x/y/a");
                StorageFile two = storage.open("x/y/a")) {
            one.write(bytes("hello"), 0);
            assertThat(read(two, 0, 5)).isEqualTo("hello");
        }
    }

    @Test
    void namesAreTakenOrAbsent() throws IOException {
        storage.create("a").close();
        assertThatThrownBy(() -> storage.create("a")).isInstanceOf(FileAlreadyExistsException.class);
        assertThatThrownBy(() -> storage.open("b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.create("none/b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.delete("b")).isInstanceOf(NoSuchFileException.class);
        assertThatThrownBy(() -> storage.rename("b", "c")).isInstanceOf(NoSuchFileException.class);
        assertThat(storage.exists("a")).isTrue();
        assertThat(storage.exists("b")).isFalse();
        assertThat(storage.exists("")).isTrue();
        storage.createDirectories("dir");
        assertThatThrownBy(() -> storage.open("dir")).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void directoriesListTheirNamesInOrder() throws IOException {
        storage.createDirectories("d/sub/deep");
        storage.createDirectories("d/sub");
        storage.create("d/b").close();
        storage.create("d/a").close();
        storage.create("d0").close();
        assertThat(storage.list("d")).containsExactly("a", "b", "sub");
        assertThat(storage.list("")).containsExactly("d", "d0");
        assertThat(storage.list("absent")).isEmpty();
        storage.syncDirectory("d");
        storage.syncDirectory("");
        assertThatThrownBy(() -> storage.syncDirectory("absent")).isInstanceOf(IOException.class);
    }

    @Test
    void onlyEmptyDirectoriesAreDeleted() throws IOException {
        storage.createDirectories("d");
        storage.create("d/a").close();
        assertThatThrownBy(() -> storage.delete("d")).isInstanceOf(DirectoryNotEmptyException.class);
        storage.delete("d/a");
        storage.delete("d");
        assertThat(storage.exists("d")).isFalse();
    }

    @Test
    void renamingReplacesAFileAndMovesADirectory() throws IOException {
        try (StorageFile a = storage.create("a")) {
            a.write(bytes("new"), 0);
            try (StorageFile b = storage.create("b")) {
                b.write(bytes("old"), 0);
                storage.rename("a", "b");
                assertThat(read(b, 0, 3)).isEqualTo("old");
            }
            assertThat(read(a, 0, 3)).isEqualTo("new");
        }
        assertThat(storage.list("")).containsExactly("b");
        storage.createDirectories("d/e");
        storage.create("d/e/f").close();
        storage.rename("d", "g");
        assertThat(storage.exists("g/e/f")).isTrue();
        assertThat(storage.exists("d")).isFalse();
    }

    @Test
    void anOpenFileOutlivesItsName() throws IOException {
        try (StorageFile file = storage.create("a")) {
            file.write(bytes("hello"), 0);
            storage.delete("a");
            assertThat(read(file, 0, 5)).isEqualTo("hello");
        }
    }

    @Test
    void pathsCannotLeaveTheRoot() {
        for (String path : new String[] {"/a", "a/", "a//b", "../a", "a/../b", "."}) {
            assertThatThrownBy(() -> storage.create(path)).as(path).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void closedThingsSaySo() throws IOException {
        StorageFile file = storage.create("a");
        file.close();
        file.close();
        assertThatThrownBy(() -> file.write(bytes("x"), 0)).hasMessageContaining("closed");
        assertThatThrownBy(file::size).hasMessageContaining("closed");
        storage.close();
        storage.close();
        assertThatThrownBy(() -> storage.open("a")).hasMessageContaining("closed");
    }

    @Test
    void thereIsOneHolderOfTheLock() throws IOException {
        storage.lock();
        assertThatThrownBy(storage::lock)
                .isInstanceOf(StorageLockedException.class)
                .hasMessageContaining("in use");
        assertThat(storage.list("")).isEmpty();
    }

    static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    static String read(StorageFile file, long position, int size) throws IOException {
        ByteBuffer target = ByteBuffer.allocate(size);
        file.read(target, position);
        return text(target);
    }

    private static String text(ByteBuffer target) {
        return new String(target.array(), 0, target.position(), StandardCharsets.UTF_8);
    }
}
