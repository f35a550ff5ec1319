package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PartitionMetadataTest {

    @Test
    void partitionTimeAndMarksSurviveACommit() {
        for (Map<String, Long> marks :
                List.of(Map.<String, Long>of(), Map.of("counts", 7L, "Zähler", Long.MAX_VALUE))) {
            PartitionMetadata metadata = new PartitionMetadata(1_441_999_000_123L, marks);
            assertThat(PartitionMetadata.decode(metadata.encoded())).isEqualTo(metadata);
        }
    }

    @Test
    void foreignMetadataMeansNoKnownTime() {
        PartitionMetadata unknown = new PartitionMetadata(-1, Map.of());
        for (String text : List.of("", "written by hand", "AA==", "AQAA")) {
            assertThat(PartitionMetadata.decode(text)).as(text).isEqualTo(unknown);
        }
    }

    @Test
    void aLengthBeyondTheEndIsForeignToo() {
        String cut = new PartitionMetadata(5, Map.of("name", 7L)).encoded().substring(0, 20);
        assertThat(PartitionMetadata.decode(cut).timeMs()).isEqualTo(-1);
    }

    private static Map<String, Long> marksOfOperators(int count, long nowMs) {
        Random random = new Random(count);
        Map<String, Long> marks = new TreeMap<>();
        marks.put("#commits", 123_456_789L);
        for (int i = 0; i < count; i++) {
            String made = String.format("KSTREAM-AGGREGATE-STATE-STORE-%010d", 3 * i);
            marks.put(made, i % 10 == 0 ? -1 : nowMs - random.nextInt(3_600_000));
        }
        return marks;
    }

    @Test
    void whatKafkaStreamsReadsIsWrittenAsLongAsABrokerTakesIt() {
        PartitionMetadata few = new PartitionMetadata(1_441_999_000_123L, marksOfOperators(50, 1_441_999_000_123L));
        assertThat(Base64.getDecoder().decode(few.encoded())[0]).isEqualTo((byte) 2);
    }

    @Test
    void theMarksOfThreeHundredOperatorsAreTakenByABrokerAndSurviveACommit() {
        for (int operators : List.of(60, 100, 300)) {
            PartitionMetadata many =
                    new PartitionMetadata(1_441_999_000_123L, marksOfOperators(operators, 1_441_999_000_123L));
            assertThat(many.encoded().length()).as("%d operators", operators).isLessThanOrEqualTo(4096);
            assertThat(PartitionMetadata.decode(many.encoded())).isEqualTo(many);
        }
    }

    @Test
    void marksOfAnyNameAndValueSurviveACommit() {
        Random random = new Random(7);
        Map<String, Long> marks = new TreeMap<>(Map.of("least", Long.MIN_VALUE, "most", Long.MAX_VALUE, "", 0L));
        for (int i = 0; i < 200; i++) {
            marks.put("ä".repeat(random.nextInt(3)) + random.nextInt(5000) + "-store", random.nextLong());
        }
        for (long timeMs : List.of(-1L, 0L, Long.MAX_VALUE)) {
            PartitionMetadata any = new PartitionMetadata(timeMs, marks);
            assertThat(Base64.getDecoder().decode(any.encoded())[0]).isEqualTo((byte) 3);
            assertThat(PartitionMetadata.decode(any.encoded())).isEqualTo(any);
        }
    }

    @Test
    void compactMarksThatAreCutOrBentAreForeign() {
        byte[] bytes = Base64.getDecoder().decode(new PartitionMetadata(5, marksOfOperators(100, 5)).encoded());
        for (int end = 9; end < bytes.length; end++) {
            String cut = Base64.getEncoder().encodeToString(Arrays.copyOf(bytes, end));
            assertThat(PartitionMetadata.decode(cut).timeMs())
                    .as("cut at %d", end)
                    .isEqualTo(-1);
        }
        bytes[10] = 100; // more of a name than there is before it
        assertThat(PartitionMetadata.decode(Base64.getEncoder().encodeToString(bytes))
                        .timeMs())
                .isEqualTo(-1);
    }
}
