package dev.millrace.log.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskStorageTest extends StorageContract {
    @TempDir
    private Path temporary;

    @Override
    Storage storage() throws IOException {
        return new DiskStorage(root());
    }

    private Path root() {
        return temporary.resolve("made/if/absent");
    }

    @Test
    void anInterruptedThreadGoesOnAndKeepsItsFlag() throws IOException {
        try (DiskStorage storage = new DiskStorage(root());
                StorageFile file = storage.create("a")) {
            Thread.currentThread().interrupt();
            file.write(bytes("hello"), 0);
            assertThat(Thread.interrupted()).isTrue();
            Thread.currentThread().interrupt();
            assertThat(read(file, 0, 5)).isEqualTo("hello");
            file.sync();
            file.truncate(4);
            storage.syncDirectory("");
            assertThat(file.size()).isEqualTo(4);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void anInterruptAtAnyMomentNeitherFailsALockNorGetsLost() throws IOException {
        Thread locking = Thread.currentThread();
        AtomicBoolean done = new AtomicBoolean();
        Thread interrupting = new Thread(() -> {
            while (!done.get()) {
                locking.interrupt();
            }
        });
        interrupting.start();
        try {
            for (int i = 0; i < 200; i++) {
                try (DiskStorage storage = new DiskStorage(root())) {
                    storage.lock();
                    assertThatThrownBy(() -> new DiskStorage(root()).lock()).isInstanceOf(StorageLockedException.class);
                }
            }
        } finally {
            done.set(true);
            while (interrupting.isAlive()) {
                Thread.onSpinWait(); // join() would be interrupted
            }
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void anInterruptClosesNoChannel() throws IOException {
        OpenFiles openFiles = new OpenFiles(1);
        try (DiskStorage storage = new DiskStorage(root(), openFiles)) {
            StorageFile file = storage.create("a");
            file.write(bytes("hello"), 0);
            storage.delete("a"); // so it could not be opened again
            Thread.currentThread().interrupt();
            assertThat(read(file, 0, 5)).isEqualTo("hello");
            file.write(bytes("world"), 5);
            file.sync();
            assertThat(file.size()).isEqualTo(10);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    void aFileThatRestedIsFoundUnderItsNewName() throws IOException {
        try (DiskStorage storage = new DiskStorage(root(), new OpenFiles(1))) {
            storage.createDirectories("d");
            try (StorageFile file = storage.create("d/a.tmp")) {
                file.write(bytes("hello"), 0);
                storage.rename("d/a.tmp", "d/a");
                storage.rename("d", "e");
                storage.create("other").close();
                assertThat(read(file, 0, 5)).isEqualTo("hello");
            }
        }
    }

    @Test
    void interruptsOfOneThreadDoNotDisturbAnother() throws Exception {
        try (DiskStorage storage = new DiskStorage(root());
                StorageFile file = storage.create("a")) {
            file.write(ByteBuffer.allocate(8), 0);
            AtomicBoolean done = new AtomicBoolean();
            AtomicReference<Throwable> failure = new AtomicReference<>();
            CountDownLatch started = new CountDownLatch(1);
            Thread reader = new Thread(() -> {
                started.countDown();
                while (!done.get() && failure.get() == null) {
                    try {
                        read(file, 0, 8);
                    } catch (IOException e) {
                        failure.set(e);
                    }
                }
            });
            reader.start();
            started.await();
            for (int i = 0; i < 300; i++) {
                Thread.currentThread().interrupt();
                file.write(ByteBuffer.allocate(8).putLong(0, i), 0);
                assertThat(Thread.interrupted()).isTrue();
                reader.interrupt();
            }
            done.set(true);
            reader.join();
            assertThat(failure.get()).isNull();
        }
    }

    @Test
    void asecondInstanceIsRefusedUntilTheFirstIsClosed() throws IOException {
        try (DiskStorage first = new DiskStorage(root());
                DiskStorage second = new DiskStorage(root())) {
            first.lock();
            assertThatThrownBy(second::lock)
                    .isInstanceOf(StorageLockedException.class)
                    .hasMessageContaining(root().toString())
                    .hasMessageContaining("by this process already")
                    .hasMessageContaining("name another directory");
            first.close();
            second.lock();
        }
    }

    @Test
    void closingItClosesTheFilesThatWereLeftOpen() throws IOException {
        DiskStorage storage = new DiskStorage(root());
        StorageFile file = storage.create("left-open");
        storage.close();
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("left-open");
    }

    @Test
    void anErrorOfTheSystemNamesFileAndPlace() throws IOException {
        try (DiskStorage storage = new DiskStorage(root());
                StorageFile file = storage.create("a")) {
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), Long.MIN_VALUE + 5))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), Long.MAX_VALUE - 1))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(root().resolve("a").toString())
                    .hasMessageContaining("at byte " + (Long.MAX_VALUE - 1));
        }
    }

    @Test
    void case25_aSecondProcessIsRefusedWithTheIdOfTheFirst() throws Exception {
        Process holder = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Holder.class.getName(),
                        root().toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out =
                        new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
                DiskStorage storage = new DiskStorage(root())) {
            assertThat(out.readLine()).isEqualTo("locked");
            assertThatThrownBy(storage::lock)
                    .isInstanceOf(StorageLockedException.class)
                    .hasMessageContaining("by another process (process id " + holder.pid() + ")");
            holder.destroyForcibly().waitFor();
            storage.lock();
        } finally {
            holder.destroyForcibly();
        }
    }

    /** The other process: locks the directory and waits to be killed. */
    static final class Holder {
        private Holder() {}

        public static void main(String[] args) throws Exception {
            DiskStorage storage = new DiskStorage(Path.of(args[0]));
            storage.lock();
            System.out.println("locked");
            System.in.read();
        }
    }

    @Test
    void adirectoryThatCannotBeIsExplained() throws IOException {
        Path file = Files.writeString(temporary.resolve("file"), "x");
        assertThatThrownBy(() -> new DiskStorage(file)).hasMessageContaining("it is a file");
        assertThatThrownBy(() -> new DiskStorage(file.resolve("below")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file.resolve("below").toString());
        assertThatThrownBy(() -> new DiskStorage(Path.of("/proc/none")))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Cannot create the log directory /proc/none")
                .hasMessageContaining("Name a directory");
    }

    @Test
    void noChannelIsLeftOpen() throws IOException {
        long before = openFiles();
        try (DiskStorage storage = new DiskStorage(root())) {
            storage.lock();
            for (int i = 0; i < 50; i++) {
                try (StorageFile file = storage.create("a" + i)) {
                    Thread.currentThread().interrupt();
                    file.write(bytes("hello"), 0);
                    assertThat(Thread.interrupted()).isTrue();
                }
                storage.syncDirectory("");
            }
        }
        assertThat(openFiles()).isLessThanOrEqualTo(before + 1);
    }

    private static long openFiles() {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aThreadThatIsInterruptedLocksADirectoryAndStaysInterrupted(@TempDir Path directory) throws IOException {
        try (DiskStorage storage = new DiskStorage(directory)) {
            Thread.currentThread().interrupt();
            storage.lock();
            assertThat(Thread.interrupted()).isTrue();
            try (DiskStorage second = new DiskStorage(directory)) {
                assertThatThrownBy(second::lock).isInstanceOf(StorageLockedException.class);
            }
        }
    }
}
