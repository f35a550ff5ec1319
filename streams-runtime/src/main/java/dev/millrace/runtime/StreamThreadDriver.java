package dev.millrace.runtime;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.utils.Time;

/** Runs a {@link StreamThread} on a Java thread of its own until it is told to stop or fails. */
public final class StreamThreadDriver {

    /** Hears how a driver ended. Called on the driver's thread, after its stream thread was closed. */
    public interface EndListener {
        /**
         * It was told to stop.
         *
         * @param driver the one that ended
         */
        void onStopped(StreamThreadDriver driver);

        /**
         * It failed. Called before the stream thread is closed.
         *
         * @param driver the one that ended
         * @param failure what the step threw
         */
        void onFailed(StreamThreadDriver driver, Throwable failure);
    }

    private final StreamThread streamThread;
    private final Time time;
    private final long pollMs;
    private final EndListener listener;
    private final Thread thread;
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean stop;

    /**
     * A driver that does not run yet.
     *
     * @param streamThread what is stepped; the driver closes it at its end
     * @param time the clock whose readings the steps get
     * @param pollMs how long a step may wait for input
     * @param listener hears of the end
     */
    public StreamThreadDriver(StreamThread streamThread, Time time, long pollMs, EndListener listener) {
        this.streamThread = streamThread;
        this.time = time;
        this.pollMs = pollMs;
        this.listener = listener;
        this.thread = new Thread(this::run, streamThread.name());
    }

    /**
     * The work that it drives.
     *
     * @return the same at all times
     */
    public StreamThread streamThread() {
        return streamThread;
    }

    /** Starts the Java thread. */
    public void start() {
        thread.start();
    }

    /** Asks it to stop after the step under way; returns at once. */
    public void requestStop() {
        stop = true;
        streamThread.wakeup();
    }

    /**
     * Whether it was asked to stop, and maybe has.
     *
     * @return true from {@link #requestStop()} on
     */
    public boolean isStopRequested() {
        return stop;
    }

    /**
     * Whether the caller is this driver's own thread.
     *
     * @return true within steps and listeners of the thread
     */
    public boolean isCurrentThread() {
        return Thread.currentThread() == thread;
    }

    /**
     * Waits for the end.
     *
     * @param timeoutMs how long at most
     * @return whether it has ended
     * @throws InterruptedException if the caller is interrupted meanwhile
     */
    public boolean join(long timeoutMs) throws InterruptedException {
        return ended.await(timeoutMs, TimeUnit.MILLISECONDS);
    }

    private void run() {
        try {
            streamThread.start(time.milliseconds());
            while (!stop) {
                streamThread.step(time.milliseconds(), pollMs);
            }
            streamThread.close(true);
            listener.onStopped(this);
        } catch (Throwable e) {
            fail(e);
        } finally {
            ended.countDown();
        }
    }

    private void fail(Throwable failure) {
        try {
            listener.onFailed(this, failure);
        } finally {
            streamThread.close(false);
            listener.onStopped(this);
        }
    }
}
