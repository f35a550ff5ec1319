package dev.millrace.stores;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.internals.ProcessorRecordContext;

/** Kafka Streams' own bytes for an update that waits, as an oracle; the class is not public there. */
final class KafkaSuppressed {

    private final Object value;

    KafkaSuppressed(byte[] prior, byte[] old, byte[] now, long timestampMs, long offset) throws Exception {
        Class<?> type = Class.forName("org.apache.kafka.streams.state.internals.BufferValue");
        Constructor<?> constructor =
                type.getDeclaredConstructor(byte[].class, byte[].class, byte[].class, ProcessorRecordContext.class);
        constructor.setAccessible(true);
        value = constructor.newInstance(
                prior, old, now, new ProcessorRecordContext(timestampMs, offset, 1, "input", new RecordHeaders()));
    }

    byte[] changelogValue(long timeMs) throws Exception {
        Method serialize = value.getClass().getDeclaredMethod("serialize", int.class);
        serialize.setAccessible(true);
        ByteBuffer buffer = (ByteBuffer) serialize.invoke(value, Long.BYTES);
        buffer.putLong(timeMs);
        return buffer.array();
    }

    long sizeBytes() throws Exception {
        Method size = value.getClass().getDeclaredMethod("residentMemorySizeEstimate");
        size.setAccessible(true);
        return (long) size.invoke(value);
    }
}
