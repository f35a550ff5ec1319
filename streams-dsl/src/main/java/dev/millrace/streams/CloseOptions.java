package dev.millrace.streams;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/** How an application instance is closed: how long to wait, and whether it leaves its consumer group. Immutable. */
public class CloseOptions {
    /** What becomes of the instance's membership in its consumer group. */
    public enum GroupMembershipOperation {
        /** The instance leaves at once: its tasks go to other instances. */
        LEAVE_GROUP,

        /** The instance stays until its session times out: if it is back before, it keeps its tasks. */
        REMAIN_IN_GROUP
    }

    /** What becomes of the membership. */
    protected GroupMembershipOperation operation;

    /** How long to wait; empty to wait without limit. */
    protected Optional<Duration> timeout;

    private CloseOptions(Optional<Duration> timeout, GroupMembershipOperation operation) {
        this.timeout = timeout;
        this.operation = operation;
    }

    /**
     * Takes the settings of another.
     *
     * @param closeOptions the other
     */
    protected CloseOptions(CloseOptions closeOptions) {
        this(closeOptions.timeout, closeOptions.operation);
    }

    /**
     * A wait only; the instance remains in its group.
     *
     * @param timeout how long to wait for threads to end; zero not to wait
     * @return the options
     */
    public static CloseOptions timeout(Duration timeout) {
        return new CloseOptions(Optional.of(timeout), GroupMembershipOperation.REMAIN_IN_GROUP);
    }

    /**
     * What becomes of the membership only; the wait has no limit.
     *
     * @param operation leave or remain
     * @return the options
     */
    public static CloseOptions groupMembershipOperation(GroupMembershipOperation operation) {
        return new CloseOptions(Optional.empty(), Objects.requireNonNull(operation, "operation"));
    }

    /**
     * With another wait.
     *
     * @param timeout how long to wait for threads to end; zero not to wait
     * @return a changed copy
     */
    public CloseOptions withTimeout(Duration timeout) {
        return new CloseOptions(Optional.of(timeout), operation);
    }

    /**
     * With another decision on the membership.
     *
     * @param operation leave or remain
     * @return a changed copy
     */
    public CloseOptions withGroupMembershipOperation(GroupMembershipOperation operation) {
        return new CloseOptions(timeout, Objects.requireNonNull(operation, "operation"));
    }

    /**
     * How long to wait. An addition to the mirrored API.
     *
     * @return the wait; empty to wait without limit
     */
    public Optional<Duration> timeout() {
        return timeout;
    }

    /**
     * What becomes of the membership. An addition to the mirrored API.
     *
     * @return leave or remain
     */
    public GroupMembershipOperation groupMembershipOperation() {
        return operation;
    }
}
