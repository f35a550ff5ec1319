package dev.millrace.stores;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.ValueTimestampHeaders;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * A key-value store with headers. Value, timestamp and headers of an entry are made of one number, which the model has.
 */
final class HeadersModel extends StoreModelTest.Model<TimestampedKeyValueStoreWithHeaders<String, Long>> {

    @Override
    TimestampedKeyValueStoreWithHeaders<String, Long> build(boolean persistent) {
        return new MillraceStores().timestampedKeyValueStoreWithHeaders(Specs.keyValue(persistent));
    }

    private static ValueTimestampHeaders<Long> entry(Long number) {
        if (number == null) {
            return null;
        }
        Headers headers = new RecordHeaders();
        for (long i = 0; i < number % 4; i++) {
            byte[] value = ByteBuffer.allocate(8).putLong(number + i).array();
            headers.add("header" + i, i == 2 ? null : value);
        }
        return ValueTimestampHeaders.make(number, number * 10, headers);
    }

    @Override
    void step(Random random) {
        String key = key(random);
        if (random.nextInt(4) == 0) {
            assertThat(store.delete(key)).isEqualTo(entry(now.remove(key)));
            return;
        }
        ValueTimestampHeaders<Long> entry = entry(++counter);
        store.put(key, entry);
        entry.headers().add("added after the put", new byte[0]);
        now.put(key, counter);
    }

    @Override
    void check(Random random) {
        String key = key(random);
        ValueTimestampHeaders<Long> found = store.get(key);
        assertThat(found).isEqualTo(entry(now.get(key)));
        if (found != null) {
            found.headers().add("added to what was got", new byte[0]);
        }
        if (random.nextInt(5) == 0) {
            Map<String, Long> content = new TreeMap<>();
            try (var all = store.all()) {
                while (all.hasNext()) {
                    KeyValue<String, ValueTimestampHeaders<Long>> next = all.next();
                    assertThat(next.value).isEqualTo(entry(next.value.value()));
                    content.put(next.key, next.value.value());
                }
            }
            assertThat(content).isEqualTo(now);
        }
    }
}
