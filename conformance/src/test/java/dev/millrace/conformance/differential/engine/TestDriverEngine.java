package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Engine;
import dev.millrace.conformance.differential.Outcome;
import dev.millrace.conformance.differential.Program;
import dev.millrace.conformance.differential.Script;
import dev.millrace.conformance.differential.Trial;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.Topology;

/** Runs topologies on the test driver of the API that this class was loaded with. */
public final class TestDriverEngine implements Engine {

    /**
     * What a driver of Kafka Streams leaves open, when it fails, stays locked: so the next one gets another directory,
     * also in another test of this process.
     */
    private static int failures;

    @Override
    public Outcome run(Trial trial) {
        Program program = trial.program();
        Notes notes = new Notes();
        Properties properties = properties(program.settings(), notes);
        Supplier<Topology> topology = () -> Topologies.topology(program, notes, properties);
        Outcome outcome = new Drive(
                        program.inputs(), program.outputs(), program.settings().cacheBytes() > 0, true, notes)
                .run(topology, properties, trial.actions());
        failures += outcome.failure().isEmpty() ? 0 : 1;
        return outcome;
    }

    @Override
    public List<Case> cases() {
        return Arrays.stream(Book.values())
                .flatMap(book -> book.specs().stream()
                        .flatMap(spec -> scripts(book, spec).stream()
                                .map(script -> new Case(book.name(), spec.title(), script))))
                .toList();
    }

    private static List<String> scripts(Book book, Spec spec) {
        return spec.settings().rocksDb()
                ? book.scripts().subList(0, Math.min(2, book.scripts().size()))
                : book.scripts();
    }

    @Override
    public Outcome run(Case specification) {
        Spec spec = Book.valueOf(specification.book()).specs().stream()
                .filter(each -> each.title().equals(specification.title()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No specification " + specification));
        Notes notes = new Notes();
        Properties properties = properties(spec.settings(), notes);
        Supplier<Topology> topology = () -> {
            StreamsBuilder builder = new StreamsBuilder();
            spec.program().accept(builder);
            return builder.build(properties);
        };
        return new Drive(spec.inputs(), spec.outputs(), spec.settings().cacheBytes() > 0, true, notes)
                .run(topology, properties, Script.parse(specification.script(), spec.inputs()));
    }

    private Properties properties(Program.Settings settings, Notes notes) {
        Properties properties = Topologies.properties(settings, notes);
        // The default is one directory for all builds of a machine.
        properties.put(
                StreamsConfig.STATE_DIR_CONFIG,
                "target/kafka-streams/" + ProcessHandle.current().pid() + "-" + failures);
        return properties;
    }
}
