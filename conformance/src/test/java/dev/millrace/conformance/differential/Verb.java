package dev.millrace.conformance.differential;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One call of the DSL, as data. Numbers are the {@link Node#id ids} of the nodes it works on. */
public sealed interface Verb {

    /** The nodes this one works on. */
    List<Integer> inputs();

    /** A question to a record. */
    enum Test {
        ALL,
        NONE,
        EVEN_VALUE,
        NULL_VALUE,
        SOME_KEYS
    }

    /** A new value from an old one. */
    enum Change {
        /** The same, in the kind that is wanted. */
        CONVERT,
        /** Marked, so that it is seen how often it was applied. */
        MARK,
        /** Null for about half of the values. */
        HALF_NULL,
        /** Key and value. */
        WITH_KEY
    }

    /** A new key for a record. */
    enum Rekey {
        BY_KEY,
        BY_VALUE,
        SOME_NULL
    }

    /** How an aggregation takes in a value. */
    enum Fold {
        COUNT,
        REDUCE,
        REDUCE_TO_NULL,
        AGGREGATE,
        AGGREGATE_TO_NULL
    }

    /** When a windowed aggregation speaks. */
    enum Emit {
        DEFAULT,
        ON_UPDATE,
        ON_CLOSE
    }

    enum JoinKind {
        INNER,
        LEFT,
        OUTER
    }

    /** Where a source takes the time of a record from. */
    enum Times {
        RECORD,
        /** Some records are moved. */
        SHIFTED,
        /** Some records have none, and are dropped. */
        SOME_NONE,
        /** Records without one get the highest seen so far. */
        PARTITION_TIME
    }

    /** Which partitions a record is sent to; there is one. */
    enum Partitioning {
        DEFAULT,
        FIRST,
        /** Some records to none at all. */
        SOME_NOWHERE
    }

    /** What a suppression does when its buffer is full. */
    enum Full {
        SPILL,
        FAIL
    }

    /** What a split does with its branches. */
    enum Branching {
        BY_NAME,
        /** A function makes another stream of each. */
        BY_FUNCTION,
        /** A consumer gets each. */
        BY_CONSUMER
    }

    /** Which store a {@link Keep} works on. */
    enum StoreKind {
        KEY_VALUE,
        TIMESTAMPED,
        HEADERS,
        LRU,
        VERSIONED,
        WINDOW,
        TIMESTAMPED_WINDOW,
        HEADERS_WINDOW,
        DUPLICATES,
        SESSION,
        HEADERS_SESSION
    }

    /** A source of one verb, which most have. */
    sealed interface Single extends Verb {
        int from();

        @Override
        default List<Integer> inputs() {
            return List.of(from());
        }
    }

    /** Two sources. */
    sealed interface Pair extends Verb {
        int left();

        int right();

        @Override
        default List<Integer> inputs() {
            return List.of(left(), right());
        }
    }

    /** Where a {@link Fail} throws. */
    enum Step {
        MAP_VALUES,
        PROCESS_VALUES,
        /** In a processor that has forwarded the record before. */
        PROCESS
    }

    /** One topic or several, by their names or by a pattern that fits them. */
    record Stream(List<String> topics, boolean pattern, Times times) implements Verb {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    record Table(String topic, Store store) implements Verb {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    record GlobalTable(String topic, Store store) implements Verb {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    /** A store that every task has, filled by a processor. */
    record GlobalStore(String topic, String store) implements Verb {
        @Override
        public List<Integer> inputs() {
            return List.of();
        }
    }

    record Filter(
            int from, Test test, boolean not, @Nullable Store store) implements Single {}

    record MapValues(
            int from,
            Change change,
            boolean withKey,
            @Nullable Store store) implements Single {}

    record FlatMapValues(int from, Change change, boolean withKey) implements Single {}

    record Map(int from, Rekey key, Change value) implements Single {}

    record FlatMap(int from, Rekey key, Change value) implements Single {}

    record SelectKey(int from, Rekey key) implements Single {}

    /** A record goes on as it is; that it came by is written down. */
    record Peek(int from) implements Single {}

    /** The end of a stream; what comes is written down. */
    record Foreach(int from) implements Single {}

    /** The end of a stream, in a file. */
    record Print(int from) implements Single {}

    record Merge(int left, int right) implements Pair {}

    /** Its node stands for all branches; {@link Branch} picks one. Without a default branch what is left is lost. */
    record Split(int from, List<Test> tests, Branching branching, boolean defaultBranch) implements Single {}

    /** Branch {@code index} of a split; the one after the last test is the default branch. */
    record Branch(int from, int index) implements Single {}

    /** With the number of partitions, which is one, said or left to the topics above. */
    record Repartition(int from, @Nullable String name, Partitioning partitioning, boolean numbered)
            implements Single {}

    /**
     * With the serdes and the store that are said, or with none of it.
     *
     * @param store null without a {@code Materialized}
     */
    record ToTable(int from, @Nullable Store store) implements Single {}

    record ToStream(int from, @Nullable Rekey key) implements Single {}

    /**
     * groupByKey, or groupBy with {@code rekey}, then windows, then the fold.
     *
     * @param store null without a {@code Materialized}
     */
    record Aggregate(
            int from,
            @Nullable Rekey rekey,
            Windowing windowing,
            Emit emit,
            Fold fold,
            @Nullable Store store) implements Single {}

    record TableAggregate(
            int from, Rekey rekey, Fold fold, @Nullable Store store) implements Single {}

    /**
     * Until the window closes, or for a time if {@code limitMs} is not negative.
     *
     * @param maxRecords 0: as many as there are
     * @param maxBytes 0: as many as there are
     */
    record Suppress(int from, long limitMs, int maxRecords, int maxBytes, Full full, boolean logging)
            implements Single {}

    /** A transformer of a table's values; with a store that it connects to, or a field alone. */
    record TransformValues(
            int from, @Nullable String counts, @Nullable Store store) implements Single {}

    record JoinTable(int left, int right, boolean leftJoin) implements Pair {}

    /** With a table that has a history: records wait for the grace. */
    record JoinTableInTime(int left, int right, boolean leftJoin, long graceMs) implements Pair {}

    /** With a global table, whose key is made from the record. */
    record JoinGlobal(int left, int right, boolean leftJoin, Rekey by) implements Pair {}

    /**
     * The stores of both sides: their engine and whether they have a changelog; their name and cache are the join's.
     */
    record JoinStream(int left, int right, JoinKind kind, long beforeMs, long afterMs, long graceMs, Store store)
            implements Pair {}

    record JoinTables(
            int left, int right, JoinKind kind, @Nullable Store store) implements Pair {}

    /**
     * Rows of the left table refer to rows of the right one; {@code by} makes the right key of a left row, from its
     * value alone if the result is not kept.
     *
     * @param partitioned whether the program says to which partitions the messages of both sides go
     */
    record JoinForeign(
            int left,
            int right,
            boolean leftJoin,
            Rekey by,
            boolean partitioned,
            @Nullable Store store) implements Pair {}

    /**
     * Both streams by their keys, each with its own fold, into one table.
     *
     * @param thrice whether the left one comes in a second time
     */
    record Cogroup(int left, int right, boolean thrice, Windowing windowing, Store store) implements Pair {}

    /**
     * A processor that counts in a store of its own, and speaks at every so many milliseconds of the two clocks.
     *
     * @param second a second store, of what was counted; with it, the processor asks for commits, and is silent after a
     *     while
     */
    record Process(int from, String store, @Nullable String second, long streamTimeMs, long wallClockMs)
            implements Single {}

    record ProcessValues(int from, String store) implements Single {}

    /** A processor that does to a store what the record says, and tells what it found. */
    record Keep(int from, StoreKind kind, String store, boolean caching, long windowMs) implements Single {}

    /** A fixed-key processor that looks into a global store. */
    record LookUp(int left, int right) implements Pair {}

    /** Processors of two streams that share a store; what both say goes on. */
    record Share(int left, int right, String store) implements Pair {}

    /** A step that throws for some values. */
    record Fail(int from, Step step) implements Single {}

    /** A processor that names the child that gets a record; what both children say goes on. */
    record Route(int from) implements Single {}

    /** To a topic, or to one of two that the record chooses. */
    record To(int from, String topic, boolean chosen, Partitioning partitioning) implements Single {

        List<String> topics() {
            return chosen ? List.of(topic + "-even", topic + "-odd") : List.of(topic);
        }
    }
}
