package dev.millrace.conformance.differential;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Makes a failing trial small: drops actions first, then verbs, as long as it still fails. */
/*
 * Greedy, in halves, quarters, … of the list, down to single elements. A verb can be dropped when nothing works on it:
 * so the program is eaten from its ends.
 */
final class Shrinker {

    private final Predicate<Trial> fails;
    private int runsLeft;

    Shrinker(Predicate<Trial> fails, int runs) {
        this.fails = fails;
        this.runsLeft = runs;
    }

    Trial shrink(Trial trial) {
        Trial smallest = trial;
        while (runsLeft > 0) {
            Trial smaller = withoutVerbs(withoutActions(smallest));
            if (smaller.equals(smallest)) {
                return smallest;
            }
            smallest = smaller;
        }
        return smallest;
    }

    private boolean stillFails(Trial trial) {
        return runsLeft-- > 0 && fails.test(trial);
    }

    private Trial withoutActions(Trial trial) {
        Trial smallest = trial;
        for (int size = Math.max(1, trial.actions().size() / 2); size >= 1; size /= 2) {
            for (int at = smallest.actions().size() - size; at >= 0; at -= size) {
                if (at + size > smallest.actions().size()) {
                    continue;
                }
                List<Action> fewer = new ArrayList<>(smallest.actions());
                fewer.subList(at, at + size).clear();
                Trial candidate = new Trial(smallest.program(), List.copyOf(fewer));
                if (stillFails(candidate)) {
                    smallest = candidate;
                }
            }
        }
        return smallest;
    }

    private Trial withoutVerbs(Trial trial) {
        Trial smallest = trial;
        for (int i = trial.program().nodes().size() - 1; i >= 0; i--) {
            Node node = trial.program().nodes().get(i);
            List<Node> fewer = new ArrayList<>(smallest.program().nodes());
            fewer.remove(node);
            boolean needed =
                    fewer.stream().anyMatch(other -> other.verb().inputs().contains(node.id()));
            if (needed || fewer.isEmpty()) {
                continue;
            }
            Program program = new Program(List.copyOf(fewer), smallest.program().settings());
            List<String> topics = program.inputs().stream().map(Topic::name).toList();
            List<Action> actions = smallest.actions().stream()
                    .filter(action -> !(action instanceof Action.Pipe pipe) || topics.contains(pipe.topic()))
                    .toList();
            Trial candidate = new Trial(program, actions);
            if (stillFails(candidate)) {
                smallest = candidate;
            }
        }
        return smallest;
    }
}
