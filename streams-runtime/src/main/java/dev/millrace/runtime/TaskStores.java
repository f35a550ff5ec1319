package dev.millrace.runtime;

import dev.millrace.streams.errors.ProcessorStateException;
import dev.millrace.streams.processor.CommitCallback;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.TaskState;
import dev.millrace.streams.topology.StoreDefinition;
import dev.millrace.streams.topology.TopologyNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * The stores of one task, in the order of the topology (upstream first), over the task's {@link TaskState}.
 *
 * <p>A store of a kind that this runtime does not manage (a user's own {@link StateStore}) takes part by its own
 * {@code init}, {@code commit} and {@code close}, and is restored through the callback that it registers.
 */
final class TaskStores {

    private final TaskScope scope;
    private final TaskState state;
    private final StoreContext context;
    private final List<Entry> entries = new ArrayList<>();
    private final Map<String, StateStore> byName = new LinkedHashMap<>();
    private final Map<String, Long> committedOffsets = new HashMap<>();

    /**
     * One store.
     *
     * @param managed the same store, if it is one of ours
     * @param writer to its changelog; null if it has none, or if a source topic stands for it
     * @param changelog what it is restored from; null if from nothing
     * @param changelogIsSource the changelog is one of the task's input partitions
     */
    record Entry(
            StateStore store,
            @Nullable ManagedStore managed,
            @Nullable ChangelogWriter writer,
            @Nullable TopicPartition changelog,
            boolean changelogIsSource) {}

    TaskStores(TaskScope scope, TaskState state, AppLayout.Part part, Outbox outbox) {
        this.scope = scope;
        this.state = state;
        Map<String, String> topics = new HashMap<>();
        part.changelogs().forEach((store, changelog) -> topics.put(store, changelog.topic()));
        this.context = new StoreContext(scope, state, topics);
        for (StoreDefinition definition : upstreamFirst(part)) {
            Entry entry = entry(definition, part.changelogs().get(definition.name()), outbox);
            entries.add(entry);
            byName.put(definition.name(), entry.store());
        }
    }

    private static List<StoreDefinition> upstreamFirst(AppLayout.Part part) {
        Map<String, Integer> order = new HashMap<>();
        for (TopologyNode node : part.graph().nodes()) {
            order.put(node.name(), order.size());
        }
        Comparator<StoreDefinition> byFirstUser = Comparator.comparingInt(store -> store.processorNames().stream()
                .mapToInt(name -> order.getOrDefault(name, Integer.MAX_VALUE))
                .min()
                .orElse(Integer.MAX_VALUE));
        return part.graph().stores().stream().sorted(byFirstUser).toList();
    }

    private Entry entry(StoreDefinition definition, AppLayout.@Nullable Changelog changelog, Outbox outbox) {
        StateStore store = definition.builder().build();
        ManagedStore managed = store instanceof ManagedStore ours ? ours : null;
        TopicPartition partition =
                changelog == null ? null : new TopicPartition(changelog.topic(), scope.id.partition());
        boolean isSource = changelog != null && changelog.isSource();
        ChangelogWriter writer = partition == null || isSource ? null : new ChangelogWriter(partition, outbox);
        return new Entry(store, managed, writer, partition, isSource);
    }

    /** Initialises all stores; afterwards they can be restored. */
    void init() {
        for (Entry entry : entries) {
            try {
                entry.store().init(context, entry.store());
            } catch (RuntimeException e) {
                throw new ProcessorStateException(
                        "Task " + scope.id + " cannot open the store '"
                                + entry.store().name() + "': " + e,
                        e);
            }
        }
    }

    List<Entry> entries() {
        return entries;
    }

    Map<String, StateStore> byName() {
        return byName;
    }

    TaskState state() {
        return state;
    }

    StoreContext context() {
        return context;
    }

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** Sends downstream what write-back caching held back. */
    void flushCaches() {
        for (Entry entry : entries) {
            if (entry.managed() != null) {
                entry.managed().flushCache();
            }
        }
    }

    /** Sends each change since the last commit to its changelog and stages it for {@link #commit}. */
    void drainChanges() {
        for (Entry entry : entries) {
            if (entry.managed() != null) {
                ChangelogWriter writer = entry.writer();
                entry.managed().drainChanges(writer == null ? (key, value, timestampMs, headers) -> {} : writer);
            }
        }
    }

    /**
     * Keeps the staged changes, now that the log has them. Called after everything sent was acknowledged.
     *
     * @param inputOffsets committed positions of the task's inputs: they stand for the offsets of stores whose
     *     changelog is a source topic
     */
    void commit(Map<TopicPartition, Long> inputOffsets) {
        if (entries.isEmpty()) {
            return;
        }
        Map<String, Long> moved = new HashMap<>();
        for (Entry entry : entries) {
            long offset = entry.writer() != null
                    ? entry.writer().nextOffset()
                    : entry.changelogIsSource() ? inputOffsets.getOrDefault(entry.changelog(), -1L) : -1L;
            String name = entry.store().name();
            if (offset >= 0 && !Long.valueOf(offset).equals(committedOffsets.put(name, offset))) {
                moved.put(name, offset);
            }
            if (entry.managed() == null) {
                commitOwn(entry.store(), entry.changelog(), offset);
            }
        }
        state.commit(moved);
        for (CommitCallback callback : context.commitCallbacks()) {
            try {
                callback.onCommit();
            } catch (IOException e) {
                throw new ProcessorStateException("Task " + scope.id + ": a store's commit callback failed: " + e, e);
            }
        }
    }

    private void commitOwn(StateStore store, @Nullable TopicPartition changelog, long offset) {
        try {
            store.commit(changelog == null || offset < 0 ? Map.of() : Map.of(changelog, offset));
        } catch (RuntimeException e) {
            throw new ProcessorStateException(
                    "Task " + scope.id + ": the store '" + store.name() + "' ("
                            + store.getClass().getName() + ") failed to commit: " + e,
                    e);
        }
    }

    /** About how many bytes wait for a commit. */
    long bufferedBytes() {
        long sum = 0;
        for (Entry entry : entries) {
            if (entry.managed() != null) {
                sum += entry.managed().bufferedBytes();
            }
        }
        return sum;
    }

    /** Closes stores and state, each of them even if another fails; what was not committed is dropped. */
    void close() {
        RuntimeException first = null;
        for (Entry entry : entries) {
            try {
                if (entry.store().isOpen()) {
                    entry.store().close();
                }
            } catch (RuntimeException e) {
                ProcessorStateException failed = new ProcessorStateException(
                        "Task " + scope.id + " cannot close the store '"
                                + entry.store().name() + "': " + e,
                        e);
                if (first == null) {
                    first = failed;
                } else {
                    first.addSuppressed(failed);
                }
            }
        }
        try {
            state.close();
        } catch (RuntimeException e) {
            first = first == null ? e : first;
        }
        if (first != null) {
            throw first;
        }
    }
}
