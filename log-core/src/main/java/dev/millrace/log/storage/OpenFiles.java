package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/**
 * The open files of one {@link DiskStorage} and their present names, so that a file can be opened again after an interrupt
 * closed its channel. Names change, and channels are reopened, under this object's monitor.
 */
final class OpenFiles {
    private final Set<DiskFile> files = Collections.newSetFromMap(new IdentityHashMap<>());

    synchronized void add(DiskFile file) {
        files.add(file);
    }

    synchronized void remove(DiskFile file) {
        files.remove(file);
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
