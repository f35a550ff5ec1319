package dev.millrace.conformance.differential;

import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * The dice of one trial.
 *
 * @param unitMs what a step of time is in this trial, in milliseconds
 */
record Draw(Random random, long unitMs) {

    <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }

    Kind kind() {
        return one(Kind.values());
    }

    boolean oneIn(int many) {
        return random.nextInt(many) == 0;
    }

    int upTo(int bound) {
        return random.nextInt(bound);
    }

    /** From one unit to as many as the bound. */
    long ms(int bound) {
        return unitMs * (1 + random.nextInt(bound));
    }

    Store store(int id) {
        boolean caching = random.nextBoolean();
        boolean logging = !oneIn(8);
        return switch (upTo(10)) {
            case 0 -> new Store("store-" + id, Store.Engine.MEMORY_SUPPLIER, caching, logging);
            case 1 -> new Store("store-" + id, Store.Engine.MEMORY_TYPE, caching, logging);
            case 2 ->
                oneIn(4)
                        ? new Store("store-" + id, Store.Engine.ROCKSDB_SUPPLIER, caching, logging)
                        : new Store(null, Store.Engine.MEMORY_TYPE, caching, logging);
            case 3 -> new Store("store-" + id, Store.Engine.DEFAULT_WITH_SETTINGS, caching, logging);
            case 4, 5 -> new Store("store-" + id, Store.Engine.DEFAULT, caching, logging);
            default -> new Store(null, Store.Engine.DEFAULT, caching, logging);
        };
    }

    @Nullable
    Store maybeStore(int id) {
        return oneIn(3) ? store(id) : null;
    }

    Windowing windowing() {
        long graceMs = random.nextBoolean() ? 0 : ms(25);
        return switch (upTo(20)) {
            case 0, 1, 2, 3, 4, 5 -> Windowing.NONE;
            case 6, 7, 8, 9 -> {
                long sizeMs = ms(30);
                yield new Windowing.Hopping(sizeMs, sizeMs, graceMs);
            }
            case 10, 11, 12 -> {
                long advanceMs = ms(12);
                yield new Windowing.Hopping(advanceMs + ms(20), advanceMs, graceMs);
            }
            case 13, 14 -> new Windowing.Sliding(ms(20), graceMs);
            case 15 -> new Windowing.Unlimited(unitMs * upTo(30));
            default -> new Windowing.Session(ms(15), graceMs);
        };
    }

    Kind folded(Verb.Fold fold, Kind value) {
        return switch (fold) {
            case COUNT -> Kind.LONG;
            case REDUCE, REDUCE_TO_NULL -> value;
            case AGGREGATE, AGGREGATE_TO_NULL -> kind();
        };
    }
}
