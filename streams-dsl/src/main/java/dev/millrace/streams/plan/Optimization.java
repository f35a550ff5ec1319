package dev.millrace.streams.plan;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.config.ConfigException;
import org.jspecify.annotations.Nullable;

/**
 * The rules that {@code topology.optimization} asks for, beside those that every program needs.
 *
 * @param reuseSourceTopics whether tables are restored from the topics they mirror
 * @param mergeRepartitions whether records are repartitioned once for several uses
 * @param singleStoreSelfJoins whether a stream that is joined with itself is kept in one store
 */
public record Optimization(boolean reuseSourceTopics, boolean mergeRepartitions, boolean singleStoreSelfJoins) {

    /** No rule that a program could do without. */
    public static final Optimization NONE = new Optimization(false, false, false);

    private static final String NAME = "topology.optimization";
    private static final String REUSE = "reuse.ktable.source.topics";
    private static final String MERGE = "merge.repartition.topics";
    private static final String SELF_JOIN = "single.store.self.join";

    /**
     * Reads the setting.
     *
     * @param setting {@code none}, {@code all}, or names of optimizations with commas between them; null: none
     * @return which rules apply; with none, those that every program needs are left
     * @throws ConfigException if a name is not known
     */
    public static Optimization of(@Nullable Object setting) {
        Set<String> names = new LinkedHashSet<>();
        if (setting != null) {
            for (String name : setting.toString().split(",")) {
                names.add(name.trim());
            }
        }
        boolean all = names.remove("all");
        boolean none = names.remove("none");
        boolean reuse = names.remove(REUSE);
        boolean merge = names.remove(MERGE);
        boolean selfJoin = names.remove(SELF_JOIN);
        if (!names.isEmpty() || (all && none)) {
            throw new ConfigException(
                    NAME, setting, "must be none, all, or a list of " + List.of(REUSE, MERGE, SELF_JOIN));
        }
        return new Optimization(all || reuse, all || merge, all || selfJoin);
    }

    List<Rule> rules() {
        List<Rule> rules = new ArrayList<>();
        rules.add(new MergeSources());
        rules.add(new StepByStep(List.of(new PropagateOldValues(), new KeepTablesThatAreRead())));
        if (reuseSourceTopics) {
            rules.add(new ReuseSourceTopics());
        }
        if (mergeRepartitions) {
            rules.add(new MergeRepartitions());
        }
        if (singleStoreSelfJoins) {
            rules.add(new SingleStoreSelfJoin());
        }
        rules.add(new KeepNullKeys());
        return rules;
    }
}
