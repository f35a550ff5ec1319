package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
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
}
