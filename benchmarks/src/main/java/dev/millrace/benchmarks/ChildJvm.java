package dev.millrace.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A program in a JVM of its own, so that what one side of a comparison compiled, cached or left on the heap is not the
 * other's. It prints one line of figures, {@link #report}, which the parent gets.
 */
final class ChildJvm {

    /** The program may use every processor. */
    static final String ALL_CPUS = "all";

    private static final String RESULT = "result ";

    private ChildJvm() {}

    /** Starts a program on this JVM's class path; its errors go where ours go. */
    static Process start(Class<?> main, List<String> jvmOptions, List<String> arguments) throws IOException {
        return start(main, jvmOptions, arguments, ALL_CPUS);
    }

    private static Process start(Class<?> main, List<String> jvmOptions, List<String> arguments, String cpus)
            throws IOException {
        List<String> command = new ArrayList<>();
        if (!cpus.equals(ALL_CPUS)) {
            command.addAll(List.of("taskset", "-c", cpus));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(jvmOptions);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** Runs a program to its end; returns the figures that it reported. */
    static double[] run(Class<?> main, List<String> jvmOptions, List<String> arguments)
            throws IOException, InterruptedException {
        return run(main, jvmOptions, arguments, ALL_CPUS);
    }

    /** As above, on some of the processors only, named as {@code taskset} does. */
    static double[] run(Class<?> main, List<String> jvmOptions, List<String> arguments, String cpus)
            throws IOException, InterruptedException {
        Process child = start(main, jvmOptions, arguments, cpus);
        double[] figures = null;
        try (BufferedReader output = child.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.startsWith(RESULT)) {
                    figures = Arrays.stream(line.substring(RESULT.length()).split(" ", -1))
                            .mapToDouble(Double::parseDouble)
                            .toArray();
                }
            }
        }
        int status = child.waitFor();
        if (figures == null) {
            throw new IllegalStateException(
                    main.getSimpleName() + " " + arguments + " ended with status " + status + " and no result");
        }
        return figures;
    }

    /** In the child: tells the parent. */
    static void report(double... figures) {
        StringBuilder line = new StringBuilder(RESULT);
        for (int i = 0; i < figures.length; i++) {
            line.append(i == 0 ? "" : " ").append(figures[i]);
        }
        System.out.println(line);
    }
}
