package dev.millrace.stores;

import dev.millrace.streams.processor.StateStoreContext;
import org.apache.kafka.common.metrics.Sensor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts that come too late for a store to keep them. All are counted, as dropped records of the task; the first one
 * after each opening is named in the log.
 */
final class LatePuts {

    private static final Logger LOG = LoggerFactory.getLogger(LatePuts.class);

    private final String store;
    private final long retentionMs;
    private final StateStoreContext context;
    private @Nullable Sensor sensor;

    LatePuts(String store, long retentionMs, StateStoreContext context) {
        this.store = store;
        this.retentionMs = retentionMs;
        this.context = context;
    }

    /**
     * @param key of the window or session
     * @param timeMs the start of the window, the end of the session
     * @param observedMs the time of the store
     */
    void add(Object key, long timeMs, long observedMs) {
        Sensor known = sensor;
        if (known == null) {
            known = context.metrics()
                    .addRateTotalSensor(
                            "task", context.taskId().toString(), "dropped-records", Sensor.RecordingLevel.INFO);
            sensor = known;
            LOG.warn(
                    "Task {} dropped what was put into store {} for key {} at {}: it is {} ms old, and the store keeps {} ms. A"
                            + " longer retention would have kept it. Further late puts are counted and not named",
                    context.taskId(),
                    store,
                    key,
                    timeMs,
                    observedMs - timeMs,
                    retentionMs);
        }
        known.record();
    }
}
