package dev.millrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several handles on one log: whose settings hold, and who is told. */
class EmbeddedLogTest {

    @TempDir
    Path directory;

    @Test
    void whoAsksForMoreThanTheOpenLogPromisesIsRefused() {
        try (EmbeddedLog first = EmbeddedLog.open(directory, Map.of("log.flush", "os"))) {
            assertThat(first.broker().config().valueOf("log.flush")).isEqualTo("os");

            assertThatThrownBy(() -> EmbeddedLog.open(directory, Map.of("log.flush", "commit")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "The log in " + directory + " is open in this process with log.flush=os, not commit: the"
                                    + " settings of its first opener hold, and they promise less. Open it with log.flush=commit"
                                    + " first.");
        }
        try (EmbeddedLog afterwards = EmbeddedLog.open(directory, Map.of("log.flush", "commit"))) {
            assertThat(afterwards.broker().config().valueOf("log.flush")).isEqualTo("commit");
        }
    }

    @Test
    void aProgramThatAsksForMoreThanTheOpenLogPromisesDoesNotStart() {
        StreamsBuilder builder = new StreamsBuilder();
        builder.stream("in").to("out");
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "app");
        config.put(StreamsConfig.LOG_DIR_CONFIG, directory.toString());
        config.put(StreamsConfig.LOG_FLUSH_CONFIG, "commit");
        try (EmbeddedLog open = EmbeddedLog.open(directory, Map.of("log.flush", "interval"));
                MillraceStreams streams = new MillraceStreams(builder.build(), config)) {
            assertThatThrownBy(streams::start)
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("log.flush=interval, not commit");
        }
    }

    @Test
    void whoAsksForLessOrNothingGetsWhatIsThere() {
        try (EmbeddedLog first = EmbeddedLog.open(directory, Map.of("num.partitions", "3"));
                EmbeddedLog less = EmbeddedLog.open(directory, Map.of("log.flush", "os", "num.partitions", "5"));
                EmbeddedLog nothing = EmbeddedLog.open(directory)) {
            assertThat(less.broker()).isSameAs(first.broker()).isSameAs(nothing.broker());
            assertThat(less.broker().config().valueOf("log.flush")).isEqualTo("commit");
            assertThat(less.broker().config().valueOf("num.partitions")).isEqualTo("3");
        }
    }

    @Test
    void aWrongValueIsRefusedThoughTheLogIsOpen() {
        try (EmbeddedLog first = EmbeddedLog.open(directory)) {
            assertThat(first.broker()).isNotNull();
            assertThatThrownBy(() -> EmbeddedLog.open(directory, Map.of("log.flush", "never")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("log.flush")
                    .hasMessageContaining("never");
        }
    }

    @Test
    void aDirectoryThatTakesLongToCloseHoldsUpNoOther() throws InterruptedException {
        EmbeddedLog slow = EmbeddedLog.open(directory.resolve("slow"));
        slow.producer(
                Map.of("interceptor.classes", SlowToClose.class.getName()),
                new StringSerializer(),
                new StringSerializer());
        Thread closing = new Thread(slow::close);
        closing.start();
        SlowToClose.BEGUN.await();
        try (EmbeddedLog other = EmbeddedLog.open(directory.resolve("other"))) {
            assertThat(other.broker()).isNotNull();
        }
        SlowToClose.GO_ON.countDown();
        try (EmbeddedLog again = EmbeddedLog.open(directory.resolve("slow"))) {
            assertThat(again.broker()).isNotSameAs(slow.broker());
        }
        closing.join();
    }

    /** A producer of a user, whose end takes a while. */
    public static final class SlowToClose implements ProducerInterceptor<String, String> {
        static final CountDownLatch BEGUN = new CountDownLatch(1);
        static final CountDownLatch GO_ON = new CountDownLatch(1);

        @Override
        public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
            return record;
        }

        @Override
        public void close() {
            BEGUN.countDown();
            try {
                GO_ON.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    @Test
    void aNameThatIsAlmostASettingIsNamedAndAnyOtherIsTheUsersOwn() {
        assertThat(MistypedSettings.nearest("log.flsh")).contains("log.flush");
        assertThat(MistypedSettings.nearest("procesing.guarantee")).contains("processing.guarantee");
        assertThat(MistypedSettings.nearest("log.flush")).isEmpty();
        assertThat(MistypedSettings.nearest("consumer.max.poll.records")).isEmpty();
        assertThat(MistypedSettings.nearest("my.own.table")).isEmpty();
    }
}
