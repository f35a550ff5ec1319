package dev.millrace.streams.kstream;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which updates of a table are held back, for how long, and what happens when the buffer that holds them is full
 * (KIP-328). Its contents are read by {@link SuppressSettings#of}, an addition to the mirrored API.
 *
 * @param <K> type of the keys to which it applies
 */
public interface Suppressed<K extends @Nullable Object> extends NamedOperation<Suppressed<K>> {
    /**
     * The limits of the buffer.
     *
     * @param <BC> the kind of limits
     */
    interface BufferConfig<BC extends BufferConfig<BC>> {
        /**
         * Holds back at most so many keys, and gives out the oldest updates early when there are more.
         *
         * @param recordLimit number of keys
         * @return the limits
         */
        static EagerBufferConfig maxRecords(long recordLimit) {
            return new EagerBuffer(BufferSettings.UNBOUNDED.withMaxRecords(recordLimit));
        }

        /**
         * Holds back at most so much, and gives out the oldest updates early when there is more.
         *
         * @param byteLimit size in bytes of the serialised updates
         * @return the limits
         */
        static EagerBufferConfig maxBytes(long byteLimit) {
            return new EagerBuffer(BufferSettings.UNBOUNDED.withMaxBytes(byteLimit));
        }

        /**
         * Holds back as much as there is, and stops the application when memory is exhausted.
         *
         * @return no limits
         */
        static StrictBufferConfig unbounded() {
            return new StrictBuffer(BufferSettings.UNBOUNDED);
        }

        /**
         * With another limit of keys.
         *
         * @param recordLimit number of keys
         * @return a changed copy
         */
        BC withMaxRecords(long recordLimit);

        /**
         * With another limit of size.
         *
         * @param byteLimit size in bytes of the serialised updates
         * @return a changed copy
         */
        BC withMaxBytes(long byteLimit);

        /**
         * Without limits.
         *
         * @return a changed copy
         */
        StrictBufferConfig withNoBound();

        /**
         * With the application stopped when the buffer is full, so that nothing is ever given out early.
         *
         * @return a changed copy
         */
        StrictBufferConfig shutDownWhenFull();

        /**
         * With the oldest updates given out early when the buffer is full.
         *
         * @return a changed copy
         */
        EagerBufferConfig emitEarlyWhenFull();

        /**
         * Without a changelog of the buffer: what it holds is lost with its machine.
         *
         * @return a changed copy
         */
        BC withLoggingDisabled();

        /**
         * With a changelog of the buffer, which is the default.
         *
         * @param config settings of the changelog topic that differ from the defaults; copied
         * @return a changed copy
         */
        BC withLoggingEnabled(Map<String, String> config);
    }

    /** A buffer that gives out the oldest updates early when it is full. */
    interface EagerBufferConfig extends BufferConfig<EagerBufferConfig> {}

    /** A buffer that never gives out anything early. */
    interface StrictBufferConfig extends BufferConfig<StrictBufferConfig> {}

    /**
     * Holds back all results of a window until it closes, so that there is exactly one a window and key.
     *
     * @param bufferConfig limits; they must be strict, since a result given out early would not be the last
     * @return the settings, for tables whose keys are windowed
     */
    static Suppressed<Windowed<?>> untilWindowCloses(StrictBufferConfig bufferConfig) {
        return new SuppressSettings<>(null, null, BufferSettings.of(bufferConfig));
    }

    /**
     * Holds back updates of a key until so much time has passed since the first of them.
     *
     * @param timeToWaitForMoreEvents the wait, by stream time
     * @param bufferConfig limits of the buffer
     * @param <K> type of the keys
     * @return the settings
     */
    static <K> Suppressed<K> untilTimeLimit(Duration timeToWaitForMoreEvents, BufferConfig<?> bufferConfig) {
        Milliseconds.of(timeToWaitForMoreEvents, "timeToWaitForMoreEvents");
        return new SuppressSettings<>(null, timeToWaitForMoreEvents, BufferSettings.of(bufferConfig));
    }

    /**
     * With another name.
     *
     * @param name names the operation and its buffer
     * @return a changed copy
     */
    @Override
    Suppressed<K> withName(String name);
}
