package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What a recovery found and nobody needs. It is deleted only once a checkpoint says so: what recovery relies on, it
 * sees, but after a failed sync that need not be on the disk; and what is deleted does not come back with the power.
 */
final class ObsoleteFiles {
    private final List<String> files = new ArrayList<>();
    private final List<String> directories = new ArrayList<>();

    void addFile(String path) {
        files.add(path);
    }

    void addDirectory(String path) {
        directories.add(path);
    }

    void remove(Storage storage) throws IOException {
        for (String file : files) {
            storage.delete(file);
        }
        for (String directory : directories) {
            Recovery.removeTree(storage, directory);
        }
    }
}
