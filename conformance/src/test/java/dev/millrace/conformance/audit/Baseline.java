package dev.millrace.conformance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.commons.support.ReflectionSupport;

/**
 * After each test the process holds what it held before (open files, threads, direct memory, see
 * {@link ProcessResources}), and in the directories of its {@code @TempDir} fields no file is left half written
 * ({@code *.tmp}). A test that failed is not audited: it left in the middle.
 *
 * <pre>{@code @ExtendWith(Baseline.class)}</pre>
 */
public final class Baseline implements BeforeEachCallback, AfterEachCallback {
    private static final ExtensionContext.Namespace SPACE = ExtensionContext.Namespace.create(Baseline.class);

    @Override
    public void beforeEach(ExtensionContext context) {
        context.getStore(SPACE).put(ProcessResources.class, ProcessResources.now());
    }

    @Override
    public void afterEach(ExtensionContext context) throws Exception {
        if (context.getExecutionException().isEmpty()) {
            List<String> leaks = new ArrayList<>(context.getStore(SPACE)
                    .get(ProcessResources.class, ProcessResources.class)
                    .leakedSince());
            for (Path directory : temporaryDirectories(context.getRequiredTestInstance())) {
                halfWritten(directory).forEach(file -> leaks.add("temporary file " + file));
            }
            if (!leaks.isEmpty()) {
                throw new AssertionError("The test leaves behind: " + String.join(", ", leaks));
            }
        }
    }

    private static List<Path> temporaryDirectories(Object test) throws Exception {
        List<Path> directories = new ArrayList<>();
        for (var field : AnnotationSupport.findAnnotatedFields(
                test.getClass(), TempDir.class, field -> true, HierarchyTraversalMode.TOP_DOWN)) {
            Object value = ReflectionSupport.tryToReadFieldValue(field, test).get();
            if (value instanceof Path path) {
                directories.add(path);
            }
        }
        return directories;
    }

    static List<Path> halfWritten(Path directory) throws IOException {
        try (Stream<Path> all = Files.walk(directory)) {
            return all.filter(path -> path.toString().endsWith(".tmp")).toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
