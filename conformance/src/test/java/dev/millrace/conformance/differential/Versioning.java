package dev.millrace.conformance.differential;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;

/**
 * Puts tables of a program into versioned stores, and lets joins of streams with such tables wait. Most programs stay
 * such that Kafka Streams takes them: a table with a history is not suppressed, and a grace period is not longer than
 * the history. What waits is written down with its offset, and Kafka Streams' driver numbers the records of all topics
 * of a pattern together; so several topics are named here.
 *
 * <p>Four things are kept apart, because Kafka Streams is wrong there. It writes a put that is refused, as older than
 * the history, to the changelog: so where that may happen there is no changelog. And it forgets a deletion that has the
 * timestamp of the only value of its key: what comes late is the present value again then. So no two records have the
 * same timestamp here, and what makes new rows with the timestamps of old ones, joins and aggregates that become null,
 * has other stores. And a windowed cogroup counts there as having the history of tables far above it, so that a filter
 * below tells deletions of what it never told, and a suppression is refused: windows are not filtered here, and not
 * suppressed below a cogroup. And a {@code Materialized} without a name
 * keeps no table for a filter or a map, but takes its history from it all the same, so that updates of the past count
 * in joins as of the present; such a store gets a name here. The hand-written specifications have the rest.
 */
final class Versioning {

    private final Random random;
    private final long unitMs;
    private final Map<Integer, Duration> histories = new HashMap<>();

    /** Nodes whose records have the timestamps of their input, each only once. */
    private final Set<Integer> ownTimes = new HashSet<>();

    /** Cogroups, and tables made of them. */
    private final Set<Integer> cogrouped = new HashSet<>();

    Versioning(Random random, long unitMs) {
        this.random = random;
        this.unitMs = unitMs;
    }

    /** The actions with each timestamp only once: later ones make room. */
    static List<Action> distinctTimes(List<Action> actions) {
        Set<Long> taken = new HashSet<>();
        List<Action> distinct = new ArrayList<>();
        for (Action action : actions) {
            if (action instanceof Action.Pipe pipe) {
                long timestampMs = pipe.timestampMs();
                while (!taken.add(timestampMs)) {
                    timestampMs++;
                }
                distinct.add(new Action.Pipe(pipe.topic(), pipe.key(), pipe.value(), timestampMs, pipe.headers()));
            } else {
                distinct.add(action);
            }
        }
        return distinct;
    }

    Program of(Program program) {
        List<Node> nodes = program.nodes().stream()
                .map(node -> new Node(node.id(), node.shape(), changed(node), node.named()))
                .toList();
        return new Program(nodes, program.settings());
    }

    private Verb changed(Node node) {
        Verb verb = named(node);
        if (keepsTimes(verb)) {
            ownTimes.add(node.id());
        }
        if (verb instanceof Verb.Cogroup
                || (node.shape().table() && verb instanceof Verb.Single single && cogrouped.contains(single.from()))) {
            cogrouped.add(node.id());
        }
        if (verb instanceof Verb.JoinTable join) {
            return inTime(join);
        }
        if (verb instanceof Verb.Filter filter
                && node.shape().table()
                && node.shape().windowed()) {
            return new Verb.MapValues(filter.from(), Verb.Change.CONVERT, false, filter.store()); // see above
        }
        if (!node.shape().table() || node.shape().windowed()) {
            return verb instanceof Verb.Suppress suppress && cogrouped.contains(node.id())
                    ? new Verb.MapValues(suppress.from(), Verb.Change.CONVERT, false, null) // see above
                    : verb;
        }
        if (verb instanceof Verb.Suppress suppress) {
            return new Verb.Filter(suppress.from(), Verb.Test.ALL, false, null);
        }
        if (verb instanceof Verb.Filter filter && filter.store() == null
                || verb instanceof Verb.MapValues map && map.store() == null) {
            histories.computeIfAbsent(node.id(), id -> histories.get(((Verb.Single) verb).from()));
            return verb;
        }
        return ownTimes.contains(node.id()) ? keptRow(node, verb) : keptAggregate(node, verb);
    }

