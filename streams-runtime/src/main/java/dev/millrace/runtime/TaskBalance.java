package dev.millrace.runtime;

import dev.millrace.streams.processor.TaskId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Decides which member runs which task.
 *
 * <p>Two aims, in this order: members differ by at most one task; a task stays where it was, or at least in the process
 * that has its state. Within that, the tasks of one sub-topology are spread, since they cost about the same.
 * Deterministic: the same members and tasks give the same answer on whichever member computes it.
 */
final class TaskBalance {

    private final Map<String, AssignmentData> members;
    private final Map<String, Set<TaskId>> result = new TreeMap<>();
    private final Set<TaskId> open;
    private final int floor;
    private int extra;

    private TaskBalance(Collection<TaskId> tasks, Map<String, AssignmentData> members) {
        this.members = new TreeMap<>(members);
        this.open = new TreeSet<>(tasks);
        this.floor = tasks.size() / members.size();
        this.extra = tasks.size() % members.size();
        this.members.keySet().forEach(member -> result.put(member, new TreeSet<>()));
    }

    /**
     * @param tasks all tasks of the application
     * @param members by member id; at least one
     * @return the tasks of each member
     */
    static Map<String, Set<TaskId>> of(Collection<TaskId> tasks, Map<String, AssignmentData> members) {
        TaskBalance balance = new TaskBalance(tasks, members);
        balance.keepWhereTheyAre();
        balance.keepInTheirProcess();
        balance.spreadTheRest();
        return balance.result;
    }

    private void keepWhereTheyAre() {
        Set<TaskId> claimed = new HashSet<>();
        members.forEach((member, data) -> {
            for (TaskId task : new TreeSet<>(data.previousTasks())) {
                if (open.contains(task) && claimed.add(task)) {
                    give(member, task);
                }
            }
        });
    }

    private void keepInTheirProcess() {
        Map<TaskId, UUID> processOf = new HashMap<>();
        members.values().forEach(data -> data.previousTasks().forEach(task -> processOf.put(task, data.processId())));
        for (TaskId task : new ArrayList<>(open)) {
            UUID process = processOf.get(task);
            if (process != null) {
                candidates(task).stream()
                        .filter(member -> isOf(member, process))
                        .findFirst()
                        .ifPresent(member -> give(member, task));
            }
        }
    }

    private boolean isOf(String member, UUID process) {
        AssignmentData data = members.get(member);
        return data != null && data.processId().equals(process);
    }

    private void spreadTheRest() {
        for (TaskId task : new ArrayList<>(open)) {
            for (String member : candidates(task)) {
                if (give(member, task)) {
                    break;
                }
            }
        }
    }

    /** Members, the best for that task first: fewest tasks, then fewest of the same sub-topology. */
    private List<String> candidates(TaskId task) {
        List<String> names = new ArrayList<>(result.keySet());
        names.sort(Comparator.comparingInt((String member) -> tasksOf(member).size())
                .thenComparingLong(member -> tasksOf(member).stream()
                        .filter(other -> other.subtopology() == task.subtopology())
                        .count())
                .thenComparing(Comparator.naturalOrder()));
        return names;
    }

    private Set<TaskId> tasksOf(String member) {
        return result.getOrDefault(member, Set.of());
    }

    /** Gives a task to a member unless that would make it fuller than fair. */
    private boolean give(String member, TaskId task) {
        Set<TaskId> tasks = result.computeIfAbsent(member, m -> new TreeSet<>());
        if (tasks.size() > floor || (tasks.size() == floor && extra == 0)) {
            return false;
        }
        if (tasks.size() == floor) {
            extra--;
        }
        open.remove(task);
        return tasks.add(task);
    }
}
