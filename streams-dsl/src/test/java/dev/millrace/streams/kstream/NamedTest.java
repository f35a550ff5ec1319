package dev.millrace.streams.kstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.TopologyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamedTest {
    @ParameterizedTest
    @ValueSource(strings = {"a", "A-b_c.9", "...", "-"})
    void whatATopicMayBeCalledIsAName(String name) {
        assertThat(Named.as(name).name()).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "..", "a b", "a/b", "ä", "a\n"})
    void anythingElseIsRefused(String name) {
        assertThatThrownBy(() -> Named.as(name)).isInstanceOf(TopologyException.class);
    }

    @Test
    void aNameHasALimit() {
        assertThat(Named.as("x".repeat(249)).name()).hasSize(249);
        assertThatThrownBy(() -> Named.as("x".repeat(250)))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining("249");
    }

    @Test
    void aNewNameMakesANewObject() {
        Named first = Named.as("first");

        assertThat(first.withName("second").name()).isEqualTo("second");
        assertThat(first.name()).isEqualTo("first");
        assertThatThrownBy(() -> Named.as(null))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("name");
    }
}