    private static Verb named(Node node) {
        Verb verb = node.verb();
        if (verb instanceof Verb.Stream stream && stream.topics().size() > 1) {
            return new Verb.Stream(stream.topics(), false, stream.times());
        }
        if (verb instanceof Verb.Filter filter && filter.store() != null) {
            return new Verb.Filter(filter.from(), filter.test(), filter.not(), named(node, filter.store()));
        }
        if (verb instanceof Verb.MapValues map && map.store() != null) {
            return new Verb.MapValues(map.from(), map.change(), map.withKey(), named(node, map.store()));
        }
        return verb instanceof Verb.TransformValues transform && transform.store() != null
                ? new Verb.TransformValues(transform.from(), transform.counts(), named(node, transform.store()))
                : verb;
    }

    private static Store named(Node node, Store store) {
        String name = store.name() == null ? "store-" + node.id() : store.name();
        return new Store(name, store.engine(), store.caching(), store.logging());
    }

    private boolean keepsTimes(Verb verb) {
        return verb instanceof Verb.Stream stream && stream.times() == Verb.Times.RECORD
                || verb instanceof Verb.Table
                || ((verb instanceof Verb.Filter || verb instanceof Verb.MapValues || verb instanceof Verb.ToTable)
                        && ownTimes.contains(((Verb.Single) verb).from()));
    }

    private Verb keptRow(Node node, Verb verb) {
        if (verb instanceof Verb.Table table) {
            return new Verb.Table(table.topic(), versioned(node, table.store()));
        }
        if (verb instanceof Verb.ToTable table) {
            return table.store() == null ? table : new Verb.ToTable(table.from(), versioned(node, table.store()));
        }
        if (verb instanceof Verb.Filter filter) {
            return new Verb.Filter(filter.from(), filter.test(), filter.not(), versioned(node, filter.store()));
        }
        Verb.MapValues map = (Verb.MapValues) verb;
        return new Verb.MapValues(map.from(), map.change(), map.withKey(), versioned(node, map.store()));
    }

    private Verb keptAggregate(Node node, Verb verb) {
        if (verb instanceof Verb.Aggregate by && !isNull(by.fold()) && by.store() != null) {
            return new Verb.Aggregate(
                    by.from(), by.rekey(), by.windowing(), by.emit(), by.fold(), versioned(node, by.store()));
        }
        if (verb instanceof Verb.TableAggregate by && !isNull(by.fold()) && by.store() != null) {
            return new Verb.TableAggregate(by.from(), by.rekey(), by.fold(), versioned(node, by.store()));
        }
        return verb instanceof Verb.Cogroup by
                ? new Verb.Cogroup(by.left(), by.right(), by.thrice(), by.windowing(), versioned(node, by.store()))
                : verb;
    }

    private static boolean isNull(Verb.Fold fold) {
        return fold == Verb.Fold.REDUCE_TO_NULL || fold == Verb.Fold.AGGREGATE_TO_NULL;
    }

    private Store versioned(Node node, Store store) {
        int kind = random.nextInt(4);
        if (kind == 0) {
            return store;
        }
        boolean isLong = kind > 1;
        Store.Engine brief = unitMs > 1 ? Store.Engine.VERSIONED_30_MINUTES : Store.Engine.VERSIONED_30_MS;
        Store versioned = new Store(
                named(node, store).name(),
                isLong ? Store.Engine.VERSIONED_30_DAYS : brief,
                store.caching(),
                isLong && store.logging());
        histories.put(node.id(), Objects.requireNonNull(versioned.history()));
        return versioned;
    }

    private Verb inTime(Verb.JoinTable join) {
        Duration history = histories.get(join.right());
        boolean waits = history == null ? random.nextInt(20) == 0 : random.nextInt(3) != 0;
        long longestMs = history == null ? 0 : history.toMillis();
        long graceMs = random.nextInt(20) == 0 ? longestMs + 1 : Math.min(longestMs, unitMs * random.nextInt(30));
        return waits ? new Verb.JoinTableInTime(join.left(), join.right(), join.leftJoin(), graceMs) : join;
    }
}
