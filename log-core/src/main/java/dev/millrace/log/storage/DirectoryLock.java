package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Set;

/**
 * Keeps a directory for one holder: other processes by a file lock, which the system gives back when the process ends
 * however it ends; other instances of this process by a table of real paths.
 */
/*
 * The table is not a luxury: POSIX locks belong to the process, and closing any descriptor of the file gives them up.
 * So within the process nobody may even open the lock file a second time. The channel is one that no interrupt closes,
 * which would give the lock up or fail a start for no reason that a user could see.
 */
final class DirectoryLock {
    private static final Set<Path> HELD = new HashSet<>();

    private final Path realRoot;
    private final SteadyChannel channel;

    private DirectoryLock(Path realRoot, SteadyChannel channel) {
        this.realRoot = realRoot;
        this.channel = channel;
    }

    static DirectoryLock acquire(Path root, Path file) throws IOException {
        Path realRoot = root.toRealPath();
        synchronized (HELD) {
            if (!HELD.add(realRoot)) {
                throw inUse(root, "by this process already");
            }
        }
        SteadyChannel channel = null;
        try {
            channel = SteadyChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            if (!channel.tryLock()) {
                throw inUse(root, "by another process" + holder(file));
            }
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.UTF_8);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            return new DirectoryLock(realRoot, channel);
        } catch (IOException | RuntimeException e) {
            if (channel != null) {
                channel.close();
            }
            forget(realRoot);
            throw e;
        }
    }

    void release() throws IOException {
        try {
            channel.close();
        } finally {
            forget(realRoot);
        }
    }

    static StorageLockedException inUse(Path root, String by) {
        return new StorageLockedException("The log directory " + root + " is in use " + by
                + ". Stop the other user first, or name another directory.");
    }

    private static String holder(Path file) {
        try {
            String pid = Files.readString(file).trim();
            return pid.isEmpty() ? "" : " (process id " + pid + ")";
        } catch (IOException unreadable) {
            return "";
        }
    }

    private static void forget(Path realRoot) {
        synchronized (HELD) {
            HELD.remove(realRoot);
        }
    }
}
