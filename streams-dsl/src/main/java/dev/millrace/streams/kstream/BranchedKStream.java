package dev.millrace.streams.kstream;

import java.util.Map;

/**
 * Takes the branches of a stream, in order: each record goes to the first whose predicate is true. Ended by one of the
 * methods that return the branches; what no branch wants goes to the default branch, or is left out.
 *
 * <p>The map's keys are the name of the split, given or generated, followed by the name of the branch, or by its number
 * (the default branch is 0, the first one 1). A branch that was given a consumer is not in the map; one that was given
 * a function is there with what the function returned, unless that is null.
 *
 * @param <K> keys
 * @param <V> values
 */
public interface BranchedKStream<K, V> {

    /**
     * As {@link #branch(Predicate, Branched)}, named by its number.
     *
     * @param predicate what goes there, of what no earlier branch took
     * @return this, to add more branches or to end the split
     */
    BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate);

    /**
     * Adds a branch.
     *
     * @param predicate what goes there
     * @param branched its name, and what to do with it
     * @return this
     */
    BranchedKStream<K, V> branch(Predicate<? super K, ? super V> predicate, Branched<K, V> branched);

    /**
     * As {@link #defaultBranch(Branched)}, named by 0.
     *
     * @return the branches by name
     */
    Map<String, KStream<K, V>> defaultBranch();

    /**
     * Ends the split: what no other branch wants goes to this one.
     *
     * @param branched its name, and what to do with it
     * @return the branches by name
     */
    Map<String, KStream<K, V>> defaultBranch(Branched<K, V> branched);

    /**
     * Ends the split: what no branch wants is left out.
     *
     * @return the branches by name
     */
    Map<String, KStream<K, V>> noDefaultBranch();
}
