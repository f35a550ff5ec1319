package dev.millrace.streams.kstream;

import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Names a branch of a split, and says what to do with it. Immutable.
 *
 * @param <K> keys
 * @param <V> values
 */
public class Branched<K, V> implements NamedOperation<Branched<K, V>> {

    /** The branch's name after the split's; null: a number. */
    protected final @Nullable String name;

    /** Makes the stream that takes the branch's place in the result; null if there is none. */
    protected final @Nullable Function<? super KStream<K, V>, ? extends KStream<K, V>> chainFunction;

    /** Takes the branch, which is then not in the result; null if there is none. */
    protected final @Nullable Consumer<? super KStream<K, V>> chainConsumer;

    /**
     * At most one of the function and the consumer may be set.
     *
     * @param name comes after the name of the split; null for the branch's number
     * @param chainFunction what continues the branch; null for none
     * @param chainConsumer what uses the branch up; null for none
     */
    protected Branched(
            @Nullable String name,
            @Nullable Function<? super KStream<K, V>, ? extends KStream<K, V>> chainFunction,
            @Nullable Consumer<? super KStream<K, V>> chainConsumer) {
        this.name = name;
        this.chainFunction = chainFunction;
        this.chainConsumer = chainConsumer;
    }

    /**
     * A copy.
     *
     * @param branched what to copy; for subclasses that add something to it
     */
    protected Branched(Branched<K, V> branched) {
        this(branched.name, branched.chainFunction, branched.chainConsumer);
    }

    /**
     * A branch of that name, which is in the result as it is.
     *
     * @param name comes after the name of the split
     * @param <K> keys of the stream that is split
     * @param <V> values of the stream that is split
     * @return the branch, without anything that continues it
     * @throws NullPointerException if the name is null
     */
    public static <K, V> Branched<K, V> as(String name) {
        return new Branched<>(Objects.requireNonNull(name, "name must not be null"), null, null);
    }

    /**
     * A branch that a function continues: what it returns is in the result.
     *
     * @param chain may return null: then the branch is not in the result
     * @param <K> keys of the stream that is split
     * @param <V> values of the stream that is split
     * @return the branch, with what continues it
     * @throws NullPointerException if the function is null
     */
    public static <K, V> Branched<K, V> withFunction(Function<? super KStream<K, V>, ? extends KStream<K, V>> chain) {
        return new Branched<>(null, Objects.requireNonNull(chain, "chain must not be null"), null);
    }

    /**
     * A branch of that name, which a function continues.
     *
     * @param chain may return null: then the branch is not in the result
     * @param name comes after the name of the split
     * @param <K> keys of the stream that is split
     * @param <V> values of the stream that is split
     * @return the branch, with what continues it
     * @throws NullPointerException if the function is null
     */
    public static <K, V> Branched<K, V> withFunction(
            Function<? super KStream<K, V>, ? extends KStream<K, V>> chain, @Nullable String name) {
        return new Branched<>(name, Objects.requireNonNull(chain, "chain must not be null"), null);
    }

    /**
     * A branch that is used up: it is not in the result.
     *
     * @param chain what to do with it
     * @param <K> keys of the stream that is split
     * @param <V> values of the stream that is split
     * @return the branch, with what uses it up
     * @throws NullPointerException if the consumer is null
     */
    public static <K, V> Branched<K, V> withConsumer(Consumer<KStream<K, V>> chain) {
        return new Branched<>(null, null, Objects.requireNonNull(chain, "chain must not be null"));
    }

    /**
     * A branch of that name, which is used up.
     *
     * @param chain what to do with it
     * @param name comes after the name of the split
     * @param <K> keys of the stream that is split
     * @param <V> values of the stream that is split
     * @return the branch, with what uses it up
     * @throws NullPointerException if the consumer is null
     */
    public static <K, V> Branched<K, V> withConsumer(Consumer<? super KStream<K, V>> chain, @Nullable String name) {
        return new Branched<>(name, null, Objects.requireNonNull(chain, "chain must not be null"));
    }

    @Override
    public Branched<K, V> withName(@Nullable String name) {
        return new Branched<>(name, chainFunction, chainConsumer);
    }

    /**
     * The branch's name after the split's; null: a number. An addition to the API of Kafka Streams.
     *
     * @return what comes after the split's name, or null
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * Continues the branch; null if nothing does. An addition to the API of Kafka Streams.
     *
     * @return what was given to {@link #withFunction}, or null
     */
    public @Nullable Function<? super KStream<K, V>, ? extends KStream<K, V>> function() {
        return chainFunction;
    }

    /**
     * Takes the branch; null if nothing does. An addition to the API of Kafka Streams.
     *
     * @return what was given to {@link #withConsumer}, or null
     */
    public @Nullable Consumer<? super KStream<K, V>> consumer() {
        return chainConsumer;
    }
}
