package dev.millrace.conformance.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShrinkingTest {
    private static final List<Integer> HUNDRED = IntStream.range(0, 100).boxed().toList();

    @Test
    void onlyWhatItTakesToFailIsLeft() {
        assertThat(new Shrinking(1_000).shrink(HUNDRED, list -> list.containsAll(List.of(3, 50, 99))))
                .containsExactly(3, 50, 99);
    }

    @Test
    void whatFailsAnywayShrinksToNothing() {
        assertThat(new Shrinking(1_000).shrink(HUNDRED, list -> true)).isEmpty();
    }

    @Test
    void itEndsWhenItsRunsAreUsedUp() {
        assertThat(new Shrinking(1).shrink(HUNDRED, list -> list.contains(7)).size())
                .isBetween(1, 50);
    }
}
