package dev.millrace.cli;

import dev.millrace.examples.ClickAnomalies;
import dev.millrace.examples.CustomerOrders;
import dev.millrace.examples.MusicCharts;
import dev.millrace.examples.PageViewsByRegion;
import dev.millrace.examples.PaidOrders;
import dev.millrace.examples.PricedOrders;
import dev.millrace.examples.TopArticles;
import dev.millrace.examples.UserSessions;
import dev.millrace.examples.WindowedAverage;
import dev.millrace.examples.WordCount;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/** {@code millrace example NAME}: runs one of the small programs on an embedded log in a temporary directory. */
@Command(
        name = "example",
        description = "Runs one of the small programs of docs/examples.md on an embedded log, and prints its output.",
        mixinStandardHelpOptions = true)
final class ExampleCommand implements Callable<Integer> {

    /** The {@code main} of a program. */
    private interface Program {
        void run(String[] args) throws Exception;
    }

    private static final Map<String, Program> PROGRAMS = new TreeMap<>(Map.of(
            "click-anomalies", ClickAnomalies::main,
            "customer-orders", CustomerOrders::main,
            "music-charts", MusicCharts::main,
            "page-views-by-region", PageViewsByRegion::main,
            "paid-orders", PaidOrders::main,
            "priced-orders", PricedOrders::main,
            "top-articles", TopArticles::main,
            "user-sessions", UserSessions::main,
            "windowed-average", WindowedAverage::main,
            "word-count", WordCount::main));

    @Parameters(index = "0", arity = "0..1", paramLabel = "NAME", description = "which; without it all are listed")
    private @Nullable String name;

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "ARGUMENT", description = "for word-count: lines of text")
    private final List<String> arguments = new ArrayList<>();

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        if (name == null) {
            PROGRAMS.keySet().forEach(spec.commandLine().getOut()::println);
            return CommandLine.ExitCode.OK;
        }
        Program program = PROGRAMS.get(name);
        if (program == null) {
            throw new ParameterException(
                    spec.commandLine(), "There is no example '" + name + "'; there are " + PROGRAMS.keySet());
        }
        program.run(arguments.toArray(String[]::new));
        return CommandLine.ExitCode.OK;
    }
}
