package dev.millrace.streams.kstream;

import java.util.Map;

/** Limits of a buffer that gives out the oldest updates early. */
record EagerBuffer(BufferSettings settings) implements Suppressed.EagerBufferConfig {
    EagerBuffer {
        settings = settings.with(BufferSettings.WhenFull.EMIT_EARLY);
    }

    @Override
    public Suppressed.EagerBufferConfig withMaxRecords(long recordLimit) {
        return new EagerBuffer(settings.withMaxRecords(recordLimit));
    }

    @Override
    public Suppressed.EagerBufferConfig withMaxBytes(long byteLimit) {
        return new EagerBuffer(settings.withMaxBytes(byteLimit));
    }

    @Override
    public Suppressed.StrictBufferConfig withNoBound() {
        return new StrictBuffer(settings.withNoBound());
    }

    @Override
    public Suppressed.StrictBufferConfig shutDownWhenFull() {
        return new StrictBuffer(settings);
    }

    @Override
    public Suppressed.EagerBufferConfig emitEarlyWhenFull() {
        return this;
    }

    @Override
    public Suppressed.EagerBufferConfig withLoggingDisabled() {
        return new EagerBuffer(settings.withLogging(false, Map.of()));
    }

    @Override
    public Suppressed.EagerBufferConfig withLoggingEnabled(Map<String, String> config) {
        return new EagerBuffer(settings.withLogging(true, config));
    }
}
