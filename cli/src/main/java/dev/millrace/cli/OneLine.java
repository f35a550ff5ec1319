package dev.millrace.cli;

import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/** What went wrong, in one line for a person at a terminal. */
final class OneLine {

    private OneLine() {}

    /**
     * The line for {@code thrown}: of its causes the one that knows most, in words where Java has only a class name.
     */
    static String of(Throwable thrown) {
        Throwable cause =
                thrown instanceof UncheckedIOException && thrown.getCause() != null ? thrown.getCause() : thrown;
        String text = cause instanceof FileSystemException file ? fileError(file) : cause.getMessage();
        if (text == null || text.isBlank()) {
            text = cause.toString();
        }
        return "millrace: " + text.lines().findFirst().orElse(text);
    }

    private static String fileError(FileSystemException error) {
        if (error instanceof AccessDeniedException) {
            return error.getFile() + " cannot be written: permission denied. Choose another directory with --log-dir.";
        }
        if (error instanceof NoSuchFileException) {
            return error.getFile() + " does not exist and cannot be created.";
        }
        String reason = error.getReason();
        return error.getFile() + ": " + (reason == null ? error.getClass().getSimpleName() : reason);
    }
}
