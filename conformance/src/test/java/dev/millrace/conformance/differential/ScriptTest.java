package dev.millrace.conformance.differential;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ScriptTest {

    @Test
    void linesAreActions() {
        List<Action> actions = Script.parse("""
                L a=1 @5 h=x
                L null='' @6
                clock 100
                look
                """, List.of(Topic.strings("L")));

        assertThat(actions)
                .containsExactly(
                        new Action.Pipe("L", "a", "1", 5, List.of("h=x")),
                        new Action.Pipe("L", null, "", 6, List.of()),
                        new Action.Advance(100),
                        new Action.Look());
    }

    @Test
    void linesOfTopicsThatAreNotThereAreLeftOut() {
        assertThat(Script.parse("R a=1 @5", List.of(Topic.strings("L")))).isEmpty();
    }
}
