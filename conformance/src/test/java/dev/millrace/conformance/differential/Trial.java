package dev.millrace.conformance.differential;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A program and what is done to it. */
public record Trial(Program program, List<Action> actions) {

    @Override
    public String toString() {
        return program
                + IntStream.range(0, actions.size())
                        .mapToObj(i -> "#" + i + " " + actions.get(i))
                        .collect(Collectors.joining("\n", "\n", ""));
    }
}
