package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class OptimizationTest {

    @Test
    void readsNoneAllAndNames() {
        assertThat(Optimization.of(null)).isEqualTo(Optimization.NONE);
        assertThat(Optimization.of("none")).isEqualTo(Optimization.NONE);
        assertThat(Optimization.of("all")).isEqualTo(new Optimization(true, true, true));
        assertThat(Optimization.of("merge.repartition.topics")).isEqualTo(new Optimization(false, true, false));
        assertThat(Optimization.of("reuse.ktable.source.topics, single.store.self.join"))
                .isEqualTo(new Optimization(true, false, true));
    }

    @Test
    void refusesWhatItDoesNotKnow() {
        assertThatThrownBy(() -> Optimization.of("faster"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("topology.optimization")
                .hasMessageContaining("merge.repartition.topics");
        assertThatThrownBy(() -> Optimization.of("all,none")).isInstanceOf(ConfigException.class);
    }

    @Test
    void everyRuleIsOneClassWithATestOfItsName() throws IOException {
        Path tests = Path.of("src/test/java/dev/millrace/streams/plan");
        try (Stream<Path> files = Files.list(Path.of("src/main/java/dev/millrace/streams/plan"))) {
            List<String> rules = files.filter(OptimizationTest::isRule)
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .toList();
            assertThat(rules).contains("MergeRepartitions", "ReuseSourceTopics", "SingleStoreSelfJoin");
            assertThat(rules)
                    .allSatisfy(rule ->
                            assertThat(tests.resolve(rule + "Test.java")).exists());
        }
    }

    private static boolean isRule(Path file) {
        try {
            return Files.readString(file).matches("(?s).*\\bclass \\w+ implements (Step)?Rule\\b.*");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
