package dev.millrace.conformance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.lang.ref.PhantomReference;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What this process holds at a moment: open files, threads, direct memory. {@link #leakedSince()} tells what has
 * come on top since then, after everything that was on its way out had its chance to go.
 */
/*
 * Not counted, because nobody could give it back: class files and native libraries; the threads of JUnit, of the JDK
 * and of its common pool; the direct buffers that Java keeps for each thread that moves bytes between a heap buffer and
 * a channel.
 */
public final class ProcessResources {
    private static final Path OPEN_FILES = Path.of("/proc/self/fd");

    /** The JVM opens some by itself: now and then it looks up how much memory it may take. */
    private static final Pattern OF_THE_SYSTEM = Pattern.compile("/(dev|proc|sys)/");

    private static final long THREAD_ENDS_WITHIN_MS = 2_000;
    private static final long BUFFERS_OF_THREADS_BYTES = 1 << 20;
    private static final int COLLECTIONS = 5;
    private static final long COLLECTED_WITHIN_MS = 1_000;
    private static final List<String> FOREIGN_THREADS = List.of(
            "junit",
            "ForkJoinPool.commonPool",
            "process reaper",
            "Common-Cleaner",
            "surefire",
            "Attach Listener",
            "Cleaner-",
            "RMI ");

    private final Set<String> openFiles;
    private final Set<Thread> threads;
    private final long directBytes;

    private ProcessResources() {
        openFiles = openFiles();
        threads = Set.copyOf(Thread.getAllStackTraces().keySet());
        directBytes = directBytes();
    }

    /**
     * What is held now.
     *
     * @return to be compared with later
     */
    public static ProcessResources now() {
        return new ProcessResources();
    }

    /**
     * What is held now and was not held then.
     *
     * @return a line for each thing; none if everything was given back
     */
    public List<String> leakedSince() {
        List<String> leaks = new ArrayList<>();
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            if (!threads.contains(thread) && !isForeign(thread) && !endsSoon(thread)) {
                leaks.add("thread " + thread.getName());
            }
        }
        for (String file : openFiles()) {
            if (!openFiles.contains(file)) {
                leaks.add("open file " + file);
            }
        }
        long grown = directBytesAtRest() - directBytes;
        if (grown > BUFFERS_OF_THREADS_BYTES) {
            leaks.add(grown + " bytes of direct memory");
        }
        return leaks;
    }

    private static boolean isForeign(Thread thread) {
        return thread == Thread.currentThread() || FOREIGN_THREADS.stream().anyMatch(thread.getName()::startsWith);
    }

    private static boolean endsSoon(Thread thread) {
        try {
            thread.join(THREAD_ENDS_WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    /** The files behind the descriptors; those of the same name are told apart by a number. */
    private static Set<String> openFiles() {
        Set<String> files = new HashSet<>();
        for (Path descriptor : list(OPEN_FILES)) {
            try {
                String target = Files.readSymbolicLink(descriptor).toString();
                boolean code = target.endsWith(".jar") || target.contains(".so") || target.endsWith("/modules");
                boolean file =
                        target.startsWith("/") && !OF_THE_SYSTEM.matcher(target).lookingAt();
                for (int copy = 1; file && !code && !files.add(target + (copy == 1 ? "" : " #" + copy)); copy++) {}
            } catch (IOException e) {
                // It was closed meanwhile: that of the listing itself always is.
            }
        }
        return files;
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> all = Files.list(directory)) {
            return all.toList();
        } catch (NoSuchFileException absent) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long directBytesAtRest() {
        for (int i = 0; i < COLLECTIONS && directBytes() - directBytes > BUFFERS_OF_THREADS_BYTES; i++) {
            collectGarbage();
        }
        return directBytes();
    }

    /**
     * Direct memory goes with the buffer that stands for it, by the thread that also puts references into their queues.
     */
    private static void collectGarbage() {
        ReferenceQueue<Object> collected = new ReferenceQueue<>();
        PhantomReference<Object> garbage = new PhantomReference<>(new Object(), collected);
        try {
            System.gc();
            collected.remove(COLLECTED_WITHIN_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Reference.reachabilityFence(garbage);
    }

    private static long directBytes() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .filter(pool -> pool.getName().equals("direct"))
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }
}
