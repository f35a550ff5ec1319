package dev.millrace.conformance.audit;

import java.util.List;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * After each test the process holds what it held before: open files, threads, direct memory and temporary files, see
 * {@link ProcessResources}. A test that failed is not audited: it left in the middle.
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
    public void afterEach(ExtensionContext context) {
        if (context.getExecutionException().isEmpty()) {
            List<String> leaks = context.getStore(SPACE)
                    .get(ProcessResources.class, ProcessResources.class)
                    .leakedSince();
            if (!leaks.isEmpty()) {
                throw new AssertionError("The test leaves behind: " + String.join(", ", leaks));
            }
        }
    }
}
