package dev.millrace.streams.plan;

import dev.millrace.streams.kstream.Branched;
import dev.millrace.streams.kstream.BranchedKStream;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.Predicate;
import dev.millrace.streams.operator.Stateless;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects branches. The step of the split is added first, for its children need it; its predicates are complete only
 * when a topology is compiled. The map of branches is a hash map: programs that go through it number what they add in
 * its order, which has to be the one of Kafka Streams.
 *
 * <pre>
 *   stream ─▶ split ─▶ branch 1 ─▶ …
 *                  └─▶ branch 2 ─▶ …
 * </pre>
 */
final class PlannedBranches<K, V> implements BranchedKStream<K, V> {

    private final PlannedStream<K, V> stream;
    private final String splitName;
    private final PlanNode split;
    private final List<Predicate<? super K, ? super V>> predicates = new ArrayList<>();
    private final List<String> children = new ArrayList<>();
    private final Map<String, KStream<K, V>> branches = new HashMap<>();

    PlannedBranches(PlannedStream<K, V> stream, @Nullable String givenName) {
        this.stream = stream;
        this.splitName = stream.plan().names().orNext(givenName, "KSTREAM-BRANCH-");
        this.split = operator(
                splitName,
                stream.node(),
                wiring -> Stateless.<K, V>branch(List.copyOf(predicates), List.copyOf(children)));
    }

    @Override
    public BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate) {
        add(predicate, null);
        return this;
    }

    @Override
    public BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate, Branched<K, V> branched) {
        add(predicate, Objects.requireNonNull(branched, "branched must not be null"));
        return this;
    }

    @Override
    public Map<String, KStream<K, V>> defaultBranch() {
        addChild("0", null);
        return branches;
    }

    @Override
    public Map<String, KStream<K, V>> defaultBranch(Branched<K, V> branched) {
        addChild("0", Objects.requireNonNull(branched, "branched must not be null"));
        return branches;
    }

    @Override
    public Map<String, KStream<K, V>> noDefaultBranch() {
        return branches;
    }

    private void add(Predicate<? super K, ? super V> predicate, @Nullable Branched<K, V> branched) {
        predicates.add(Objects.requireNonNull(predicate, "predicate must not be null"));
        addChild(Integer.toString(predicates.size()), branched);
    }

    private void addChild(String number, @Nullable Branched<K, V> branched) {
        stream.plan().names().next("");
        String given = branched == null ? null : branched.name();
        String name = splitName + (given == null ? number : given);
        children.add(name);
        PlanNode child = operator(name, split, wiring -> Stateless.passThrough());
        KStream<K, V> branch =
                new PlannedStream<>(stream.plan(), child, stream.keySerde(), stream.valueSerde(), stream.keysChanged());
        if (branched == null) {
            branches.put(name, branch);
        } else if (branched.consumer() != null) {
            branched.consumer().accept(branch);
        } else if (branched.function() != null) {
            KStream<K, V> result = branched.function().apply(branch);
            if (result != null) {
                branches.put(name, result);
            }
        } else {
            branches.put(name, branch);
        }
    }

    private PlanNode operator(String name, PlanNode parent, PlanNode.Factory factory) {
        return stream.plan()
                .add(id -> new PlanNode.Operator(
                        id, name, List.of(parent.id()), factory, Set.of(), List.of(), List.of(), List.of(), null));
    }
}
