package dev.millrace.streams.test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.Metric;
import org.apache.kafka.common.MetricName;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.metrics.KafkaMetric;
import org.jspecify.annotations.Nullable;

/** Another producer, whose records are captured on their way; those of a transaction when it is committed. */
final class CapturingProducer implements Producer<byte[], byte[]> {

    private final Producer<byte[], byte[]> inner;
    private final OutputCapture capture;
    private final List<ProducerRecord<byte[], byte[]>> ofTransaction = new ArrayList<>();
    private boolean inTransaction;

    CapturingProducer(Producer<byte[], byte[]> inner, OutputCapture capture) {
        this.inner = inner;
        this.capture = capture;
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record) {
        return send(record, null);
    }

    @Override
    public Future<RecordMetadata> send(ProducerRecord<byte[], byte[]> record, @Nullable Callback callback) {
        if (inTransaction) {
            ofTransaction.add(record);
        } else {
            capture.add(record);
        }
        return inner.send(record, callback);
    }

    @Override
    public void initTransactions() {
        inner.initTransactions();
    }

    @Override
    public void beginTransaction() {
        inner.beginTransaction();
        inTransaction = true;
    }

    @Override
    public void sendOffsetsToTransaction(
            Map<TopicPartition, OffsetAndMetadata> offsets, ConsumerGroupMetadata groupMetadata) {
        inner.sendOffsetsToTransaction(offsets, groupMetadata);
    }

    @Override
    public void commitTransaction() {
        inner.commitTransaction();
        ofTransaction.forEach(capture::add);
        endTransaction();
    }

    @Override
    public void abortTransaction() {
        endTransaction();
        inner.abortTransaction();
    }

    private void endTransaction() {
        ofTransaction.clear();
        inTransaction = false;
    }

    @Override
    public void registerMetricForSubscription(KafkaMetric metric) {
        inner.registerMetricForSubscription(metric);
    }

    @Override
    public void unregisterMetricFromSubscription(KafkaMetric metric) {
        inner.unregisterMetricFromSubscription(metric);
    }

    @Override
    public void flush() {
        inner.flush();
    }

    @Override
    public List<PartitionInfo> partitionsFor(String topic) {
        return inner.partitionsFor(topic);
    }

    @Override
    public Map<MetricName, ? extends Metric> metrics() {
        return inner.metrics();
    }

    @Override
    public Uuid clientInstanceId(Duration timeout) {
        return inner.clientInstanceId(timeout);
    }

    @Override
    public void close() {
        inner.close();
    }

    @Override
    public void close(Duration timeout) {
        inner.close(timeout);
    }
}
