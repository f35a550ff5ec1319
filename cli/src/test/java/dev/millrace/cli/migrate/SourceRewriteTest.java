package dev.millrace.cli.migrate;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SourceRewriteTest {

    @Test
    void anImportGetsItsNewName() {
        assertRewritten(
                "import org.apache.kafka.streams.kstream.KStream;", "import dev.millrace.streams.kstream.KStream;");
    }

    @Test
    void kafkaStreamsItselfIsRenamedWhereverItStands() {
        assertRewritten("""
                import org.apache.kafka.streams.KafkaStreams;
                import org.apache.kafka.streams.KafkaStreams.State;

                /** Runs {@link KafkaStreams}; KafkaStreams is a product too. */
                class App {
                    KafkaStreams streams = new KafkaStreams(topology, config); // "KafkaStreams"
                    String name = "KafkaStreams";
                    KafkaStreamsConfiguration other;
                    boolean up() { return streams.state() == KafkaStreams.State.RUNNING; }
                }
                """, """
                import dev.millrace.MillraceStreams;
                import dev.millrace.MillraceStreams.State;

                /** Runs {@link MillraceStreams}; KafkaStreams is a product too. */
                class App {
                    MillraceStreams streams = new MillraceStreams(topology, config); // "KafkaStreams"
                    String name = "KafkaStreams";
                    KafkaStreamsConfiguration other;
                    boolean up() { return streams.state() == MillraceStreams.State.RUNNING; }
                }
                """);
    }

    @Test
    void aClassOfTheUsersThatIsCalledKafkaStreamsKeepsItsName() {
        assertRewritten("""
                import org.apache.kafka.streams.Topology;
                class KafkaStreams { Topology topology; }
                """, """
                import dev.millrace.streams.Topology;
                class KafkaStreams { Topology topology; }
                """);
    }

    @Test
    void nestedTypesConstantsAndStaticImportsAreCarriedAlong() {
        assertRewritten("""
                import static org.apache.kafka.streams.StreamsConfig.APPLICATION_ID_CONFIG;
                import org.apache.kafka.streams.kstream.Suppressed.BufferConfig;
                Object o = org.apache.kafka.streams.KeyValue.pair(1, 2);
                """, """
                import static dev.millrace.streams.StreamsConfig.APPLICATION_ID_CONFIG;
                import dev.millrace.streams.kstream.Suppressed.BufferConfig;
                Object o = dev.millrace.streams.KeyValue.pair(1, 2);
                """);
    }

    @Test
    void typesThatMovedAreFoundInTheirNewPackages() {
        assertRewritten("""
                import org.apache.kafka.streams.TopologyTestDriver;
                import org.apache.kafka.streams.kstream.internals.TimeWindow;
                import org.apache.kafka.streams.test.TestRecord;
                """, """
                import dev.millrace.streams.test.TopologyTestDriver;
                import dev.millrace.streams.kstream.TimeWindow;
                import dev.millrace.streams.test.TestRecord;
                """);
    }

    @Test
    void anImportOfAPackageIsJoinedByThoseWhoLeftItAndAreUsed() {
        assertRewritten("""
                import org.apache.kafka.streams.*;
                class A { KafkaStreams s; TopologyTestDriver d; Topology t; }
                """, """
                import dev.millrace.streams.*;
                import dev.millrace.MillraceStreams;
                import dev.millrace.streams.test.TopologyTestDriver;
                class A { MillraceStreams s; TopologyTestDriver d; Topology t; }
                """);
    }

    @Test
    void kotlinNeedsNoSemicolons() {
        assertRewritten("""
                import org.apache.kafka.streams.*
                val streams = KafkaStreams(topology, config)
                """, """
                import dev.millrace.streams.*
                import dev.millrace.MillraceStreams
                val streams = MillraceStreams(topology, config)
                """);
    }

    @Test
    void aClassNamedInALiteralIsRewritten() {
        assertRewritten(
                "p.put(X, \"org.apache.kafka.streams.processor.WallclockTimestampExtractor\");",
                "p.put(X, \"dev.millrace.streams.processor.WallclockTimestampExtractor\");");
    }

    @Test
    void whatMillraceDoesNotHaveStaysAndIsReportedWithItsLine() {
        String source = """
                package a;
                import org.apache.kafka.streams.kstream.internals.KTableImpl;
                import org.apache.kafka.streams.kstream.Transformer;
                """;

        SourceRewrite.Result result = SourceRewrite.of(source, false);

        assertThat(result.text()).isEqualTo(source);
        assertThat(result.names()).isZero();
        assertThat(result.findings()).extracting(Finding::line).containsExactly(2, 3);
        assertThat(result.findings().get(0).advice()).contains("internal to Kafka Streams");
        assertThat(result.findings().get(1).what()).isEqualTo("org.apache.kafka.streams.kstream.Transformer");
    }

    @Test
    void springsOwnStarterIsReported() {
        SourceRewrite.Result result = SourceRewrite.of("""
                import org.apache.kafka.streams.StreamsBuilder;
                import org.springframework.kafka.config.StreamsBuilderFactoryBean;
                """, false);

        assertThat(result.findings())
                .singleElement()
                .satisfies(found -> assertThat(found.what())
                        .isEqualTo("org.springframework.kafka.config.StreamsBuilderFactoryBean"));
    }

    @Test
    void aSourceWithoutKafkaStreamsIsLeftAlone() {
        String source = "import org.apache.kafka.clients.producer.KafkaProducer; class KafkaStreamsOfOurs {}";

        assertThat(SourceRewrite.of(source, false).text()).isSameAs(source);
    }

    @Test
    void aSecondRunChangesNothing() {
        String once = SourceRewrite.of("""
                import org.apache.kafka.streams.*;
                class A { KafkaStreams s; }
                """, false).text();

        assertThat(SourceRewrite.of(once, false).names()).isZero();
    }

    @Test
    void aQuoteInATextBlockDoesNotEndIt() {
        assertRewritten("""
                import org.apache.kafka.streams.KafkaStreams;
                class A { String s = \"""
                    a \\\""" b \"quoted\"
                    \"""; KafkaStreams streams; }
                """, """
                import dev.millrace.MillraceStreams;
                class A { String s = \"""
                    a \\\""" b \"quoted\"
                    \"""; MillraceStreams streams; }
                """);
    }

    @Test
    void aBackslashEndsATextBlockOfKotlin() {
        String source = """
                import org.apache.kafka.streams.KafkaStreams
                val path = \"""C:\\\"""
                val streams = KafkaStreams(topology, config)
                """;

        assertThat(SourceRewrite.of(source, true).text()).endsWith("val streams = MillraceStreams(topology, config)\n");
    }

    @Test
    void aStaticImportOfAllMembersFollowsItsType() {
        assertRewritten("""
                import static org.apache.kafka.streams.KafkaStreams.State.*;
                import static org.apache.kafka.streams.StreamsConfig.*;
                class A { Object o = RUNNING; }
                """, """
                import static dev.millrace.MillraceStreams.State.*;
                import static dev.millrace.streams.StreamsConfig.*;
                class A { Object o = RUNNING; }
                """);
    }

    @Test
    void anImportOfAPackageThatIsNotHereIsReported() {
        String source = """
                import org.apache.kafka.streams.kstream.internals.*;
                import org.apache.kafka.streams.processor.internals.*;
                """;

        SourceRewrite.Result result = SourceRewrite.of(source, false);

        assertThat(result.text()).isEqualTo(source);
        assertThat(result.findings()).extracting(Finding::line).containsExactly(1, 2);
    }

    @Test
    void whatMillraceDoesNotHaveIsReportedAlsoIfItsWholePackageIsImported() {
        SourceRewrite.Result result = SourceRewrite.of("""
                import org.apache.kafka.streams.*;
                import org.apache.kafka.streams.state.*;
                class Queries {
                    Object o = streams.store(StoreQueryParameters.fromNameAndType("s", QueryableStoreTypes.keyValueStore()));
                }
                """, false);
        assertThat(result.findings()).extracting(Finding::line).containsExactly(4, 4);
        assertThat(result.findings())
                .extracting(Finding::what)
                .containsExactly("StoreQueryParameters", "QueryableStoreTypes");
    }

    @Test
    void aPackageInQuotesIsLeftToAPerson() {
        SourceRewrite.Result result =
                SourceRewrite.of("import org.apache.kafka.streams.kstream.`internals`.TimeWindow\n", true);

        assertThat(result.names()).isZero();
        assertThat(result.findings()).hasSize(1);
    }

    @Test
    void theNewProcessorApiIsNotTakenForTheOldOne() {
        for (String api : new String[] {"*", "Processor"}) {
            SourceRewrite.Result result = SourceRewrite.of("""
                    import org.apache.kafka.streams.processor.*;
                    import org.apache.kafka.streams.processor.api.%s;
                    class P implements Processor<String, String, String, String> {}
                    """.formatted(api), false);

            assertThat(result.findings()).isEmpty();
        }
    }

    @Test
    void springsStarterIsReportedInAFileThatNamesNothingElse() {
        SourceRewrite.Result result =
                SourceRewrite.of("import org.springframework.kafka.annotation.EnableKafkaStreams;\n", false);

        assertThat(result.findings()).hasSize(1);
    }

    @Test
    void springsTemplatesForProducersAreNoneOfOurs() {
        SourceRewrite.Result result = SourceRewrite.of("""
                import org.apache.kafka.streams.Topology;
                import org.springframework.kafka.core.KafkaTemplate;
                """, false);

        assertThat(result.findings()).isEmpty();
    }

    private static void assertRewritten(String source, String expected) {
        SourceRewrite.Result result = SourceRewrite.of(source, false);
        assertThat(result.text()).isEqualTo(expected);
        assertThat(result.findings()).isEmpty();
    }
}
