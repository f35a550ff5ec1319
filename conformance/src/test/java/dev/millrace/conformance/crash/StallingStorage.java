package dev.millrace.conformance.crash;

import dev.millrace.log.storage.MemoryStorage;
import dev.millrace.log.storage.Storage;
import dev.millrace.log.storage.StorageFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;

/**
 * A storage in memory whose syncs hang, on some files and for as long as the test likes: a disk that does not answer.
 */
final class StallingStorage implements Storage {
    private final Storage inner = new MemoryStorage();
    private volatile Predicate<String> stalled = path -> false;
    private volatile CountDownLatch begun = new CountDownLatch(1);
    private volatile CountDownLatch released = new CountDownLatch(1);

    /** From now on syncs of some files hang. */
    void stall(Predicate<String> paths) {
        begun = new CountDownLatch(1);
        released = new CountDownLatch(1);
        stalled = paths;
    }

    /** Waits until a sync hangs. */
    void awaitStall() throws InterruptedException {
        begun.await();
    }

    /** The disk answers again, and has done it all. */
    void release() {
        stalled = path -> false;
        released.countDown();
    }

    private void stallIf(String path) throws IOException {
        if (stalled.test(path)) {
            begun.countDown();
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
    }

    private StorageFile stalling(String path, StorageFile file) {
        return new StorageFile() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public int read(ByteBuffer target, long position) throws IOException {
                return file.read(target, position);
            }

            @Override
            public void write(ByteBuffer source, long position) throws IOException {
                file.write(source, position);
            }

            @Override
            public void truncate(long sizeBytes) throws IOException {
                file.truncate(sizeBytes);
            }

            @Override
            public void sync() throws IOException {
                stallIf(path);
                file.sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    @Override
    public StorageFile create(String path) throws IOException {
        return stalling(path, inner.create(path));
    }

    @Override
    public StorageFile open(String path) throws IOException {
        return stalling(path, inner.open(path));
    }

    @Override
    public boolean exists(String path) throws IOException {
        return inner.exists(path);
    }

    @Override
    public List<String> list(String directory) throws IOException {
        return inner.list(directory);
    }

    @Override
    public void createDirectories(String directory) throws IOException {
        inner.createDirectories(directory);
    }

    @Override
    public void rename(String from, String to) throws IOException {
        inner.rename(from, to);
    }

    @Override
    public void delete(String path) throws IOException {
        inner.delete(path);
    }

    @Override
    public void syncDirectory(String directory) throws IOException {
        inner.syncDirectory(directory);
    }

    @Override
    public void lock() throws IOException {
        inner.lock();
    }

    @Override
    public void close() throws IOException {
        inner.close();
    }
}
