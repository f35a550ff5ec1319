package dev.millrace.streams.plan;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.Grouped;
import dev.millrace.streams.kstream.KStream;
import dev.millrace.streams.kstream.Materialized;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ExplicitNamesTest {

    private final StreamsBuilder builder = new StreamsBuilder();
    private final KStream<String, String> stream = builder.stream("s");

    @Test
    void eachGeneratedNameIsListedWithItsPlaceAndHowToNameIt() {
        stream.groupBy((key, value) -> value).count();
        assertThatThrownBy(() -> builder.build(explicit("true")))
                .isInstanceOf(TopologyException.class)
                .hasMessageContaining(
                        "state store KSTREAM-AGGREGATE-STATE-STORE-0000000002 of KSTREAM-AGGREGATE-0000000003,"
                                + " and its changelog: name it with Materialized.as")
                .hasMessageContaining("repartition topic KSTREAM-AGGREGATE-STATE-STORE-0000000002-repartition behind"
                        + " KSTREAM-KEY-SELECT-0000000001: name it with Grouped");
    }

    @Test
    void aProgramThatNamesItsStateIsTaken() {
        stream.groupBy((key, value) -> value, Grouped.as("by-value")).count(Materialized.as("counts"));
        assertThatCode(() -> builder.build(explicit("true"))).doesNotThrowAnyException();
    }

    @Test
    void generatedNamesAreTakenUnlessTheSettingSaysOtherwise() {
        stream.groupByKey().count();
        assertThatCode(() -> builder.build(explicit("false"))).doesNotThrowAnyException();
        assertThatCode(builder::build).doesNotThrowAnyException();
    }

    private static Properties explicit(String setting) {
        Properties properties = new Properties();
        properties.put("ensure.explicit.internal.resource.naming", setting);
        return properties;
    }
}
