package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
}
