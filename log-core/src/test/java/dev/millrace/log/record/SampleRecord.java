package dev.millrace.log.record;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;

/** A record of a test, compared by what it holds. Null keys, values and header values are null here too. */
record SampleRecord(long timestampMs, byte[] key, byte[] value, Header[] headers) {
    /** Records as wild as the format allows: nulls, empty and long fields, headers, timestamps that go back. */
    static List<SampleRecord> random(Random random, int count) {
        List<SampleRecord> records = new ArrayList<>();
        long time = random.nextInt(5) == 0 ? random.nextLong() >>> 2 : 1_442_018_818_000L;
        for (int i = 0; i < count; i++) {
            Header[] headers = new Header[random.nextInt(4) == 0 ? random.nextInt(4) : 0];
            for (int h = 0; h < headers.length; h++) {
                headers[h] = new RecordHeader("näme-" + random.nextInt(3), field(random, 20));
            }
            long timestamp = Math.max(0, time + random.nextInt(2_000_000) - 1_000_000);
            records.add(new SampleRecord(timestamp, field(random, 40), field(random, 3_000), headers));
        }
        return records;
    }

    private static byte[] field(Random random, int maxSize) {
        int kind = random.nextInt(8);
        if (kind == 0) {
            return null;
        }
        byte[] bytes = new byte[kind == 1 ? 0 : random.nextInt(kind < 6 ? Math.min(100, maxSize) : maxSize)];
        if (random.nextBoolean()) {
            random.nextBytes(bytes);
        } else {
            Arrays.fill(bytes, (byte) ('a' + random.nextInt(3)));
        }
        return bytes;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof SampleRecord that
                && timestampMs == that.timestampMs
                && Arrays.equals(key, that.key)
                && Arrays.equals(value, that.value)
                && Arrays.equals(headers, that.headers);
    }

    @Override
    public int hashCode() {
        return Long.hashCode(timestampMs) + 31 * Arrays.hashCode(key) + 17 * Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return "@" + timestampMs + " " + text(key) + "=" + text(value) + " " + Arrays.toString(headers);
    }

    private static String text(byte[] bytes) {
        return bytes == null ? "null" : bytes.length + "b#" + Arrays.hashCode(bytes);
    }
}
