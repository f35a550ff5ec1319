package dev.millrace.cli.log;

import dev.millrace.log.DumpOptions;
import dev.millrace.log.FileDump;
import dev.millrace.log.storage.ReadOnlyFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code millrace log dump}: prints a file of a log, or sums up a directory. Exits with 1 if something is damaged. */
@Command(
        name = "dump",
        description = "Prints what a file of a log holds and where it is damaged, or sums up the files of a directory. "
                + "It only reads, and may be used while the log is in use. Exit status 1: something is damaged.",
        mixinStandardHelpOptions = true,
        sortOptions = false)
final class LogDumpCommand implements Callable<Integer> {

    private static final int DAMAGED = 1;

    @Parameters(
            paramLabel = "FILE",
            description = "a segment, index, checkpoint or journal; or a directory with such files")
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private Path path;

    @Option(names = "--deep", description = "show the records of each batch; those of the broker's own topics in words")
    private boolean deep;

    @Option(
            names = "--offset",
            paramLabel = "N",
            defaultValue = "0",
            description = "begin with this offset; in a journal with this sequence number")
    private long fromOffset;

    @Option(names = "--limit", paramLabel = "N", description = "show at most so many batches or entries")
    private @Nullable Long limit;

    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandLine.Model.CommandSpec spec;

    LogDumpCommand() {}

    @Override
    public Integer call() throws IOException {
        if (limit != null && limit < 1) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--limit takes a number of 1 or more; not " + limit);
        }
        if (!Files.exists(path)) {
            throw new IOException(path + " does not exist.");
        }
        PrintWriter out = spec.commandLine().getOut();
        boolean intact = Files.isDirectory(path) ? sumUp(out) : dump(out);
        out.flush();
        return intact ? CommandLine.ExitCode.OK : DAMAGED;
    }

    private boolean dump(PrintWriter out) throws IOException {
        String name = name(path);
        try (ReadOnlyFile file = ReadOnlyFile.open(path)) {
            FileDump.Kind kind = FileDump.kindOf(name, file);
            if (kind == null) {
                throw new IOException(
                        path + " is none of a log's files: neither its name nor its first bytes are those of"
                                + " a segment, an index, a checkpoint or a journal.");
            }
            DumpPrinter printer = new DumpPrinter(out, topic());
            long most = limit == null ? Long.MAX_VALUE : limit;
            FileDump.dump(kind, name, file, new DumpOptions(fromOffset, most, deep, unsyncedFrom(kind, path)), printer);
            return printer.isIntact();
        }
    }

    /** What the checkpoint of the log that a segment is part of says of its end. */
    private static long unsyncedFrom(FileDump.Kind kind, Path file) throws IOException {
        Path directory = file.toAbsolutePath().normalize().getParent();
        Path partitions = directory == null ? null : directory.getParent();
        if (kind != FileDump.Kind.SEGMENT || directory == null || partitions == null) {
            return Long.MAX_VALUE;
        }
        Path checkpoint = partitions.resolveSibling("checkpoint");
        if (!Files.exists(checkpoint)) {
            return Long.MAX_VALUE;
        }
        try (ReadOnlyFile opened = ReadOnlyFile.open(checkpoint)) {
            return FileDump.unsyncedFrom(opened, name(directory), name(file));
        }
    }

    /** The topic whose partition's directory the file is in. */
    private @Nullable String topic() {
        Path directory = path.toAbsolutePath().normalize().getParent();
        TopicPartition partition = directory == null ? null : FileDump.partitionOf(name(directory));
        return partition == null ? null : partition.topic();
    }

    private boolean sumUp(PrintWriter out) throws IOException {
        List<Path> files;
        try (Stream<Path> below = Files.walk(path)) {
            files = below.filter(Files::isRegularFile).sorted().toList();
        }
        boolean intact = true;
        for (Path each : files) {
            try (ReadOnlyFile file = ReadOnlyFile.open(each)) {
                DumpSummary summary = new DumpSummary();
                String name = name(each);
                FileDump.Kind kind = FileDump.kindOf(name, file);
                if (kind != null) {
                    FileDump.dump(kind, name, file, DumpOptions.ALL.unsyncedFrom(unsyncedFrom(kind, each)), summary);
                }
                out.println(path.relativize(each) + "  " + file.size() + " bytes  "
                        + (kind == null ? "not a log's" : summary.text()));
                intact &= summary.isIntact();
            }
        }
        return intact;
    }

    private static String name(Path path) {
        return String.valueOf(path.getFileName());
    }
}
