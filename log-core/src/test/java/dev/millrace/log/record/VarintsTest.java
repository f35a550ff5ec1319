package dev.millrace.log.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Random;
import org.apache.kafka.common.utils.ByteUtils;
import org.junit.jupiter.api.Test;

class VarintsTest {
    @Test
    void everyLengthIsWrittenAsKafkaWritesIt() {
        Random random = new Random(1);
        byte[] bytes = new byte[Varints.MAX_LONG_BYTES];
        for (int i = 0; i < 100_000; i++) {
            long value = random.nextLong() >> random.nextInt(64);
            int end = Varints.writeLong(bytes, 0, value);
            assertThat(end).isEqualTo(Varints.sizeOfLong(value)).isEqualTo(ByteUtils.sizeOfVarlong(value));
            assertThat(ByteUtils.readVarlong(ByteBuffer.wrap(bytes))).isEqualTo(value);
            int small = (int) value;
            end = Varints.writeInt(bytes, 0, small);
            assertThat(end).isEqualTo(Varints.sizeOfInt(small)).isEqualTo(ByteUtils.sizeOfVarint(small));
            assertThat(ByteUtils.readVarint(ByteBuffer.wrap(bytes))).isEqualTo(small);
        }
    }

    @Test
    void theEndsOfTheRangesFit() {
        byte[] bytes = new byte[Varints.MAX_LONG_BYTES];
        assertThat(Varints.writeLong(bytes, 0, Long.MIN_VALUE)).isEqualTo(Varints.MAX_LONG_BYTES);
        assertThat(Varints.writeInt(bytes, 0, Integer.MIN_VALUE)).isEqualTo(Varints.MAX_INT_BYTES);
        assertThat(Varints.sizeOfInt(-1)).isEqualTo(1);
        assertThat(Varints.sizeOfLong(0)).isEqualTo(1);
    }
}
