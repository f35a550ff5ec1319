package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.processor.PunctuationType;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.ContextualProcessor;
import dev.millrace.streams.processor.api.ProcessorContext;
import dev.millrace.streams.processor.api.Record;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.Stores;
import dev.millrace.streams.test.MockProcessorContext.CapturedForward;
import dev.millrace.streams.test.MockProcessorContext.CapturedPunctuator;
import java.io.File;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

class MockProcessorContextTest {

    private final MockProcessorContext<String, Long> context = new MockProcessorContext<>();

    /** Counts by key in a store, forwards each count, and all counts of keys that are due to a child of their own. */
    private static final class Counter extends ContextualProcessor<String, String, String, Long> {
        private KeyValueStore<String, Long> counts;

        @Override
        public void init(ProcessorContext<String, Long> context) {
            super.init(context);
            counts = context.getStateStore("counts");
            context.schedule(Duration.ofSeconds(1), PunctuationType.STREAM_TIME, time -> {
                try (var all = counts.all()) {
                    all.forEachRemaining(
                            entry -> context.forward(new Record<>(entry.key, entry.value, time), "report"));
                }
                context.commit();
            });
        }

        @Override
        public void process(Record<String, String> record) {
            Long before = counts.get(record.key());
            long count = before == null ? 1 : before + 1;
            counts.put(record.key(), count);
            context().forward(record.withValue(count));
        }
    }

    private Counter counter() {
        KeyValueStore<String, Long> store = Stores.keyValueStoreBuilder(
                        Stores.inMemoryKeyValueStore("counts"), Serdes.String(), Serdes.Long())
                .withLoggingDisabled()
                .build();
        store.init(context.getStateStoreContext(), store);
        context.addStateStore(store);
        Counter counter = new Counter();
        counter.init(context);
        return counter;
    }

    @Test
    void whatIsForwardedIsTakenDownInOrder() {
        Counter counter = counter();
        counter.process(new Record<>("k", "v", 5));
        counter.process(new Record<>("k", "v", 6));

        assertThat(context.forwarded())
                .containsExactly(
                        new CapturedForward<>(new Record<>("k", 1L, 5)),
                        new CapturedForward<>(new Record<>("k", 2L, 6)));
        context.resetForwards();
        assertThat(context.forwarded()).isEmpty();
    }

    @Test
    void theTestCallsCapturedPunctuators() {
        Counter counter = counter();
        counter.process(new Record<>("k", "v", 5));
        CapturedPunctuator scheduled = context.scheduledPunctuators().get(0);

        assertThat(scheduled.getInterval()).isEqualTo(Duration.ofSeconds(1));
        assertThat(scheduled.getType()).isEqualTo(PunctuationType.STREAM_TIME);
        assertThat(scheduled.getStartTime()).isNull();
        scheduled.getPunctuator().punctuate(1000);

        assertThat(context.forwarded("report"))
                .containsExactly(
                        new CapturedForward<>(new Record<>("k", 1L, 5)),
                        new CapturedForward<>(new Record<>("k", 1L, 1000), Optional.of("report")));
        assertThat(context.forwarded("other")).hasSize(1);
        assertThat(context.committed()).isTrue();
        context.resetCommit();
        assertThat(context.committed()).isFalse();
    }

    @Test
    void aCancelledPunctuatorSaysSo() {
        Instant start = Instant.ofEpochMilli(7);
        context.schedule(start, Duration.ofMillis(1), PunctuationType.WALL_CLOCK_TIME, time -> {})
                .cancel();

        CapturedPunctuator scheduled = context.scheduledPunctuators().get(0);
        assertThat(scheduled.cancelled()).isTrue();
        assertThat(scheduled.getStartTime()).isEqualTo(start);
    }

    @Test
    void timesAndMetadataAreThoseOfTheTest() {
        assertThat(context.recordMetadata()).isEmpty();
        assertThatThrownBy(context::currentStreamTimeMs)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("setCurrentStreamTimeMs");
        assertThatThrownBy(context::currentSystemTimeMs).isInstanceOf(IllegalStateException.class);

        context.setCurrentStreamTimeMs(3);
        context.setCurrentSystemTimeMs(4);
        context.setRecordMetadata("topic", 1, 2);

        assertThat(context.currentStreamTimeMs()).isEqualTo(3);
        assertThat(context.currentSystemTimeMs()).isEqualTo(4);
        assertThat(context.recordMetadata()).hasValueSatisfying(metadata -> {
            assertThat(metadata.topic()).isEqualTo("topic");
            assertThat(metadata.partition()).isEqualTo(1);
            assertThat(metadata.offset()).isEqualTo(2);
        });
    }

    @Test
    void theConfigurationIsThatOfTheTest() {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "mine");
        config.put("my.own", "x");
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.LongSerde.class);
        MockProcessorContext<String, Long> configured =
                new MockProcessorContext<>(config, new TaskId(2, 3), new File("state"));

        assertThat(configured.applicationId()).isEqualTo("mine");
        assertThat(configured.appConfigs()).containsEntry("my.own", "x");
        assertThat(configured.appConfigsWithPrefix("my.")).containsEntry("own", "x");
        assertThat(configured.keySerde()).isInstanceOf(Serdes.LongSerde.class);
        assertThat(configured.taskId()).isEqualTo(new TaskId(2, 3));
        assertThat(configured.stateDir()).isEqualTo(new File("state"));
        assertThat(configured.metrics().metrics()).isNotNull();
        assertThat(configured.<KeyValueStore<?, ?>>getStateStore("none")).isNull();
        assertThatThrownBy(context::stateDir).hasMessageContaining("directory");
    }
}
