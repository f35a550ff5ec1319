package dev.millrace.log.storage;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Path;

/** Makes a directory, and those above it, so that no power cut takes it away. */
/*
 * A process that was killed half way has made a directory whose name is not durable, and nobody can see that. So the
 * name of the lowest one that is there is made durable again; those above it were, before anything was made in them.
 */
final class DurableDirectory {
    private DurableDirectory() {}

    /** The three things that are done to directories. */
    interface Disk {
        boolean isDirectory(Path path) throws IOException;

        void create(Path directory) throws IOException;

        void sync(Path directory) throws IOException;
    }

    static void create(Path directory, Disk disk) throws IOException {
        Path parent = directory.getParent();
        if (parent == null) {
            return;
        }
        if (disk.isDirectory(directory)) {
            try {
                disk.sync(parent);
            } catch (AccessDeniedException e) {
                return; // who made it may read the one above it: it was another user, and no process of ours that was
                // killed
            }
        } else {
            create(parent, disk);
            disk.create(directory);
            disk.sync(parent);
        }
    }
}
