package dev.millrace.conformance.crash;

import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;

/**
 * Holds back the syncs of a {@link StrictStorage}'s journal, once it is shut, until the test lets each of them pass.
 * The first sync of a file always does: whoever fills it with zeros may hold locks.
 */
final class SyncGate implements StrictStorage.Syncing {
    private final List<Held> held = new ArrayList<>();
    private final Set<String> filled = new HashSet<>();
    private boolean shut;

    /** A sync that has begun and not returned. */
    static final class Held {
        final StorageFile handle;
        private final CountDownLatch passed = new CountDownLatch(1);

        private Held(StorageFile handle) {
            this.handle = handle;
        }
    }

    @Override
    public void pass(String path, StorageFile handle) throws IOException {
        Held sync = new Held(handle);
        synchronized (this) {
            if (filled.add(path) || !shut || !path.startsWith("journal/")) {
                return;
            }
            held.add(sync);
        }
        try {
            sync.passed.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    synchronized void shut() {
        shut = true;
    }

    /** The syncs that are under way, in the order in which they began. */
    synchronized List<Held> held() {
        return List.copyOf(held);
    }

    synchronized void letPass(Held sync) {
        held.remove(sync);
        sync.passed.countDown();
    }

    synchronized void open() {
        shut = false;
        held().forEach(this::letPass);
    }
}
