package dev.millrace.streams.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.TaskIdFormatException;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaskIdTest {
    @ParameterizedTest
    @ValueSource(strings = {"0_0", "12_345", "name__0_3", "na_me__0_3"})
    void whatIsWrittenIsReadAgain(String text) {
        assertThat(TaskId.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "_", "0", "0_", "_1", "a_b", "0_1_2", "name__", "name__1", "1.5_2"})
    void somethingElseIsRefusedByItsText(String text) {
        assertThatThrownBy(() -> TaskId.parse(text))
                .isInstanceOf(TaskIdFormatException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void anEmptyTopologyNameIsNone() {
        assertThat(new TaskId(1, 2, "")).isEqualTo(new TaskId(1, 2)).hasToString("1_2");
        assertThat(new TaskId(1, 2).topologyName()).isNull();
    }

    @Test
    void theOrderIsByTopologyThenSubTopologyThenPartition() {
        TreeSet<TaskId> ids = new TreeSet<>(List.of(
                new TaskId(0, 1, "b"), new TaskId(1, 0), new TaskId(0, 10), new TaskId(0, 2), new TaskId(3, 3, "a")));

        assertThat(ids).extracting(TaskId::toString).containsExactly("0_2", "0_10", "1_0", "a__3_3", "b__0_1");
    }
}
