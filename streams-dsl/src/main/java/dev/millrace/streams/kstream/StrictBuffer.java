package dev.millrace.streams.kstream;

import java.util.Map;

/** Limits of a buffer that gives out nothing early. */
record StrictBuffer(BufferSettings settings) implements Suppressed.StrictBufferConfig {
    StrictBuffer {
        settings = settings.with(BufferSettings.WhenFull.SHUT_DOWN);
    }

    @Override
    public Suppressed.StrictBufferConfig withMaxRecords(long recordLimit) {
        return new StrictBuffer(settings.withMaxRecords(recordLimit));
    }

    @Override
    public Suppressed.StrictBufferConfig withMaxBytes(long byteLimit) {
        return new StrictBuffer(settings.withMaxBytes(byteLimit));
    }

    @Override
    public Suppressed.StrictBufferConfig withNoBound() {
        return new StrictBuffer(settings.withNoBound());
    }

    @Override
    public Suppressed.StrictBufferConfig shutDownWhenFull() {
        return this;
    }

    @Override
    public Suppressed.EagerBufferConfig emitEarlyWhenFull() {
        return new EagerBuffer(settings);
    }

    @Override
    public Suppressed.StrictBufferConfig withLoggingDisabled() {
        return new StrictBuffer(settings.withLogging(false, Map.of()));
    }

    @Override
    public Suppressed.StrictBufferConfig withLoggingEnabled(Map<String, String> config) {
        return new StrictBuffer(settings.withLogging(true, config));
    }
}
