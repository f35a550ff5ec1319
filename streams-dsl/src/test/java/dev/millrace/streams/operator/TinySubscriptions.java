package dev.millrace.streams.operator;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.state.KeyValueIterator;
import dev.millrace.streams.state.TimestampedKeyValueStoreWithHeaders;
import dev.millrace.streams.state.ValueTimestampHeaders;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.TreeMap;
import org.apache.kafka.common.utils.Bytes;

/** Subscriptions in the order of their keys; the text of a key is {@code foreign/primary}. */
final class TinySubscriptions extends Tiny implements TimestampedKeyValueStoreWithHeaders<Bytes, Subscription<String>> {

    private final TreeMap<Bytes, ValueTimestampHeaders<Subscription<String>>> entries = new TreeMap<>();

    TinySubscriptions(String name) {
        super(name);
    }

    @Override
    Tiny empty() {
        return new TinySubscriptions(name());
    }

    private static String keys(Bytes key) {
        ByteBuffer bytes = ByteBuffer.wrap(key.get());
        int foreignSize = bytes.getInt();
        String both = StandardCharsets.UTF_8.decode(bytes).toString();
        return both.substring(0, foreignSize) + "/" + both.substring(foreignSize);
    }

    @Override
    public ValueTimestampHeaders<Subscription<String>> get(Bytes key) {
        return entries.get(key);
    }

    @Override
    public void put(Bytes key, ValueTimestampHeaders<Subscription<String>> value) {
        entries.put(key, value);
        this.<TinySubscriptions>change("+ " + keys(key) + " @" + value.timestamp(), store -> store.put(key, value));
    }

    @Override
    public ValueTimestampHeaders<Subscription<String>> delete(Bytes key) {
        this.<TinySubscriptions>change("- " + keys(key), store -> store.delete(key));
        return entries.remove(key);
    }

    @Override
    public KeyValueIterator<Bytes, ValueTimestampHeaders<Subscription<String>>> range(Bytes from, Bytes to) {
        return new Over<>(entries.subMap(from, true, to, true).entrySet().stream()
                .map(entry -> KeyValue.pair(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Override
    public ValueTimestampHeaders<Subscription<String>> putIfAbsent(
            Bytes key, ValueTimestampHeaders<Subscription<String>> value) {
        throw unused();
    }

    @Override
    public void putAll(List<KeyValue<Bytes, ValueTimestampHeaders<Subscription<String>>>> all) {
        throw unused();
    }

    @Override
    public KeyValueIterator<Bytes, ValueTimestampHeaders<Subscription<String>>> all() {
        throw unused();
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }
}
