package dev.millrace.runtime;

import dev.millrace.streams.processor.TaskId;
import dev.millrace.streams.store.StateClaim;
import dev.millrace.streams.store.StoreProvider;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the tasks of an application keep their state on this machine, and who in this process has which.
 *
 * <p>A task that moves between two threads (or two instances in one process) is opened by the new owner only after the
 * old one has let go. Other processes are kept out by a {@link #claim} to the whole, while one of this process's
 * instances runs.
 */
final class StateDirectory {

    private static final Logger LOG = LoggerFactory.getLogger(StateDirectory.class);

    /** Path of a task's directory → the thread that has it; for all instances in this process. */
    private static final ConcurrentMap<String, Object> OWNERS = new ConcurrentHashMap<>();

    /** Two numbers that a task can have: somebody's copy may be named after a date. */
    private static final Pattern TASK = Pattern.compile("(0|[1-9]\\d{0,8})_(0|[1-9]\\d{0,8})");

    private final @Nullable File root;

    /** @param root {@code <state.dir>/<application.id>}; null: all state in memory */
    StateDirectory(@Nullable File root) {
        this.root = root == null ? null : root.getAbsoluteFile();
    }

    /**
     * Takes the directory for this process, and makes it. Instances in this process share it.
     *
     * @param log names the log that the instance reads
     * @param groupMayWrite {@code allow.os.group.write.access}
     * @throws dev.millrace.streams.errors.StreamsException if another process has it, or an instance on another log
     */
    StateClaim claim(String log, boolean groupMayWrite) {
        return root == null ? () -> {} : StoreProvider.get().claim(root, log, groupMayWrite);
    }

    /** The directory of a task, made by its state when it is opened; null: in memory. */
    @Nullable
    File of(TaskId task) {
        return root == null ? null : new File(root, task.toString());
    }

    /** Takes a task's directory; false while another owner has it. */
    boolean tryLock(TaskId task, Object owner) {
        File directory = of(task);
        if (directory == null) {
            return true;
        }
        Object holder = OWNERS.putIfAbsent(directory.getPath(), owner);
        return holder == null || holder == owner;
    }

    void unlock(TaskId task, Object owner) {
        File directory = of(task);
        if (directory != null) {
            OWNERS.remove(directory.getPath(), owner);
        }
    }

    /** Tasks that have a directory here, and nobody in this process has them. */
    List<TaskId> unused() {
        List<TaskId> tasks = onDisk();
        tasks.removeIf(task -> OWNERS.containsKey(pathOf(task)));
        return tasks;
    }

    private String pathOf(TaskId task) {
        File directory = of(task);
        return directory == null ? "" : directory.getPath();
    }

    /** When the files of a task last changed, ms since the epoch; 0 if there are none. */
    long lastModifiedMs(TaskId task) {
        File directory = of(task);
        return directory == null ? 0 : lastModifiedMs(directory);
    }

    private static long lastModifiedMs(File file) {
        long lastMs = file.lastModified();
        File[] inside = file.listFiles();
        if (inside != null) {
            for (File each : inside) {
                lastMs = Math.max(lastMs, lastModifiedMs(each));
            }
        }
        return lastMs;
    }

    /**
     * Deletes the state of a task, unless somebody has it, here or in another process.
     *
     * @return whether it is gone
     */
    boolean delete(TaskId task) {
        File directory = of(task);
        Object deletion = new Object(); // of its own: of two deletions at once, one has the directory
        if (directory == null || !tryLock(task, deletion)) {
            return false;
        }
        try {
            return StoreProvider.get().deleteTaskState(directory);
        } finally {
            unlock(task, deletion);
        }
    }

    boolean exists() {
        return root != null && root.exists();
    }

    /** Deletes the state of all tasks that nobody has. */
    void deleteAll() {
        onDisk().forEach(this::delete);
        if (root != null && root.delete()) {
            LOG.debug("{} was empty and is deleted", root);
        }
    }

    /** Tasks that have a directory here, whoever made it; what has another name is not ours. */
    List<TaskId> onDisk() {
        List<TaskId> tasks = new ArrayList<>();
        String[] names = root == null ? null : root.list();
        if (names != null) {
            for (String name : names) {
                if (TASK.matcher(name).matches()) {
                    tasks.add(TaskId.parse(name));
                }
            }
        }
        return tasks;
    }
}
