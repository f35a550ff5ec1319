package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The files of one {@link DiskStorage} that are in use and their present names, so that a file can be opened again
 * after its channel was closed here, because too many were open. Names change, and channels are opened and closed,
 * under this object's monitor.
 */
/*
 * Which channel to close: the clock algorithm. The files stand in a ring; the hand passes over one that was used since
 * the hand was there last, and stops at one that was not. A file with writes that are not synced is passed over as
 * well, at first: as long as its channel is open the system keeps an error of writing it back for us. If there is no
 * other it is synced before it is closed, and if that fails the file never syncs again.
 */
final class OpenFiles {
    /**
     * A process may commonly have 1,024 files open or more (the JVM raises its limit as far as it may), and has others,
     * too.
     */
    static final int DEFAULT_LIMIT = 768;

    private final int limit;
    private final Set<DiskFile> files = Collections.newSetFromMap(new IdentityHashMap<>());

    /** Those with an open channel, the hand of the clock at the first. */
    private final Deque<DiskFile> ring = new ArrayDeque<>();

    OpenFiles(int limit) {
        this.limit = limit;
    }

    /** Opens a file that is new here. */
    synchronized SteadyChannel add(DiskFile file, OpenOption how) throws IOException {
        SteadyChannel channel = open(file, how);
        files.add(file);
        return channel;
    }

    /** Opens the channel of a file that lost it. */
    synchronized SteadyChannel reopen(DiskFile file) throws IOException {
        ring.remove(file);
        return open(file, StandardOpenOption.WRITE);
    }

    private SteadyChannel open(DiskFile file, OpenOption how) throws IOException {
        if (ring.size() >= limit && !closeOne(false)) {
            closeOne(true);
        }
        SteadyChannel channel = SteadyChannel.open(file.path(), StandardOpenOption.READ, StandardOpenOption.WRITE, how);
        ring.addLast(file);
        return channel;
    }

    /** Closes the channel of a file that was not used of late; returns whether there was one. */
    private boolean closeOne(boolean evenIfUnsynced) {
        for (int steps = 2 * ring.size(); steps > 0; steps--) {
            DiskFile file = ring.removeFirst();
            if (!file.wasUsed() && file.rest(evenIfUnsynced)) {
                return true;
            }
            ring.addLast(file);
        }
        return false;
    }

    synchronized void remove(DiskFile file) {
        files.remove(file);
        ring.remove(file);
    }

    /** How many channels are open. */
    synchronized int openCount() {
        return ring.size();
    }

    /** Closes what its owners left open, because opening the log failed half way, say. */
    synchronized void closeAll() throws IOException {
        for (DiskFile file : List.copyOf(files)) {
            file.close();
        }
    }

    synchronized void rename(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        for (DiskFile file : files) {
            Path path = file.path();
            if (path.equals(to)) {
                file.lostItsName();
            } else if (path.startsWith(from)) {
                file.movedTo(path.equals(from) ? to : to.resolve(from.relativize(path)));
            }
        }
    }

    synchronized void delete(Path path) throws IOException {
        Files.delete(path);
        for (DiskFile file : files) {
            if (file.path().equals(path)) {
                file.lostItsName();
            }
        }
    }
}
