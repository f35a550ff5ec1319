package dev.millrace.conformance.cluster;

import static dev.millrace.conformance.cluster.Trial.place;
import static dev.millrace.conformance.cluster.Trial.record;
import static org.awaitility.Awaitility.await;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** What a user of {@code Admin} sees of records and their offsets. */
final class RecordScenarios {

    private RecordScenarios() {}

    static void offsetsAreFoundByEverySpec(Trial trial) throws Exception {
        TopicPartition partition = new TopicPartition(trial.topic(1), 0);
        noteOffsets(trial, "empty", partition);
        Producer<String, String> producer = trial.producer();
        for (long timestampMs : new long[] {100, 500, 300}) {
            producer.send(new ProducerRecord<>(partition.topic(), 0, timestampMs, "k", "v"))
                    .get();
        }
        noteOffsets(trial, "three", partition);
        Producer<String, String> transactional = trial.initialised("tx");
        transactional.beginTransaction();
        transactional
                .send(new ProducerRecord<>(partition.topic(), 0, 400L, "k", "v"))
                .get();
        transactional.flush();
        noteOffsets(trial, "open transaction", partition);
        transactional.commitTransaction();
        awaitEnd(trial, partition, 5); // a cluster writes the marker after it has answered
        producer.send(new ProducerRecord<>(partition.topic(), 0, 450L, "k", "v"))
                .get();
        noteOffsets(trial, "committed", partition);
        trial.admin
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(2)))
                .all()
                .get();
        noteOffsets(trial, "deleted", partition);
    }

    private static void awaitEnd(Trial trial, TopicPartition partition, long offset) {
        var options = new ListOffsetsOptions(IsolationLevel.READ_COMMITTED);
        await().until(() -> trial.admin
                        .listOffsets(Map.of(partition, OffsetSpec.latest()), options)
                        .partitionResult(partition)
                        .get()
                        .offset()
                == offset);
    }

    private static void noteOffsets(Trial trial, String when, TopicPartition partition) throws Exception {
        Map<String, OffsetSpec> specs = new LinkedHashMap<>();
        specs.put("earliest", OffsetSpec.earliest());
        specs.put("latest", OffsetSpec.latest());
        specs.put("at 0", OffsetSpec.forTimestamp(0));
        specs.put("at 301", OffsetSpec.forTimestamp(301));
        specs.put("earliest local", OffsetSpec.earliestLocal());
        specs.put("latest tiered", OffsetSpec.latestTiered());
        // With a marker as the newest batch Kafka's answer is about the marker; ours is about records.
        if (!when.equals("committed") && !when.equals("deleted")) {
            specs.put("newest", OffsetSpec.maxTimestamp());
            specs.put("at 501", OffsetSpec.forTimestamp(501));
        }
        for (IsolationLevel isolation : IsolationLevel.values()) {
            for (Map.Entry<String, OffsetSpec> spec : specs.entrySet()) {
                trial.seen.call(when + ", " + isolation + ", " + spec.getKey(), () -> {
                    var found = trial.admin
                            .listOffsets(Map.of(partition, spec.getValue()), new ListOffsetsOptions(isolation))
                            .partitionResult(partition)
                            .get();
                    return found.offset() + " at " + found.timestamp();
                });
            }
        }
    }

    static void recordsAreDeletedUpToAnOffset(Trial trial) throws Exception {
        TopicPartition partition = new TopicPartition(trial.topic(1), 0);
        TopicPartition compacted = new TopicPartition(trial.topic(1, "cleanup.policy", "compact"), 0);
        TopicPartition both = new TopicPartition(trial.topic(1, "cleanup.policy", "compact,delete"), 0);
        Producer<String, String> producer = trial.producer();
        for (TopicPartition each : List.of(partition, compacted, both)) {
            for (int i = 0; i < 5; i++) {
                trial.seen.note("sent", place(producer.send(record(each.topic(), "v" + i))));
            }
        }
        for (long before : new long[] {0, 2, 1, 6, -2, 5, -1}) {
            trial.seen.call("before " + before, () -> delete(trial, partition, before));
        }
        trial.seen.call("compacted", () -> delete(trial, compacted, 1));
        trial.seen.call("both", () -> delete(trial, both, 1));
        trial.seen.note("left", trial.contents(both.topic(), "read_committed"));
    }

    private static Object delete(Trial trial, TopicPartition partition, long before) throws Exception {
        return trial.admin
                .deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                .lowWatermarks()
                .get(partition)
                .get()
                .lowWatermark();
    }

    static void partitionsHaveTheirSize(Trial trial) throws Exception {
        String topic = trial.topic(2);
        Producer<String, String> producer = trial.producer();
        for (int i = 0; i < 5; i++) {
            producer.send(record(topic, "v".repeat(i * 100))).get();
        }
        int node = trial.admin.describeCluster().controller().get().id();
        var directories = trial.admin
                .describeLogDirs(List.of(node))
                .descriptions()
                .get(node)
                .get();
        Map<Integer, Long> sizes = new TreeMap<>();
        directories.values().forEach(directory -> {
            trial.seen.note("volume", directory.totalBytes().isPresent() && directory.error() == null);
            directory.replicaInfos().forEach((partition, replica) -> {
                if (partition.topic().equals(topic)) {
                    sizes.put(partition.partition(), replica.size());
                }
            });
        });
        trial.seen.note("sizes", sizes);
    }

    static void recordsTooFarFromTheClockAreRefused(Trial trial) throws Exception {
        long now = System.currentTimeMillis();
        String topic = trial.topic(1);
        String strict = trial.topic(1, "message.timestamp.before.max.ms", "60000");
        String appended = trial.topic(1, "message.timestamp.type", "LogAppendTime");
        Producer<String, String> producer = trial.producer();
        long[] times = {0, now - 120_000, now, now + 3_000_000, now + 4_000_000, Long.MAX_VALUE};
        for (String each : List.of(topic, strict, appended)) {
            for (int i = 0; i < times.length; i++) {
                long timestampMs = times[i];
                trial.seen.call(
                        "time " + i, () -> place(producer.send(new ProducerRecord<>(each, 0, timestampMs, "k", "v"))));
            }
        }
    }
}
