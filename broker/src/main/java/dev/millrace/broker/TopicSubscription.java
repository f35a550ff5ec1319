package dev.millrace.broker;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which topics a consumer wants: named ones, or all that match. For the consumer's thread. */
final class TopicSubscription {

    private final @Nullable Predicate<String> pattern;
    private final boolean excludeInternal;
    private Set<String> topics;

    private TopicSubscription(Set<String> topics, @Nullable Predicate<String> pattern, boolean excludeInternal) {
        this.topics = topics;
        this.pattern = pattern;
        this.excludeInternal = excludeInternal;
    }

    static TopicSubscription to(Collection<String> topics) {
        return new TopicSubscription(new TreeSet<>(topics), null, false);
    }

    static TopicSubscription matching(Predicate<String> pattern, boolean excludeInternal) {
        return new TopicSubscription(Set.of(), pattern, excludeInternal);
    }

    boolean isPattern() {
        return pattern != null;
    }

    /** As of the last {@link #refresh}. */
    Set<String> topics() {
        return topics;
    }

    /** Looks for matching topics again; returns whether there are others than before. */
    boolean refresh(TopicCatalog catalog) {
        if (pattern == null) {
            return false;
        }
        Set<String> now = new TreeSet<>();
        for (Topic topic : catalog.topics()) {
            if (!(excludeInternal && topic.isInternal()) && pattern.test(topic.name())) {
                now.add(topic.name());
            }
        }
        boolean changed = !now.equals(topics);
        topics = now;
        return changed;
    }

    /** How many partitions each of the topics has; one that does not exist is left out. */
    static Map<String, Integer> partitionCounts(Collection<String> topics, TopicCatalog catalog) {
        Map<String, Integer> counts = new HashMap<>();
        for (String name : topics) {
            Topic topic = catalog.topic(name);
            if (topic != null) {
                counts.put(name, topic.partitionCount());
            }
        }
        return counts;
    }
}
