package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PartitionMetadataTest {

    @Test
    void partitionTimeSurvivesACommit() {
        assertThat(PartitionMetadata.decode(PartitionMetadata.encode(1_441_999_000_123L)))
                .isEqualTo(1_441_999_000_123L);
        assertThat(PartitionMetadata.decode(PartitionMetadata.encode(-1))).isEqualTo(-1);
    }

    @Test
    void foreignMetadataMeansNoKnownTime() {
        assertThat(PartitionMetadata.decode("")).isEqualTo(-1);
        assertThat(PartitionMetadata.decode("written by hand")).isEqualTo(-1);
        assertThat(PartitionMetadata.decode("AA==")).isEqualTo(-1);
    }
}
