package dev.millrace.cli.log;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;

/** {@code millrace log}: what is done with a log directory's files. */
@Command(
        name = "log",
        description = "Looks at the files of a log directory.",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = LogDumpCommand.class)
public final class LogCommand implements Runnable {

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    /** Made by picocli. */
    public LogCommand() {}

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "No command given");
    }
}
