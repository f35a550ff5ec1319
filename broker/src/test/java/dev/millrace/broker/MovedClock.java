package dev.millrace.broker;

import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until the test moves it. */
final class MovedClock implements BrokerClock {

    private final AtomicLong nowMs = new AtomicLong(1_000_000);

    @Override
    public long nowMs() {
        return nowMs.get();
    }

    void move(long byMs) {
        nowMs.addAndGet(byMs);
    }
}
