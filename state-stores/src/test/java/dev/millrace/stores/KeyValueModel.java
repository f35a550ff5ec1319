package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.store.KeyValueStoreSpec;
import java.util.Comparator;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import org.apache.kafka.common.serialization.StringSerializer;

/** A key-value store of any kind but versioned. */
final class KeyValueModel<V> extends StoreModel<KeyValueStore<String, V>> {

    private final Function<KeyValueStoreSpec<String, Long>, KeyValueStore<String, V>> maker;
    private final Numbered<V> values;

    KeyValueModel(
            boolean onDisk,
            boolean cached,
            Function<KeyValueStoreSpec<String, Long>, KeyValueStore<String, V>> maker,
            Numbered<V> values) {
        super(onDisk, cached);
        this.maker = maker;
        this.values = values;
    }

    @Override
    KeyValueStore<String, V> build() {
        return maker.apply(Specs.keyValue(onDisk, options));
    }

    @Override
    void listen() {
        this.<String, V>follow(KeyValueModel::row, values);
    }

    private static Row row(String key) {
        return new Row(key, 0, 0);
    }

    @Override
    void step(Random random) {
        String key = key(random);
        Row row = row(key);
        switch (random.nextInt(6)) {
            case 0 -> assertThat(values.number(store.delete(key))).isEqualTo(now.remove(row));
            case 1 -> {
                assertThat(values.number(store.putIfAbsent(key, values.make().apply(++counter))))
                        .isEqualTo(now.putIfAbsent(row, counter));
            }
            default -> {
                V value = values.make().apply(++counter);
                store.put(key, value);
                values.spoil().accept(value);
                now.put(row, counter);
            }
        }
    }

    @Override
    void check(Random random) {
        String key = key(random);
        assertThat(values.number(store.get(key))).isEqualTo(now.get(row(key)));
    }

    @Override
    Reading read(Random random) {
        String from = bound(random);
        String to = bound(random);
        boolean forward = random.nextBoolean();
        return switch (random.nextInt(3)) {
            case 0 -> reading("all", forward ? store.all() : store.reverseAll(), row -> true, forward);
            case 1 -> {
                String prefix = key(random);
                KeyValueIterator<String, V> scan = store.prefixScan(prefix, new StringSerializer());
                yield reading("prefix " + prefix, scan, row -> row.key().startsWith(prefix), true);
            }
            default ->
                reading(
                        from + " to " + to,
                        forward ? store.range(from, to) : store.reverseRange(from, to),
                        row -> isBetween(row.key(), from, to),
                        forward);
        };
    }

    private Reading reading(String call, KeyValueIterator<String, V> iterator, Predicate<Row> wanted, boolean forward) {
        return Reading.of(
                call + (forward ? "" : " backward"),
                iterator,
                (key, value) -> text(row(key), values.number(value)),
                expected(wanted, directed(Comparator.comparing(Row::key), forward)));
    }
}
