package dev.millrace.broker;

/** What a group answers to a member's sign of life. */
enum HeartbeatVerdict {
    /** All is as it was. */
    OK,
    /** The group forms a new generation: join again. */
    REBALANCE,
    /** The member is of an older generation: what it owned is lost. */
    OLD_GENERATION,
    /** The group does not know the member (any more): what it owned is lost. */
    UNKNOWN_MEMBER,
    /** Another member has the same instance id and came later. */
    FENCED
}
