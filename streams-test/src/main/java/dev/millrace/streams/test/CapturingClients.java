package dev.millrace.streams.test;

import dev.millrace.streams.KafkaClientSupplier;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.Producer;

/** The clients of another supplier; what its producers send is captured as well. */
final class CapturingClients implements KafkaClientSupplier {

    private final KafkaClientSupplier inner;
    private final OutputCapture capture;

    CapturingClients(KafkaClientSupplier inner, OutputCapture capture) {
        this.inner = inner;
        this.capture = capture;
    }

    @Override
    public Admin getAdmin(Map<String, Object> config) {
        return inner.getAdmin(config);
    }

    @Override
    public Producer<byte[], byte[]> getProducer(Map<String, Object> config) {
        return new CapturingProducer(inner.getProducer(config), capture);
    }

    @Override
    public Consumer<byte[], byte[]> getConsumer(Map<String, Object> config) {
        return inner.getConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getRestoreConsumer(Map<String, Object> config) {
        return inner.getRestoreConsumer(config);
    }

    @Override
    public Consumer<byte[], byte[]> getGlobalConsumer(Map<String, Object> config) {
        return inner.getGlobalConsumer(config);
    }
}
