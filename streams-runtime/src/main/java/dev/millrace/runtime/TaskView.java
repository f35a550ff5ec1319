package dev.millrace.runtime;

import dev.millrace.streams.StreamsMetrics;
import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.processor.api.RecordMetadata;
import java.io.File;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;

/** What a user's code sees of a task, be it a processor or a store: the contexts of both have these methods. */
abstract class TaskView {

    final TaskScope scope;

    TaskView(TaskScope scope) {
        this.scope = scope;
    }

    public final String applicationId() {
        return scope.config.applicationId();
    }

    public final TaskId taskId() {
        return scope.id;
    }

    public final Optional<RecordMetadata> recordMetadata() {
        return scope.recordMetadata();
    }

    public final Serde<?> keySerde() {
        return scope.serdes.keySerde();
    }

    public final Serde<?> valueSerde() {
        return scope.serdes.valueSerde();
    }

    public final File stateDir() {
        return scope.stateDir;
    }

    public final StreamsMetrics metrics() {
        return scope.metrics;
    }

    public final Map<String, Object> appConfigs() {
        return scope.config.originals();
    }

    public final Map<String, Object> appConfigsWithPrefix(String prefix) {
        return scope.config.originalsWithPrefix(prefix);
    }
}
