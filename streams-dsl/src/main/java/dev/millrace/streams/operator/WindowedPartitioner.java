package dev.millrace.streams.operator;

import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.kstream.WindowedSerializer;
import dev.millrace.streams.processor.StreamPartitioner;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/**
 * Puts all windows of a key into one partition: the one where the producer would put the bare key. A record without a
 * key is left to the producer.
 */
public final class WindowedPartitioner<K, V> implements StreamPartitioner<K, V> {

    private static final int SEED = 0x9747b28c;
    private static final int MULTIPLIER = 0x5bd1e995;

    private final WindowedSerializer<Object> serializer;

    /**
     * Partitions by what the serializer makes of bare keys.
     *
     * @param serializer the sink's own, for windowed keys
     */
    @SuppressWarnings("unchecked") // the serializer is the sink's own, for the keys that come here
    public WindowedPartitioner(WindowedSerializer<?> serializer) {
        this.serializer = (WindowedSerializer<Object>) serializer;
    }

    @Override
    @SuppressWarnings("unchecked") // a windowed serializer's keys are windowed
    public Optional<Set<Integer>> partitions(String topic, @Nullable K key, @Nullable V value, int numPartitions) {
        if (key == null) {
            return Optional.empty();
        }
        byte[] bytes = serializer.serializeBaseKey(topic, new RecordHeaders(), (Windowed<Object>) key);
        if (bytes == null) {
            return Optional.empty();
        }
        return Optional.of(Set.of((murmur2(bytes) & 0x7fffffff) % numPartitions));
    }

    /*
     * MurmurHash2 (Austin Appleby, public domain), 32 bits, little-endian, with the seed of Kafka's producers: four
     * bytes at a time, then the rest, then a last mix.
     */
    static int murmur2(byte[] data) {
        int hash = SEED ^ data.length;
        int whole = data.length & ~3;
        for (int i = 0; i < whole; i += 4) {
            int four = (data[i] & 0xff)
                    | (data[i + 1] & 0xff) << 8
                    | (data[i + 2] & 0xff) << 16
                    | (data[i + 3] & 0xff) << 24;
            four *= MULTIPLIER;
            four ^= four >>> 24;
            hash = hash * MULTIPLIER ^ four * MULTIPLIER;
        }
        if (whole < data.length) {
            int rest = 0;
            for (int i = data.length - 1; i >= whole; i--) {
                rest = rest << 8 | (data[i] & 0xff);
            }
            hash = (hash ^ rest) * MULTIPLIER;
        }
        hash ^= hash >>> 13;
        hash *= MULTIPLIER;
        return hash ^ hash >>> 15;
    }
}
