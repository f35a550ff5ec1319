package dev.millrace.examples.editwars;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Writes the day to its topic, at a multiple of real time or as fast as the log takes it.
 *
 * <p>The topic has one partition and this is its only writer, through an idempotent producer. So the topic's end offset
 * is the number of lines written, and a feeder that is started again goes on from there: each line is written once.
 */
final class DayFeeder implements Runnable {

    private static final long HOUR_MS = TimeUnit.HOURS.toMillis(1);

    private final BufferedReader lines;
    private final Producer<String, String> producer;
    private final long linesWritten;
    private final double speed;
    private final AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
    private volatile long eventTimeMs = -1;
    private volatile long written;
    private volatile long overMs = Long.MAX_VALUE;
    private volatile boolean stopped;

    /**
     * @param lines the whole day
     * @param producer an idempotent producer
     * @param linesWritten how many lines, from the first, the topic has already
     * @param speed how many times real time; 0 for as fast as possible
     */
    DayFeeder(BufferedReader lines, Producer<String, String> producer, long linesWritten, double speed) {
        this.lines = lines;
        this.producer = producer;
        this.linesWritten = linesWritten;
        this.speed = speed;
    }

    /** The time of the last line written, in milliseconds since the epoch; -1 before the first. */
    long eventTimeMs() {
        return eventTimeMs;
    }

    /** How many lines the topic has, those of earlier runs and the closing heartbeat included. */
    long written() {
        return Math.max(written, linesWritten);
    }

    /** The time of the closing heartbeat, at which every window of the day is over; not before the feed has ended. */
    long overMs() {
        return overMs;
    }

    /** Ends the feed early. */
    void stop() {
        stopped = true;
    }

    /** Throws what ended the feed, if anything did. */
    void rethrowFailure() {
        RuntimeException thrown = failure.get();
        if (thrown != null) {
            throw thrown;
        }
    }

    @Override
    public void run() {
        try {
            feed();
            producer.flush();
        } catch (IOException e) {
            failure.set(new UncheckedIOException("The feed broke off after line " + written, e));
        } catch (RuntimeException e) {
            failure.set(e);
        }
    }

    private void feed() throws IOException {
        long startNanos = 0;
        long startTimeMs = -1;
        long timeMs = 0;
        long number = 0;
        for (String line = lines.readLine(); line != null && !stopped; line = lines.readLine()) {
            FeedAddress address = FeedAddress.of(line);
            timeMs = address.timeMs() < 0 ? timeMs : address.timeMs();
            if (number++ < linesWritten) {
                continue;
            }
            if (startTimeMs < 0) {
                startTimeMs = timeMs;
                startNanos = System.nanoTime();
            }
            if (speed > 0) {
                waitUntil(startNanos + (long) ((timeMs - startTimeMs) * 1_000_000 / speed));
            }
            send(address.channel(), line, timeMs);
            written = number;
        }
        if (stopped) {
            return;
        }
        long endMs = (timeMs / HOUR_MS + 2) * HOUR_MS;
        if (number >= linesWritten) {
            send(null, "{\"heartbeat\":\"" + Instant.ofEpochMilli(endMs) + "\"}", endMs);
            written = number + 1;
        }
        overMs = endMs;
    }

    @SuppressWarnings("FutureReturnValueIgnored") // the callback hears of an error
    private void send(@Nullable String channel, String line, long timeMs) {
        producer.send(new ProducerRecord<>(RadarTopics.EDITS, 0, timeMs, channel, line), (metadata, error) -> {
            if (error instanceof RuntimeException runtime) {
                failure.compareAndSet(null, runtime);
            }
        });
        eventTimeMs = timeMs;
    }

    private void waitUntil(long nanos) {
        for (long left = nanos - System.nanoTime(); left > 0 && !stopped; left = nanos - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }
}
