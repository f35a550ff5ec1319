package dev.millrace.fuzz;

import dev.millrace.broker.BrokerFuzzTargets;
import dev.millrace.cli.log.DumpFuzzTargets;
import dev.millrace.log.LogFuzzTargets;
import dev.millrace.log.record.RecordFuzzTargets;
import dev.millrace.runtime.RuntimeFuzzTargets;
import dev.millrace.stores.StoreFuzzTargets;
import dev.millrace.transaction.TransactionFuzzTargets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Every decoder there is, and the corpus of each: one file an input, in {@code src/test/resources/fuzz/<target>/}. */
final class FuzzTargets {

    private static final Path CORPUS = Path.of("src/test/resources/fuzz");

    private FuzzTargets() {}

    static List<FuzzTarget> all() {
        return stream().toList();
    }

    static FuzzTarget named(String name) {
        return stream()
                .filter(target -> target.name().equals(name))
                .findFirst()
                .orElseThrow(
                        () -> new IllegalArgumentException("No decoder is named " + name + "; there are " + all()));
    }

    /** Lazily: who looks for one need not load the classes of all that follow it. */
    private static Stream<FuzzTarget> stream() {
        return Stream.<Supplier<List<FuzzTarget>>>of(
                        RecordFuzzTargets::all,
                        LogFuzzTargets::all,
                        DumpFuzzTargets::all,
                        TransactionFuzzTargets::all,
                        BrokerFuzzTargets::all,
                        RuntimeFuzzTargets::all,
                        StoreFuzzTargets::all)
                .flatMap(targets -> targets.get().stream());
    }

    /** The inputs that are kept for a target: valid ones, and those that once were handled wrongly. */
    static List<byte[]> corpus(FuzzTarget target) {
        List<byte[]> inputs = new ArrayList<>(target.seeds());
        Path directory = CORPUS.resolve(target.name());
        if (Files.isDirectory(directory)) {
            try (Stream<Path> files = Files.list(directory)) {
                for (Path file : files.sorted().toList()) {
                    inputs.add(Files.readAllBytes(file));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return inputs;
    }
}
