package dev.millrace.conformance.differential;

import dev.millrace.streams.Topology;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Trials for a real application: those whose results do not depend on when a thread looks at a topic. */
/*
 * Left out, because there is no one right order: a sub-topology that reads two internal topics (which of them has its
 * records first depends on when the tasks that write them commit), clocks of the wall, what may end
 * the application (buffers that are full, steps that throw), and processors that ask for commits: the driver has one after the record, an
 * application after all that it polled with it, and a commit ends what a cache combines and what expires unwritten.
 */
final class LiveTrials {

    private static final Pattern TOPICS = Pattern.compile("topics: \\[([^]]*)]");

    private LiveTrials() {}

    /** The trial of a seed, with names of its own in the log; empty if it is left out. */
    static Optional<Trial> draw(long seed, String prefix) {
        Trial trial = TrialGenerator.draw(seed);
        if (trial.program().nodes().stream().anyMatch(node -> ends(node.verb()))) {
            return Optional.empty();
        }
        List<Node> nodes = trial.program().nodes().stream()
                .map(node -> new Node(node.id(), node.shape(), adapted(node.verb(), prefix), node.named()))
                .toList();
        List<Action.Pipe> actions = trial.actions().stream()
                .filter(Action.Pipe.class::isInstance)
                .map(action -> renamed((Action.Pipe) action, prefix))
                .collect(Collectors.toCollection(ArrayList::new));
        Program program = new Program(nodes, trial.program().settings());
        Set<String> ofTasks = program.taskInputs();
        actions.sort(Comparator.comparing((Action.Pipe pipe) -> ofTasks.contains(pipe.topic())));
        return actions.isEmpty() || readsTwoInternalTopics(program)
                ? Optional.empty()
                : Optional.of(new Trial(program, List.copyOf(actions)));
    }

    private static boolean ends(Verb verb) {
        return verb instanceof Verb.Fail
                || verb instanceof Verb.Suppress suppress
                        && suppress.full() == Verb.Full.FAIL
                        && suppress.maxRecords() + suppress.maxBytes() > 0;
    }

    private static Verb adapted(Verb verb, String prefix) {
        if (verb instanceof Verb.Process process) {
            return new Verb.Process(process.from(), process.store(), null, process.streamTimeMs(), 0);
        }
        if (verb instanceof Verb.Stream stream) {
            List<String> topics =
                    stream.topics().stream().map(topic -> prefix + topic).toList();
            return new Verb.Stream(topics, stream.pattern(), stream.times());
        }
        if (verb instanceof Verb.Table table) {
            return new Verb.Table(prefix + table.topic(), table.store());
        }
        if (verb instanceof Verb.GlobalTable table) {
            return new Verb.GlobalTable(prefix + table.topic(), table.store());
        }
        if (verb instanceof Verb.GlobalStore store) {
            return new Verb.GlobalStore(prefix + store.topic(), store.store());
        }
        return verb instanceof Verb.To to
                ? new Verb.To(to.from(), prefix + to.topic(), to.chosen(), to.partitioning())
                : verb;
    }

    private static Action.Pipe renamed(Action.Pipe pipe, String prefix) {
        return new Action.Pipe(prefix + pipe.topic(), pipe.key(), pipe.value(), pipe.timestampMs(), pipe.headers());
    }

    private static boolean readsTwoInternalTopics(Program program) {
        BuiltProgram built = BuiltProgram.ofMillrace().build(program);
        String description = ((Topology) built.topology()).describe().toString();
        built.notes();
        for (String part : description.split("Sub-topology: ")) {
            int internal = 0;
            Matcher topics = TOPICS.matcher(part);
            while (topics.find()) {
                for (String topic : topics.group(1).split(", ")) {
                    internal += topic.endsWith("-repartition") || topic.endsWith("-topic") ? 1 : 0;
                }
            }
            if (internal > 1) {
                return true;
            }
        }
        return false;
    }

    static boolean isUncached(Program program) {
        return program.settings().cacheBytes() == 0;
    }

    /**
     * Whether nothing depends on the stream time of a task, which is that of all sub-topologies in a driver of one
     * task.
     */
    static boolean hasNoPunctuators(Program program) {
        return program.nodes().stream()
                .noneMatch(node -> node.verb() instanceof Verb.Process process && process.streamTimeMs() > 0);
    }

    /**
     * Whether several partitions do: each record has a key, also on its way, since one without goes to any partition;
     * and no repartitioning names a number, with which a join with other topics is refused.
     */
    static boolean isByKey(Trial trial) {
        return trial.program().nodes().stream()
                        .noneMatch(node -> node.verb() instanceof Verb.Repartition again && again.numbered())
                && !trial.program().toString().contains("SOME_NULL")
                && trial.actions().stream().allMatch(action -> ((Action.Pipe) action).key() != null);
    }
}
