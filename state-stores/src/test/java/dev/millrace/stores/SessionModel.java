package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.SessionWindow;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.SessionStore;
import dev.millrace.streams.store.SessionStoreSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.Serdes;

/** Sessions with gaps of 8 ms, kept for 100 ms. */
final class SessionModel<V> extends StoreModel<SessionStore<String, V>> {

    private static final long RETENTION_MS = 100;
    private static final long SEGMENT_MS = 50;

    private final Function<SessionStoreSpec<String, Long>, SessionStore<String, V>> maker;
    private final Numbered<V> values;

    SessionModel(
            boolean onDisk,
            boolean cached,
            Function<SessionStoreSpec<String, Long>, SessionStore<String, V>> maker,
            Numbered<V> values) {
        super(onDisk, cached);
        this.maker = maker;
        this.values = values;
    }

    @Override
    SessionStore<String, V> build() {
        return maker.apply(new SessionStoreSpec<>(
                "ses", onDisk, RETENTION_MS, SEGMENT_MS, Serdes.String(), Serdes.Long(), options));
    }

    @Override
    void listen() {
        this.<Windowed<String>, V>follow(SessionModel::row, values);
    }

    private static Row row(Windowed<String> key) {
        return new Row(key.key(), key.window().end(), key.window().start());
    }

    @Override
    boolean isLive(Row row) {
        return row.timeMs() > observed - RETENTION_MS;
    }

    /** As the session operator does it: find what the record touches, remove it, put the merged session. */
    @Override
    void step(Random random) {
        String key = key(random);
        long time = Math.max(0, observed + random.nextInt(30) - 20);
        if (random.nextInt(50) == 0) {
            time += 300;
        }
        long start = time;
        long end = time;
        List<Windowed<String>> merged = new ArrayList<>();
        try (var found = store.findSessions(key, time - 8, time + 8)) {
            while (found.hasNext()) {
                KeyValue<Windowed<String>, V> session = found.next();
                merged.add(session.key);
                start = Math.min(start, session.key.window().start());
                end = Math.max(end, session.key.window().end());
            }
        }
        for (Windowed<String> session : merged) {
            store.remove(session);
            assertThat(now.remove(row(session))).as("%s", session).isNotNull();
        }
        Windowed<String> session = new Windowed<>(key, new SessionWindow(start, end));
        V value = values.make().apply(++counter);
        store.put(session, value);
        values.spoil().accept(value);
        observed = Math.max(observed, end);
        now.put(row(session), counter);
        now.keySet().removeIf(row -> !isLive(row));
    }

    @Override
    void check(Random random) {
        Row some = now.isEmpty() || random.nextInt(5) == 0
                ? new Row(key(random), observed + 3, observed + 1)
                : new ArrayList<>(now.keySet()).get(random.nextInt(now.size()));
        assertThat(values.number(store.fetchSession(some.key(), some.second(), some.timeMs())))
                .as("%s", some)
                .isEqualTo(now.get(some));
    }

    @Override
    Reading read(Random random) {
        boolean forward = random.nextBoolean();
        String key = key(random);
        String first = bound(random);
        String last = bound(random);
        long earliestEnd = Math.max(0, observed - random.nextInt(120));
        long latestStart = earliestEnd + random.nextInt(60);
        Predicate<Row> inTime = row -> row.timeMs() >= earliestEnd && row.second() <= latestStart;
        String times = " from " + earliestEnd + " to " + latestStart;
        switch (random.nextInt(5)) {
            case 0 -> {
                var sessions = forward ? store.fetch(key) : store.backwardFetch(key);
                return reading(key, sessions, row -> row.key().equals(key), forward);
            }
            case 1 -> {
                var sessions = forward ? store.fetch(first, last) : store.backwardFetch(first, last);
                return reading(first + " to " + last, sessions, row -> isBetween(row.key(), first, last), forward);
            }
            case 2 -> {
                var sessions = forward
                        ? store.findSessions(key, earliestEnd, latestStart)
                        : store.backwardFindSessions(key, earliestEnd, latestStart);
                return reading(key + times, sessions, row -> row.key().equals(key) && inTime.test(row), forward);
            }
            case 3 -> {
                var sessions = forward
                        ? store.findSessions(first, last, earliestEnd, latestStart)
                        : store.backwardFindSessions(first, last, earliestEnd, latestStart);
                return reading(
                        first + " to " + last + times,
                        sessions,
                        row -> isBetween(row.key(), first, last) && inTime.test(row),
                        forward);
            }
            default -> {
                return reading(
                        "ends" + times,
                        store.findSessions(earliestEnd, latestStart),
                        row -> row.timeMs() >= earliestEnd && row.timeMs() <= latestStart,
                        Row.BY_TIME);
            }
        }
    }

    private Reading reading(
            String call, KeyValueIterator<Windowed<String>, V> iterator, Predicate<Row> wanted, boolean forward) {
        Comparator<Row> order = onDisk ? Row.bySegment(SEGMENT_MS) : Row.BY_TIME;
        return reading(call + (forward ? "" : " backward"), iterator, wanted, directed(order, forward));
    }

    private Reading reading(
            String call, KeyValueIterator<Windowed<String>, V> iterator, Predicate<Row> wanted, Comparator<Row> order) {
        return Reading.of(
                call, iterator, (key, value) -> text(row(key), values.number(value)), expected(wanted, order));
    }
}
