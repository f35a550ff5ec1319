package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.WindowStore;
import dev.millrace.streams.store.WindowStoreSpec;
import java.util.Comparator;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;

/** Windows of 10 ms, kept for 100 ms; times go forward on the whole. */
final class WindowModel<V> extends StoreModel<WindowStore<String, V>> {

    private static final long RETENTION_MS = 100;
    private static final long SEGMENT_MS = 50;

    private final boolean duplicates;
    private final Function<WindowStoreSpec<String, Long>, WindowStore<String, V>> maker;
    private final Numbered<V> values;

    WindowModel(
            boolean onDisk,
            boolean cached,
            boolean duplicates,
            Function<WindowStoreSpec<String, Long>, WindowStore<String, V>> maker,
            Numbered<V> values) {
        super(onDisk, cached);
        this.duplicates = duplicates;
        this.maker = maker;
        this.values = values;
    }

    @Override
    WindowStore<String, V> build() {
        return maker.apply(new WindowStoreSpec<>(
                "win", onDisk, RETENTION_MS, SEGMENT_MS, 10, duplicates, Serdes.String(), Serdes.Long(), options));
    }

    @Override
    void listen() {
        this.<Windowed<String>, V>follow(WindowModel::row, values);
    }

    private static Row row(Windowed<String> key) {
        assertThat(key.window().end()).isEqualTo(key.window().start() + 10);
        return new Row(key.key(), key.window().start(), 0);
    }

    @Override
    boolean isLive(Row row) {
        return row.timeMs() > observed - RETENTION_MS;
    }

    @Override
    String text(Row row, Long number) {
        return super.text(new Row(row.key(), row.timeMs(), 0), number);
    }

    @Override
    void step(Random random) {
        String key = key(random);
        long time = Math.max(0, observed + random.nextInt(60) - 45);
        if (random.nextInt(50) == 0) {
            time += 300;
        }
        boolean leavesTrace = !duplicates || time <= observed; // how far time has come is known from what was put
        boolean delete = leavesTrace && random.nextInt(5) == 0;
        V value = delete ? null : values.make().apply(++counter);
        store.put(key, value, time);
        observed = Math.max(observed, time);
        Row row = new Row(key, time, duplicates ? next(key, time) : 0);
        if (delete) {
            now.remove(row);
        } else {
            values.spoil().accept(value);
            now.put(row, counter);
        }
        now.keySet().removeIf(each -> !isLive(each));
    }

    private long next(String key, long time) {
        return 1
                + now.keySet().stream()
                        .filter(row -> row.key().equals(key) && row.timeMs() == time)
                        .count();
    }

    @Override
    void check(Random random) {
        String key = key(random);
        long time = Math.max(0, observed - random.nextInt(120));
        assertThat(values.number(store.fetch(key, time)))
                .as(key + "@" + time)
                .isEqualTo(duplicates ? null : now.get(new Row(key, time, 0)));
    }

    @Override
    Reading read(Random random) {
        boolean forward = random.nextBoolean();
        long from = Math.max(0, observed - random.nextInt(120));
        long to = random.nextInt(6) == 0 ? Long.MAX_VALUE : from + random.nextInt(80);
        Predicate<Row> inTime = row -> row.timeMs() >= from && row.timeMs() <= to;
        switch (random.nextInt(4)) {
            case 0 -> {
                return reading("all", forward ? store.all() : store.backwardAll(), row -> true, forward);
            }
            case 1 -> {
                var windows = forward ? store.fetchAll(from, to) : store.backwardFetchAll(from, to);
                return reading("all from " + from + " to " + to, windows, inTime, forward);
            }
            case 2 -> {
                String first = bound(random);
                String last = bound(random);
                var windows = forward ? store.fetch(first, last, from, to) : store.backwardFetch(first, last, from, to);
                return reading(
                        first + " to " + last + " from " + from + " to " + to,
                        windows,
                        row -> inTime.test(row) && isBetween(row.key(), first, last),
                        forward);
            }
            default -> {
                String key = key(random);
                return Reading.of(
                        key + " from " + from + " to " + to + (forward ? "" : " backward"),
                        forward ? store.fetch(key, from, to) : store.backwardFetch(key, from, to),
                        (start, value) -> text(new Row(key, start, 0), values.number(value)),
                        expected(row -> inTime.test(row) && row.key().equals(key), directed(Row.BY_TIME, forward)));
            }
        }
    }

    private Reading reading(
            String call, KeyValueIterator<Windowed<String>, V> iterator, Predicate<Row> wanted, boolean forward) {
        Comparator<Row> order = onDisk ? Row.bySegment(SEGMENT_MS) : Row.BY_TIME;
        return Reading.of(
                call + (forward ? "" : " backward"),
                iterator,
                (key, value) -> text(row(key), values.number(value)),
                expected(wanted, directed(order, forward)));
    }
}
