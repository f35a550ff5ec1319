package dev.millrace.conformance.cluster;

import static dev.millrace.conformance.cluster.Trial.place;
import static dev.millrace.conformance.cluster.Trial.record;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.Partitioner;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerInterceptor;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Cluster;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeader;

/** What a user of a producer without transactions sees. */
final class ProducerScenarios {

    private ProducerScenarios() {}

    static void keysDecideThePartitionAndMetadataTellsThePlace(Trial trial) throws Exception {
        String topic = trial.topic(5);
        Producer<String, String> producer = trial.producer();
        for (int i = 0; i < 60; i++) {
            Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic, "key " + i * i, "v".repeat(i)));
            RecordMetadata metadata = sent.get();
            trial.seen.note(
                    "key " + i * i,
                    place(sent) + " " + metadata.serializedKeySize() + " " + metadata.serializedValueSize() + " "
                            + metadata.hasOffset() + " " + metadata.hasTimestamp());
        }
        trial.seen.call("given", () -> place(producer.send(new ProducerRecord<>(topic, 3, "key", "value"))));
        trial.seen.call("empty key", () -> place(producer.send(new ProducerRecord<>(topic, "", "value"))));
        trial.seen.call(
                "no value",
                () -> producer.send(new ProducerRecord<>(topic, "key", null))
                        .get()
                        .serializedValueSize());
        trial.seen.note("contents", trial.contents(topic, "read_committed"));
    }

    static void timestampsAreTheRecordsOrTheLogs(Trial trial) throws Exception {
        String created = trial.topic(1);
        String appended = trial.topic(1, "message.timestamp.type", "LogAppendTime");
        Producer<String, String> producer = trial.producer();
        for (String topic : List.of(created, appended)) {
            RecordMetadata metadata = producer.send(new ProducerRecord<>(
                            topic, 0, 77L, "k", "v", List.of(new RecordHeader("h", new byte[] {1}))))
                    .get();
            trial.seen.note("timestamp is the record's", metadata.timestamp() == 77);
        }
    }

    static void withoutAcknowledgementsThereIsNoOffset(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Producer<String, String> none = trial.producer("acks", "0");
        RecordMetadata metadata = none.send(record(topic, "v")).get();
        trial.seen.note("acks=0", metadata.hasOffset() + " " + metadata.offset() + " " + metadata.partition());
        none.flush();
        Producer<String, String> one = trial.producer("acks", "1");
        trial.seen.call(
                "acks=1 has an offset", () -> one.send(record(topic, "v")).get().hasOffset());
    }

    static void whatIsTooLargeFailsAlone(Trial trial) throws Exception {
        String topic = trial.topic(1);
        String small = trial.topic(1, "max.message.bytes", "300");
        Producer<String, String> producer = trial.producer("max.request.size", 1_000);
        List<String> callbacks = Collections.synchronizedList(new ArrayList<>());
        for (String each : List.of(topic, small)) {
            Future<RecordMetadata> sent = producer.send(
                    record(each, "x".repeat(each.equals(topic) ? 2_000 : 500)),
                    (metadata, error) -> callbacks.add(metadata.topic() + "-" + metadata.partition() + " "
                            + metadata.hasOffset() + " " + metadata.offset() + " " + metadata.timestamp() + " "
                            + Observations.error(error)));
            trial.seen.call("too large", sent::get);
            trial.seen.call("next", () -> place(producer.send(record(each, "small"))));
        }
        producer.flush();
        trial.seen.note("callbacks", callbacks);
        Producer<String, String> poor = trial.producer("buffer.memory", 2_000, "batch.size", 100);
        trial.seen.call("larger than the buffer", () -> place(poor.send(record(topic, "x".repeat(3_000)))));
    }

    static void settingsThatContradictThemselvesAreRefused(Trial trial) {
        Object[][] settings = {
            {"acks", "1", "enable.idempotence", true},
            {"acks", "2"},
            {"acks", "0", "transactional.id", "t"},
            {"enable.idempotence", false, "transactional.id", "t"},
            {"retries", 0, "enable.idempotence", true},
            {"retries", 0},
            {"max.in.flight.requests.per.connection", 6, "enable.idempotence", true},
            {"max.in.flight.requests.per.connection", 6},
            {"delivery.timeout.ms", 10, "linger.ms", 5, "request.timeout.ms", 100},
            {"linger.ms", -1},
            {"batch.size", -1},
            {"batch.size", 0},
            {"buffer.memory", -1},
            {"compression.type", "rar"},
            {"compression.type", "zstd", "compression.zstd.level", 23},
            {"compression.type", "gzip", "compression.gzip.level", 0},
            {"compression.type", "lz4", "compression.lz4.level", 18},
            {"partitioner.class", "no.such.Class"},
            {"interceptor.classes", "java.lang.String"},
            {"transactional.id", ""},
            {"no.such.setting", "x"},
        };
        for (Object[] each : settings) {
            trial.seen.note(List.of(each).toString(), isAccepted(trial, each));
        }
    }

    private static boolean isAccepted(Trial trial, Object... settings) {
        try {
            trial.producer(settings);
            return true;
        } catch (KafkaException refused) { // a ConfigException, which Kafka's producer wraps at times
            return false;
        }
    }

    static void aClosedProducerDoesNothing(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Producer<String, String> producer = trial.producer("linger.ms", 60_000);
        trial.seen.call("place", () -> {
            Future<RecordMetadata> sent = producer.send(record(topic, "1"));
            producer.flush();
            return place(sent);
        });
        trial.seen.call("negative", () -> {
            producer.close(Duration.ofMillis(-1));
            return "closed";
        });
        Future<RecordMetadata> pending = producer.send(record(topic, "2"));
        producer.close(Duration.ZERO);
        producer.close();
        trial.seen.call("pending", pending::get);
        trial.seen.call("send", () -> producer.send(record(topic, "3")));
        trial.seen.call("flush", () -> {
            producer.flush();
            return "flushed";
        });
        Producer<String, String> orderly = trial.producer("linger.ms", 60_000);
        Future<RecordMetadata> kept = orderly.send(record(topic, "4"));
        orderly.close(Duration.ofSeconds(10));
        trial.seen.call("kept", () -> place(kept));
    }

    static void partitionersAreAskedForEveryRecordThatNamesNone(Trial trial) throws Exception {
        String topic = trial.topic(3);
        Producer<String, String> turns =
                trial.producer("partitioner.class", "org.apache.kafka.clients.producer.RoundRobinPartitioner");
        Set<String> places = new TreeSet<>();
        for (int i = 0; i < 6; i++) {
            places.add(place(turns.send(new ProducerRecord<>(topic, "same key", "v"))));
        }
        trial.seen.note("in turns", places);
        trial.seen.call("given", () -> place(turns.send(new ProducerRecord<>(topic, 2, "k", "v"))));
        Producer<String, String> wrong = trial.producer("partitioner.class", Nowhere.class.getName());
        trial.seen.call("negative", () -> place(wrong.send(new ProducerRecord<>(topic, "k", "v"))));
        Producer<String, String> ignoring = trial.producer("partitioner.ignore.keys", true, "linger.ms", 60_000);
        for (int i = 0; i < 20; i++) {
            ignoring.send(new ProducerRecord<>(topic, "key " + i, "ignored"));
        }
        ignoring.flush();
        trial.seen.note(
                "partitions of one batch without keys",
                trial.contents(topic, "read_committed").stream()
                        .filter(line -> line.endsWith("ignored"))
                        .map(line -> line.substring(0, 1))
                        .distinct()
                        .count());
    }

    /** A partitioner with a mistake; public because Kafka makes it. */
    public static final class Nowhere implements Partitioner {
        @Override
        public int partition(String topic, Object key, byte[] k, Object value, byte[] v, Cluster cluster) {
            return -1;
        }

        @Override
        public void close() {}

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    static void interceptorsSeeEveryRecordAndEveryOutcomeInOrder(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Telling.SEEN.clear();
        Producer<String, String> producer = trial.producer(
                "interceptor.classes",
                List.of(Telling.class.getName(), Failing.class.getName(), Telling.class.getName()),
                "max.request.size",
                1_000);
        producer.send(record(topic, "v"), (metadata, error) -> Telling.SEEN.add("callback"))
                .get();
        producer.flush();
        trial.seen.call("too large", producer.send(record(topic, "x".repeat(2_000)))::get);
        producer.close();
        trial.seen.note("interceptors", Telling.SEEN);
        trial.seen.note("contents", trial.contents(topic, "read_committed"));
    }

    /** Public because Kafka makes it. */
    public static final class Telling implements ProducerInterceptor<String, String> {
        static final List<String> SEEN = Collections.synchronizedList(new ArrayList<>());

        @Override
        public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
            SEEN.add("send " + (record.value().length() > 100 ? "large" : record.value()));
            String value = record.value() + "!";
            return new ProducerRecord<>(record.topic(), record.partition(), record.key(), value);
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception error) {
            SEEN.add(error == null ? "at " + metadata.offset() : Observations.error(error) + " " + metadata.offset());
        }

        @Override
        public void close() {
            SEEN.add("closed");
        }

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    /** An interceptor with mistakes; public because Kafka makes it. */
    public static final class Failing implements ProducerInterceptor<String, String> {
        @Override
        public ProducerRecord<String, String> onSend(ProducerRecord<String, String> record) {
            throw new IllegalStateException("a mistake of the test's, on purpose");
        }

        @Override
        public void onAcknowledgement(RecordMetadata metadata, Exception error) {
            throw new IllegalStateException("a mistake of the test's, on purpose");
        }

        @Override
        public void close() {
            throw new IllegalStateException("a mistake of the test's, on purpose");
        }

        @Override
        public void configure(Map<String, ?> configs) {}
    }

    @SuppressWarnings({"unchecked", "rawtypes"})
    static void aValueOfTheWrongTypeIsThrownAtTheSender(Trial trial) throws Exception {
        String topic = trial.topic(1);
        Producer producer = trial.producer();
        trial.seen.call("wrong type", () -> producer.send(new ProducerRecord<>(topic, 1, 1L)));
        trial.seen.call("null topic", () -> producer.send(new ProducerRecord<>(null, "k", "v")));
        trial.seen.call("null record", () -> producer.send(null));
        trial.seen.call(
                "bad topic",
                () -> producer.send(new ProducerRecord<>("no spaces", "k", "v")).get());
        trial.seen.call(
                "bytes",
                () -> "ä€".getBytes(StandardCharsets.UTF_8).length
                        == ((Future<RecordMetadata>) producer.send(new ProducerRecord<>(topic, "k", "ä€")))
                                .get()
                                .serializedValueSize());
    }
}
