package dev.millrace.conformance.arrows;

import com.tngtech.archunit.core.domain.JavaClass;
import java.util.List;
import java.util.Optional;

/**
 * The modules, the packages each of them owns, and the modules each may use directly.
 *
 * <p>Maven already keeps the modules free of cycles, but it hands on what a module's own dependencies bring. Here the
 * arrows are direct: the runtime reaches the log through the broker's clients only, although log-core is on its class
 * path.
 */
enum MillraceModule {
    LOG_CORE("log-core", List.of("dev.millrace.log..")),
    EXACTLY_ONCE("exactly-once", List.of("dev.millrace.transaction.."), LOG_CORE),
    BROKER("broker", List.of("dev.millrace.broker.."), LOG_CORE, EXACTLY_ONCE),
    STREAMS_DSL("streams-dsl", List.of("dev.millrace.streams..")),
    JSON_SERDE("json-serde", List.of("dev.millrace.json..")),
    STATE_STORES("state-stores", List.of("dev.millrace.stores.."), STREAMS_DSL),
    STREAMS_RUNTIME(
            "streams-runtime", List.of("dev.millrace", "dev.millrace.runtime.."), STREAMS_DSL, STATE_STORES, BROKER),
    STREAMS_TEST("streams-test", List.of("dev.millrace.streams.test.."), STREAMS_DSL, STREAMS_RUNTIME, BROKER),
    EXAMPLES("examples", List.of("dev.millrace.examples.."), STREAMS_DSL, JSON_SERDE, STREAMS_RUNTIME, BROKER),
    CLI("cli", List.of("dev.millrace.cli.."), LOG_CORE, BROKER, STREAMS_DSL, STREAMS_RUNTIME, EXAMPLES),
    BENCHMARKS(
            "benchmarks",
            List.of("dev.millrace.benchmarks.."),
            LOG_CORE,
            EXACTLY_ONCE,
            BROKER,
            STREAMS_DSL,
            STATE_STORES,
            STREAMS_RUNTIME),
    CONFORMANCE(
            "conformance",
            List.of("dev.millrace.conformance.."),
            LOG_CORE,
            EXACTLY_ONCE,
            BROKER,
            STREAMS_DSL,
            STATE_STORES,
            STREAMS_RUNTIME,
            STREAMS_TEST,
            EXAMPLES,
            CLI,
            BENCHMARKS);

    private final String directory;
    private final List<String> packages;
    private final List<MillraceModule> uses;

    MillraceModule(String directory, List<String> packages, MillraceModule... uses) {
        this.directory = directory;
        this.packages = packages;
        this.uses = List.of(uses);
    }

    /** The module that owns the package of {@code type}: the one with the longest matching prefix, if there is any. */
    static Optional<MillraceModule> of(JavaClass type) {
        MillraceModule owner = null;
        int longest = -1;
        for (MillraceModule module : values()) {
            for (String pattern : module.packages) {
                String root = pattern.replace("..", "");
                if (root.length() > longest && matches(pattern, root, type.getPackageName())) {
                    owner = module;
                    longest = root.length();
                }
            }
        }
        return Optional.ofNullable(owner);
    }

    private static boolean matches(String pattern, String root, String packageName) {
        return packageName.equals(root) || (pattern.endsWith("..") && packageName.startsWith(root + "."));
    }

    boolean mayUse(MillraceModule other) {
        return other == this || uses.contains(other);
    }

    /** Whether a class file with this address was built by this module: from its classes folder, or from its jar. */
    boolean built(String uri) {
        return uri.contains("/" + directory + "/target/") || uri.contains("/millrace-" + directory + "-");
    }

    List<MillraceModule> uses() {
        return uses;
    }

    @Override
    public String toString() {
        return directory;
    }
}
