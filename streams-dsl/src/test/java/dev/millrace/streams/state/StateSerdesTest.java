package dev.millrace.streams.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.errors.StreamsException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class StateSerdesTest {
    private static final Headers NONE = new RecordHeaders();

    @Test
    void whatIsWrittenIsReadAgain() {
        StateSerdes<String, Long> serdes = StateSerdes.withBuiltinTypes("changelog", String.class, Long.class);

        assertThat(serdes.keyFrom(serdes.rawKey("k", NONE), NONE)).isEqualTo("k");
        assertThat(serdes.valueFrom(serdes.rawValue(7L, NONE), NONE)).isEqualTo(7L);
        assertThat(serdes.rawValue(null, NONE)).isNull();
        assertThat(serdes.topic()).isEqualTo("changelog");
    }

    @Test
    @SuppressWarnings({"unchecked", "rawtypes"}) // the mistake under test
    void aValueOfAnotherTypeIsNamedWithItsSerializer() {
        StateSerdes<String, String> serdes =
                new StateSerdes<>("changelog", Serdes.String(), (Serde<String>) (Serde) Serdes.Long());

        assertThatThrownBy(() -> serdes.rawValue("text", NONE))
                .isInstanceOf(StreamsException.class)
                .hasMessageContaining("java.lang.String")
                .hasMessageContaining("LongSerializer");
    }

    @Test
    void allPartsAreNeeded() {
        assertThatThrownBy(() -> new StateSerdes<>("t", null, Serdes.Long())).hasMessage("keySerde");
        assertThatThrownBy(() -> StateSerdes.withBuiltinTypes("t", Object.class, Long.class))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
