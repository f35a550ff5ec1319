package dev.millrace.runtime;

import dev.millrace.streams.errors.MissingSourceTopicException;
import dev.millrace.streams.errors.TopologyException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many partitions the internal topics of an application need, worked out from the topics that the user has made.
 *
 * <p>A repartition topic has the count that was given; else that of the external topics it is joined with; else the
 * largest count among the sources of the sub-topology that writes it. Topics joined with each other end up with one
 * count, or the plan is refused. Pure: no log is asked here.
 */
final class PartitionPlan {

    private final AppLayout layout;
    private final Map<String, Integer> counts;
    private final Map<String, Integer> repartitions = new TreeMap<>();

    private PartitionPlan(AppLayout layout, Map<String, Integer> existing) {
        this.layout = layout;
        this.counts = new HashMap<>(existing);
    }

    /**
     * Makes the plan.
     *
     * @param existing partition counts of the topics that exist; internal ones are ignored
     * @throws MissingSourceTopicException if a topic that the user has to make is not among them
     * @throws TopologyException if topics that are joined do not have equally many partitions, or two sources match one
     *     topic by their patterns
     */
    static PartitionPlan of(AppLayout layout, Map<String, Integer> existing) {
        PartitionPlan plan = new PartitionPlan(layout, existing);
        plan.requireSources(existing);
        TopicChecks.requireOneReader(layout, existing.keySet());
        plan.layout.parts().forEach(part -> part.repartitions().keySet().forEach(plan.counts::remove));
        plan.useGivenCounts();
        plan.deriveCounts();
        plan.alignCopartitioned();
        return plan;
    }

    /** Repartition topics and their counts, by name. */
    Map<String, Integer> repartitions() {
        return repartitions;
    }

    /** How many tasks a sub-topology has: the largest count among its sources. */
    int taskCount(AppLayout.Part part) {
        int max = 0;
        for (Map.Entry<String, Integer> topic : counts.entrySet()) {
            if (part.reads(topic.getKey())) {
                max = Math.max(max, topic.getValue());
            }
        }
        return max;
    }

    private void requireSources(Map<String, Integer> existing) {
        Set<String> missing = new TreeSet<>();
        List<AppLayout.Part> readers = new ArrayList<>(layout.parts());
        readers.addAll(layout.globals());
        for (AppLayout.Part part : readers) {
            for (String topic : part.sourceTopics()) {
                if (!part.repartitions().containsKey(topic) && !existing.containsKey(topic)) {
                    missing.add(topic);
                }
            }
        }
        if (!missing.isEmpty()) {
            throw new MissingSourceTopicException("The source topics " + missing
                    + " do not exist. Create them before start(): with Admin.createTopics(new NewTopic(name, partitions, ...)),"
                    + " or by producing a record to each of them.");
        }
    }

    private void useGivenCounts() {
        for (AppLayout.Part part : layout.parts()) {
            part.repartitions().forEach((topic, count) -> count.ifPresent(n -> set(topic, n)));
        }
    }

    /** Repeats until nothing changes, since a repartition topic may feed a sub-topology that writes the next one. */
    private void deriveCounts() {
        Set<String> open = openRepartitions();
        while (!open.isEmpty()) {
            int before = open.size();
            for (String topic : open) {
                upstreamCount(topic).ifPresent(n -> set(topic, n));
            }
            open = openRepartitions();
            if (open.size() == before && !breakCycle(open)) {
                if (somePatternHasNoTopic()) {
                    return; // they are counted when it has one
                }
                throw new TopologyException("Cannot tell how many partitions the repartition topics " + open
                        + " need, because they only feed each other. Give one of them a number with"
                        + " Repartitioned.withNumberOfPartitions.");
            }
        }
    }

    /**
     * Sub-topologies that feed each other, as the two of a join by foreign key do, leave nothing to derive the first
     * count from. One topic is given that of a topic that it has to be partitioned alike with, else of the widest known
     * source before it.
     */
    private boolean breakCycle(Set<String> open) {
        for (String topic : open) {
            OptionalInt count = copartitionedCount(topic);
            if (count.isPresent()) {
                set(topic, count.getAsInt());
                return true;
            }
        }
        for (String topic : open) {
            OptionalInt count = layout.parts().stream()
                    .filter(writer -> writer.sinkTopics().contains(topic))
                    .mapToInt(this::taskCount)
                    .max();
            if (count.orElse(0) > 0) {
                set(topic, count.getAsInt());
                return true;
            }
        }
        return false;
    }

    private boolean somePatternHasNoTopic() {
        return layout.parts().stream().anyMatch(part -> !part.patterns().isEmpty() && taskCount(part) == 0);
    }

    private OptionalInt copartitionedCount(String topic) {
        return layout.parts().stream()
                .flatMap(part -> part.copartitioned().stream())
                .filter(group -> group.contains(topic))
                .flatMap(Set::stream)
                .map(counts::get)
                .filter(Objects::nonNull)
                .mapToInt(Integer::intValue)
                .max();
    }

    private Set<String> openRepartitions() {
        Set<String> open = new TreeSet<>();
        layout.parts().forEach(part -> open.addAll(part.repartitions().keySet()));
        open.removeAll(repartitions.keySet());
        return open;
    }

    private OptionalInt upstreamCount(String topic) {
        int max = 0;
        for (AppLayout.Part writer : layout.parts()) {
            if (!writer.sinkTopics().contains(topic)) {
                continue;
            }
            for (String source : writer.sourceTopics()) {
                Integer count = counts.get(source);
                if (count == null) {
                    return OptionalInt.empty();
                }
            }
            max = Math.max(max, taskCount(writer));
        }
        return max == 0 ? OptionalInt.empty() : OptionalInt.of(max);
    }

    private void alignCopartitioned() {
        for (AppLayout.Part part : layout.parts()) {
            for (Set<String> group : part.copartitioned()) {
                align(part, group);
            }
        }
    }

    private void align(AppLayout.Part part, Set<String> group) {
        Map<String, Integer> fixed = new TreeMap<>();
        int widest = 0;
        for (String topic : group) {
            int count = counts.getOrDefault(topic, 0);
            widest = Math.max(widest, count);
            OptionalInt given = part.repartitions().get(topic);
            if (given == null || given.isPresent()) {
                fixed.put(topic, count);
            }
        }
        if (new HashSet<>(fixed.values()).size() > 1) {
            throw new TopologyException("Topics that are joined need equally many partitions, but these have: " + fixed
                    + ". Create them anew with one count, or put repartition() before the join.");
        }
        int count = fixed.isEmpty() ? widest : fixed.values().iterator().next();
        for (String topic : group) {
            if (count > 0 && part.repartitions().containsKey(topic)) {
                set(topic, count);
            }
        }
    }

    private void set(String repartitionTopic, int count) {
        counts.put(repartitionTopic, count);
        repartitions.put(repartitionTopic, count);
    }
}
