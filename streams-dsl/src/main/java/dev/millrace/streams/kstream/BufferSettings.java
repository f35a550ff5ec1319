package dev.millrace.streams.kstream;

import java.util.Map;

/**
 * What a {@link Suppressed.BufferConfig} says, for whoever carries it out. An addition to the mirrored API.
 *
 * @param maxRecords greatest number of keys; {@link Long#MAX_VALUE} for no limit
 * @param maxBytes greatest size in bytes of the serialised updates; {@link Long#MAX_VALUE} for no limit
 * @param whenFull what happens when there is more
 * @param loggingEnabled whether the buffer has a changelog
 * @param logConfig settings of the changelog topic that differ from the defaults
 */
public record BufferSettings(
        long maxRecords, long maxBytes, WhenFull whenFull, boolean loggingEnabled, Map<String, String> logConfig) {
    static final BufferSettings UNBOUNDED =
            new BufferSettings(Long.MAX_VALUE, Long.MAX_VALUE, WhenFull.SHUT_DOWN, true, Map.of());

    /**
     * Copies the map, so that nobody changes it afterwards.
     *
     * @param maxRecords greatest number of keys; {@link Long#MAX_VALUE} for no limit
     * @param maxBytes greatest size in bytes; {@link Long#MAX_VALUE} for no limit
     * @param whenFull what happens when there is more
     * @param loggingEnabled whether the buffer has a changelog
     * @param logConfig settings of the changelog topic; neither a key nor a value is null
     */
    public BufferSettings {
        logConfig = Map.copyOf(logConfig);
    }

    /** What happens when the buffer is full. */
    public enum WhenFull {
        /** The oldest updates are given out early. */
        EMIT_EARLY,

        /** The application stops. */
        SHUT_DOWN
    }

    /**
     * The contents of a buffer configuration.
     *
     * @param config made by the factories of {@link Suppressed.BufferConfig}
     * @return its contents
     * @throws IllegalArgumentException if it was made by somebody else
     */
    static BufferSettings of(Suppressed.BufferConfig<?> config) {
        if (config instanceof EagerBuffer eager) {
            return eager.settings();
        }
        if (config instanceof StrictBuffer strict) {
            return strict.settings();
        }
        throw new IllegalArgumentException(
                "A BufferConfig must come from BufferConfig.unbounded, maxRecords or maxBytes," + " but got "
                        + config.getClass().getName());
    }

    BufferSettings withMaxRecords(long newMaxRecords) {
        return new BufferSettings(newMaxRecords, maxBytes, whenFull, loggingEnabled, logConfig);
    }

    BufferSettings withMaxBytes(long newMaxBytes) {
        return new BufferSettings(maxRecords, newMaxBytes, whenFull, loggingEnabled, logConfig);
    }

    BufferSettings withNoBound() {
        return new BufferSettings(Long.MAX_VALUE, Long.MAX_VALUE, whenFull, loggingEnabled, logConfig);
    }

    BufferSettings with(WhenFull newWhenFull) {
        return new BufferSettings(maxRecords, maxBytes, newWhenFull, loggingEnabled, logConfig);
    }

    BufferSettings withLogging(boolean newLoggingEnabled, Map<String, String> newLogConfig) {
        return new BufferSettings(maxRecords, maxBytes, whenFull, newLoggingEnabled, newLogConfig);
    }
}
