package dev.millrace.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class OffsetMapTest {
    @Test
    void knowsTheLastOffsetOfEachKeyUntilItIsFull() {
        for (int capacity : new int[] {1, 2, 100, 1_000}) {
            Random random = new Random(capacity);
            OffsetMap map = new OffsetMap(capacity);
            Map<Long, Long> expected = new HashMap<>();
            for (long offset = 0; offset < 10L * capacity; offset++) {
                long key = random.nextInt(2 * capacity) * 0x5851f42d4c957f2dL;
                boolean room = expected.containsKey(key) || expected.size() < capacity;
                assertThat(map.put(key, ~key, offset)).isEqualTo(room);
                if (room) {
                    expected.put(key, offset);
                }
            }
            assertThat(map.size()).isEqualTo(capacity);
            expected.forEach((key, offset) -> assertThat(map.get(key, ~key)).isEqualTo(offset));
            assertThat(map.get(3, 4)).isEqualTo(-1);
        }
    }

    @Test
    void bothHalvesOfTheHashTellKeysApart() {
        OffsetMap map = new OffsetMap(3);
        map.put(1, 1, 10);
        map.put(1, 2, 20);
        map.put(2, 1, 30);
        assertThat(map.get(1, 1)).isEqualTo(10);
        assertThat(map.get(1, 2)).isEqualTo(20);
        assertThat(map.get(2, 1)).isEqualTo(30);
    }
}
