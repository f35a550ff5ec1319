package dev.millrace.cli;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The directory of a demo run. It is emptied only if a demo made it: a marker file says so. */
final class DemoDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(DemoDirectory.class);
    private static final String MARKER = ".millrace-demo";

    private DemoDirectory() {}

    /**
     * Makes {@code directory} ready: as it is if it is to be kept, else new.
     *
     * @throws IOException if it cannot be written, holds something else than a demo, or another demo runs in it
     */
    static void prepare(Path directory, boolean keep) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IOException(directory + " is not a directory. Choose another one with --log-dir.");
        }
        Files.createDirectories(directory);
        Path marker = directory.resolve(MARKER);
        if (!Files.exists(marker)) {
            if (!isEmpty(directory)) {
                throw new IOException(
                        directory + " holds something else than a demo. Choose an empty directory with --log-dir.");
            }
            Files.createFile(marker);
        } else if (!keep) {
            empty(directory, marker);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.findAny().isEmpty();
        }
    }

    private static void empty(Path directory, Path marker) throws IOException {
        refuseIfInUse(directory.resolve("log").resolve(".lock"), directory);
        Path previous = Files.createTempDirectory(directory, ".previous-");
        try (Stream<Path> entries = Files.list(directory)) {
            for (Path entry : entries.filter(path -> !path.equals(marker) && !path.equals(previous))
                    .toList()) {
                Files.move(entry, previous.resolve(entry.getFileName()));
            }
        }
        Thread remover = new Thread(() -> remove(previous), "previous-run-remover");
        remover.setDaemon(true);
        remover.start();
    }

    /**
     * To give back some hundred files takes a while, and the new run need not wait. What is left of it goes next time.
     */
    private static void remove(Path previous) {
        try {
            MoreFiles.deleteRecursively(previous, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            LOG.warn("Cannot remove the previous run in {}", previous, e);
        }
    }

    /** The broker holds a lock on this file while it runs; a demo that still runs must not lose its files. */
    private static void refuseIfInUse(Path lockFile, Path directory) throws IOException {
        if (!Files.exists(lockFile)) {
            return;
        }
        try (FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.WRITE);
                FileLock lock = channel.tryLock()) {
            if (lock == null) {
                throw inUse(directory);
            }
        } catch (OverlappingFileLockException e) {
            throw inUse(directory);
        }
    }

    private static IOException inUse(Path directory) {
        return new IOException(
                directory + " is in use by another process. Stop it, or choose another directory with" + " --log-dir.");
    }
}
