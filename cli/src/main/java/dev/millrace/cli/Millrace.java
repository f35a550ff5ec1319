package dev.millrace.cli;

import dev.millrace.cli.log.LogCommand;
import dev.millrace.cli.migrate.MigrateCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.ParameterException;

/** The {@code millrace} command. Exits with 0 when all went well and with 1, after one line that says why, when not. */
@Command(
        name = "millrace",
        description = "Stateful stream processing in plain Java.",
        mixinStandardHelpOptions = true,
        version = "millrace 0.1.0-SNAPSHOT",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {ExampleCommand.class, LogCommand.class, MigrateCommand.class})
public final class Millrace implements Runnable {

    private static final int FAILURE = 1;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    private Millrace() {}

    /**
     * Runs the command named by the arguments and ends the process.
     *
     * @param args a subcommand and its options; {@code --help} lists them
     */
    public static void main(String[] args) {
        long startNanos = System.nanoTime();
        LogLines.configure();
        System.exit(commandLine(startNanos).execute(args));
    }

    /**
     * The command with its error handling, as {@link #main} runs it.
     *
     * @param startNanos when the process began its work, by {@link System#nanoTime()}
     */
    static CommandLine commandLine(long startNanos) {
        return new CommandLine(new Millrace())
                .addSubcommand(new DemoCommand(startNanos))
                .setParameterExceptionHandler(Millrace::wrongArguments)
                .setExecutionExceptionHandler(Millrace::failed);
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command given");
    }

    private static int wrongArguments(ParameterException wrong, String[] args) {
        CommandLine command = wrong.getCommandLine();
        command.getErr()
                .printf(
                        "%s (see '%s --help')%n",
                        wrong.getMessage(), command.getCommandSpec().qualifiedName());
        return FAILURE;
    }

    private static int failed(Exception thrown, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println(OneLine.of(thrown));
        if (Boolean.getBoolean("millrace.stacktrace")) {
            thrown.printStackTrace(command.getErr());
        }
        return thrown instanceof InterruptedException ? ExitCode.SOFTWARE : FAILURE;
    }
}
