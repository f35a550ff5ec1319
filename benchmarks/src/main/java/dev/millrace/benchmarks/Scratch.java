package dev.millrace.benchmarks;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that is there while a benchmark runs. */
final class Scratch implements AutoCloseable {

    private final Path path;

    /** For a run that is broken off. */
    private final Thread deletion = new Thread(this::delete);

    private Scratch(Path path) {
        this.path = path;
        Runtime.getRuntime().addShutdownHook(deletion);
    }

    /**
     * Makes the directory.
     *
     * @param parent where
     * @param name how its name begins
     * @param neededBytes how much is going to be written; twice as much has to be free
     */
    static Scratch in(Path parent, String name, long neededBytes) throws IOException {
        long freeBytes = Files.getFileStore(Files.createDirectories(parent)).getUsableSpace();
        if (freeBytes / 2 < neededBytes) {
            throw new IllegalStateException(
                    "This writes " + (neededBytes >> 20) + " MB below " + parent.toAbsolutePath() + ", where only "
                            + (freeBytes >> 20) + " MB are free: make room, or ask for less");
        }
        return new Scratch(Files.createTempDirectory(parent, name));
    }

    Path path() {
        return path;
    }

    private void delete() {
        try {
            MoreFiles.deleteRecursively(path, RecursiveDeleteOption.ALLOW_INSECURE);
        } catch (IOException e) {
            System.err.println("Cannot delete " + path + ": " + e.getMessage());
        }
    }

    @Override
    public void close() {
        Runtime.getRuntime().removeShutdownHook(deletion);
        delete();
    }
}
