package dev.millrace.stores;

import dev.millrace.streams.errors.ProcessorStateException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** What is in a task's directory: our database, and maybe files of a user's own stores. */
final class TaskDirectory {

    private TaskDirectory() {}

    /** Where the database is, if there is one. */
    static Path database(Path directory) {
        return directory.resolve("rocksdb");
    }

    /**
     * Deletes the directory with all that is in it, unless its database is open.
     *
     * @return whether it is gone
     * @throws ProcessorStateException if it is not open and cannot be deleted
     */
    static boolean delete(Path directory) {
        if (!Files.exists(directory)) {
            return true;
        }
        if (!RocksDatabase.delete(database(directory))) {
            return false;
        }
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
            return true;
        } catch (IOException e) {
            throw new ProcessorStateException("Cannot delete the state in " + directory + ": " + e, e);
        }
    }
}
