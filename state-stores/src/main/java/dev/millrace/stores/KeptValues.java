package dev.millrace.stores;

import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.state.HeadersBytesStore;
import dev.millrace.streams.state.TimestampedBytesStore;
import java.nio.ByteBuffer;

/**
 * What a user's store keeps of a value beside the value itself. One on disk keeps timestamps or headers only if it is
 * marked as made for them, since its files may be older than these; one in memory keeps all. As in Kafka Streams.
 *
 * @param dropsHeaders the headers of a value are left out, and there are none when it is read
 * @param dropsTimestamps the timestamp of a value is left out, and is -1 when it is read
 */
record KeptValues(boolean dropsHeaders, boolean dropsTimestamps) {

    static final KeptValues ALL = new KeptValues(false, false);

    static KeptValues of(StateStore store, ValueCodec<?> codec) {
        if (!store.persistent()) {
            return ALL;
        }
        if (codec.hasHeaders()) {
            boolean plain = !(store instanceof HeadersBytesStore);
            return new KeptValues(plain, plain && codec.hasTimestamps() && !(store instanceof TimestampedBytesStore));
        }
        return new KeptValues(false, codec.hasTimestamps() && !(store instanceof TimestampedBytesStore));
    }

    byte[] toEngine(byte[] value) {
        if (!dropsHeaders && !dropsTimestamps) {
            return value;
        }
        ByteBuffer rest = ByteBuffer.wrap(value);
        if (dropsHeaders) {
            HeaderBytes.take(rest);
        }
        if (dropsTimestamps) {
            rest.getLong();
        }
        byte[] bytes = new byte[rest.remaining()];
        rest.get(bytes);
        return bytes;
    }

    byte[] fromEngine(byte[] value) {
        byte[] timed = dropsTimestamps ? Rows.prefixed(-1, value) : value;
        if (!dropsHeaders) {
            return timed;
        }
        byte[] bytes = new byte[1 + timed.length]; // begins with 0: no headers
        System.arraycopy(timed, 0, bytes, 1, timed.length);
        return bytes;
    }
}
