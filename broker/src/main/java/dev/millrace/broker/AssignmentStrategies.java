package dev.millrace.broker;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.errors.InconsistentGroupProtocolException;

/** Which of the strategies that the members of a group offer is used: one that all have, and most prefer. */
final class AssignmentStrategies {

    private AssignmentStrategies() {}

    /** Each member votes for the first of its strategies that all members offer. */
    static String elect(Collection<GroupMember> members) {
        Set<String> common = null;
        for (GroupMember member : members) {
            if (common == null) {
                common = new LinkedHashSet<>(member.protocols().keySet());
            } else {
                common.retainAll(member.protocols().keySet());
            }
        }
        Map<String, Integer> votes = new LinkedHashMap<>();
        for (GroupMember member : members) {
            for (String name : member.protocols().keySet()) {
                if (common != null && common.contains(name)) {
                    votes.merge(name, 1, Integer::sum);
                    break;
                }
            }
        }
        return votes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .orElseThrow(() -> new IllegalStateException("The members have no strategy in common"))
                .getKey();
    }

    /** Throws {@link InconsistentGroupProtocolException} if nobody could assign with this member in the group. */
    static void ensureCommon(String group, Collection<GroupMember> members, JoinRequest request) {
        Set<String> offered = request.protocols().keySet();
        Set<String> common = new LinkedHashSet<>(offered);
        for (GroupMember member : members) {
            boolean itself = member.id.equals(request.memberId())
                    || (request.instanceId() != null && request.instanceId().equals(member.instanceId));
            if (!itself) {
                common.retainAll(member.protocols().keySet());
            }
        }
        if (common.isEmpty()) {
            throw new InconsistentGroupProtocolException("The members of group '" + group
                    + "' share no assignment strategy with a member that offers " + offered
                    + "; set partition.assignment.strategy to one that all have");
        }
    }
}
