package dev.millrace.stores;

import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.errors.StreamsException;
import dev.millrace.streams.store.StateClaim;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps an application's state directory for one process. Its tasks lock their databases as well, but only once they
 * have written: without this lock, what tidies up in one process could delete a directory that another has just made.
 */
/*
 * The lock file stands beside the directory, so that the directory may be deleted while the lock is held; the file
 * itself never is, or two processes could each lock a file of that name. Within the process a lock is counted and its
 * file never opened a second time: POSIX locks belong to the process, and closing any descriptor of the file gives them
 * up.
 */
final class ApplicationDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(ApplicationDirectory.class);

    /** Lock file → the lock. Guards itself. */
    private static final Map<Path, ApplicationDirectory> HELD = new HashMap<>();

    private final Path file;
    private final FileChannel channel;
    private final String log;
    private int claims;

    private ApplicationDirectory(Path file, FileChannel channel, String log) {
        this.file = file;
        this.channel = channel;
        this.log = log;
    }

    /** See {@link dev.millrace.streams.store.StoreProvider#claim}. */
    static StateClaim claim(Path directory, String log, boolean groupMayWrite) {
        synchronized (HELD) {
            try {
                make(directory, groupMayWrite);
                Path file = lockFile(directory.toRealPath());
                ApplicationDirectory held = HELD.get(file);
                if (held == null) {
                    held = new ApplicationDirectory(file, lock(file, directory), log);
                    restrict(file, groupMayWrite ? "rw-rw----" : "rw-r-----");
                    HELD.put(file, held);
                } else if (!held.log.equals(log)) {
                    throw new StreamsException("Unable to initialize state: an instance on the log " + held.log
                            + " uses the state directory " + directory + " in this process, and this one is on the log "
                            + log + ". Give each a state.dir or an application.id of its own.");
                }
                held.claims++;
                return new Claim(held);
            } catch (IOException | UnsupportedOperationException e) {
                throw new ProcessorStateException(
                        "Cannot use the state directory " + directory + ": " + e
                                + ". Check that it is writable and has free space; state.dir says where it is.",
                        e);
            }
        }
    }

    private static Path lockFile(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".lock");
    }

    private static void make(Path directory, boolean groupMayWrite) throws IOException {
        String rights = groupMayWrite ? "rwxrwx---" : "rwxr-x---";
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null && Files.notExists(parent)) {
            Files.createDirectories(parent);
            restrict(parent, rights);
        }
        Files.createDirectories(directory);
        restrict(directory, rights);
    }

    /** Whoever is not the owner may not set rights, and need not if they are as they should be. */
    private static void restrict(Path path, String wanted) {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class, new LinkOption[0]);
        if (view == null) { // not a POSIX file system
            return;
        }
        try {
            Set<PosixFilePermission> rights = PosixFilePermissions.fromString(wanted);
            if (!view.readAttributes().permissions().equals(rights)) {
                view.setPermissions(rights);
            }
        } catch (IOException e) {
            LOG.warn("The rights to {} could not be set to {}: {}", path, wanted, e.toString());
        }
    }

    private static FileChannel lock(Path file, Path directory) throws IOException {
        boolean interrupted =
                Thread.interrupted(); // who is interrupted closes the channel that it uses, and the lock with it
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        boolean locked = false;
        try {
            if (!tryLock(channel)) {
                throw new StreamsException("Unable to initialize state: another process" + holder(channel)
                        + " uses the state directory " + directory
                        + ". It may be another instance of the application on this machine: give each a state.dir of its own,"
                        + " or run more threads in one (num.stream.threads).");
            }
            byte[] pid = (ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII);
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(pid), 0);
            locked = true;
            return channel;
        } finally {
            if (!locked) {
                channel.close();
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException byAnotherClassLoader) {
            return false;
        }
    }

    /** Read by the channel at hand: to open the file once more would be to close it once more. */
    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(32);
        channel.read(bytes, 0);
        String pid = new String(bytes.array(), 0, bytes.position(), StandardCharsets.US_ASCII).trim();
        return pid.isEmpty() ? "" : " (process id " + pid + ")";
    }

    /** One user of the lock. */
    private static final class Claim implements StateClaim {

        private final ApplicationDirectory held;
        private boolean closed;

        Claim(ApplicationDirectory held) {
            this.held = held;
        }

        @Override
        public void close() {
            synchronized (HELD) {
                if (!closed) {
                    closed = true;
                    held.release();
                }
            }
        }
    }

    private void release() {
        claims--;
        if (claims == 0) {
            HELD.remove(file);
            try {
                channel.close();
            } catch (IOException e) {
                LOG.warn("The lock {} could not be given back before the end of the process: {}", file, e.toString());
            }
        }
    }
}
