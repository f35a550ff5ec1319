package dev.millrace.conformance.crash;

import static dev.millrace.conformance.crash.SmallLog.A;
import static dev.millrace.conformance.crash.SmallLog.B;

import dev.millrace.log.storage.DiskStorage;
import dev.millrace.transaction.ProducerIdentity;
import dev.millrace.transaction.TransactionCoordinator;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A process that commits a transaction of two partitions, and waits for its end once so many of its markers are on
 * disk.
 */
public final class DecidingProcess {
    static final String ID = "t";
    private static final int TIMEOUT_MS = 10_000;

    private DecidingProcess() {}

    /** Arguments: the directory, and how many markers to write. */
    public static void main(String[] args) throws Exception {
        int lastMarker = Integer.parseInt(args[1]);
        SmallLog log = new SmallLog(new DiskStorage(Path.of(args[0]))).withPartitions();
        AtomicInteger markers = new AtomicInteger();
        TransactionCoordinator coordinator = log.coordinator(() -> {
            if (markers.getAndIncrement() == lastMarker) {
                sayAndWait(log);
            }
        });
        coordinator.recover(log.nowMs);
        ProducerIdentity producer = coordinator.initProducerId(ID, TIMEOUT_MS, null, log.nowMs);
        coordinator.addPartitions(ID, producer, List.of(A, B), log.nowMs);
        log.append(A, producer, 0, true, "v0");
        log.append(B, producer, 0, true, "v0");
        coordinator.endTransaction(ID, producer, true, log.nowMs);
        sayAndWait(log);
    }

    private static void sayAndWait(SmallLog log) {
        log.directory.sync();
        System.out.println(log.log(A).logEndOffset() + log.log(B).logEndOffset() - 2);
        System.out.flush();
        try {
            Thread.currentThread().join(); // for ever
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
