package dev.millrace.streams.test;

import dev.millrace.streams.Topology;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit Jupiter extension that makes a {@link TopologyTestDriver} before each test and closes it afterwards. Tests and
 * {@code BeforeEach} methods ask for it by a parameter. Needs {@code junit-jupiter-api} on the class path.
 *
 * <pre>{@code
 * @RegisterExtension
 * final TopologyTestDriverExtension extension = new TopologyTestDriverExtension(WordCount::topology);
 *
 * @Test
 * void wordsAreCounted(TopologyTestDriver driver) { ... }
 * }</pre>
 */
public final class TopologyTestDriverExtension implements BeforeEachCallback, AfterEachCallback, ParameterResolver {

    private final Supplier<Topology> topology;
    private final Supplier<TestDriverOptions> options;
    private @Nullable TopologyTestDriver driver;

    /**
     * An extension whose drivers run in the default way.
     *
     * @param topology makes the topology of each test; asked once before each
     */
    public TopologyTestDriverExtension(Supplier<Topology> topology) {
        this(topology, TestDriverOptions::defaults);
    }

    /**
     * An extension.
     *
     * @param topology asked before each test
     * @param options asked before each test, so that they may depend on what other extensions have made
     */
    public TopologyTestDriverExtension(Supplier<Topology> topology, Supplier<TestDriverOptions> options) {
        this.topology = topology;
        this.options = options;
    }

    /**
     * The driver of the test that runs.
     *
     * @return open until the test's {@code AfterEach} methods have run
     * @throws IllegalStateException outside of a test
     */
    public TopologyTestDriver driver() {
        TopologyTestDriver open = driver;
        if (open == null) {
            throw new IllegalStateException(
                    "There is a driver only while a test runs. The field of the extension must be"
                            + " annotated with @RegisterExtension, and not be static");
        }
        return open;
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        driver = new TopologyTestDriver(topology.get(), options.get());
    }

    @Override
    public void afterEach(ExtensionContext context) {
        TopologyTestDriver open = driver;
        driver = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
        return parameterContext.getParameter().getType() == TopologyTestDriver.class;
    }

    @Override
    public TopologyTestDriver resolveParameter(ParameterContext parameterContext, ExtensionContext extensionContext) {
        return driver();
    }
}
