package dev.millrace.runtime;

import dev.millrace.streams.processor.TaskId;
import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member tells the group's leader beside its topics.
 *
 * <pre>
 *   | version 1 (1) | flags (1) | process id (16) | n (4) | n × ( sub-topology (4) | partition (4) ) |
 * </pre>
 *
 * All big-endian. Flag 1: this member asks the whole application to stop.
 *
 * @param processId one per application instance: its threads share a state directory
 * @param previousTasks tasks that the member has or whose state it has
 * @param shutdown the member asks everybody to stop
 */
record AssignmentData(UUID processId, Set<TaskId> previousTasks, boolean shutdown) {

    private static final byte VERSION = 1;
    private static final int FIXED_BYTES = 1 + 1 + 16 + 4;
    private static final UUID UNKNOWN = new UUID(0, 0);

    static AssignmentData of(UUID processId, Collection<TaskId> previousTasks, boolean shutdown) {
        return new AssignmentData(processId, new LinkedHashSet<>(previousTasks), shutdown);
    }

    ByteBuffer encode() {
        ByteBuffer bytes = ByteBuffer.allocate(FIXED_BYTES + previousTasks.size() * 8)
                .put(VERSION)
                .put((byte) (shutdown ? 1 : 0))
                .putLong(processId.getMostSignificantBits())
                .putLong(processId.getLeastSignificantBits())
                .putInt(previousTasks.size());
        for (TaskId task : previousTasks) {
            bytes.putInt(task.subtopology()).putInt(task.partition());
        }
        return bytes.flip();
    }

    /** Reads what a member sent; of a member that sent nothing readable, nothing is known. */
    static AssignmentData decode(@Nullable ByteBuffer userData) {
        if (userData == null || userData.remaining() < FIXED_BYTES) {
            return of(UNKNOWN, Set.of(), false);
        }
        ByteBuffer bytes = userData.duplicate();
        byte version = bytes.get();
        boolean shutdown = (bytes.get() & 1) != 0;
        UUID processId = new UUID(bytes.getLong(), bytes.getLong());
        int count = bytes.getInt();
        if (version < VERSION || count < 0 || count > bytes.remaining() / 8) {
            return of(UNKNOWN, Set.of(), false);
        }
        Set<TaskId> tasks = new LinkedHashSet<>();
        for (int i = 0; i < count; i++) {
            tasks.add(new TaskId(bytes.getInt(), bytes.getInt()));
        }
        return new AssignmentData(processId, tasks, shutdown);
    }
}
