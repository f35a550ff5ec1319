package dev.millrace.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.processor.TaskId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class TaskBalanceTest {

    private static final UUID HERE = new UUID(0, 1);
    private static final UUID THERE = new UUID(0, 2);

    private static TaskId task(int subTopology, int partition) {
        return new TaskId(subTopology, partition);
    }

    private static AssignmentData member(UUID process, TaskId... previous) {
        return AssignmentData.of(process, List.of(previous), false);
    }

    @Test
    void newMembersShareEachSubTopologyEvenly() {
        List<TaskId> tasks = List.of(task(0, 0), task(0, 1), task(1, 0), task(1, 1));

        Map<String, Set<TaskId>> result = TaskBalance.of(tasks, Map.of("a", member(HERE), "b", member(HERE)));

        assertThat(result.get("a")).containsExactly(task(0, 0), task(1, 0));
        assertThat(result.get("b")).containsExactly(task(0, 1), task(1, 1));
    }

    @Test
    void tasksStayWhereTheyAre() {
        List<TaskId> tasks = List.of(task(0, 0), task(0, 1), task(0, 2));

        Map<String, Set<TaskId>> result = TaskBalance.of(
                tasks, Map.of("a", member(HERE, task(0, 2)), "b", member(THERE, task(0, 0)), "c", member(THERE)));

        assertThat(result)
                .containsEntry("a", Set.of(task(0, 2)))
                .containsEntry("b", Set.of(task(0, 0)))
                .containsEntry("c", Set.of(task(0, 1)));
    }

    @Test
    void aMemberThatHadAllGivesUpNoMoreThanItsSurplus() {
        List<TaskId> tasks = List.of(task(0, 0), task(0, 1), task(0, 2), task(0, 3));

        Map<String, Set<TaskId>> result =
                TaskBalance.of(tasks, Map.of("a", member(HERE, tasks.toArray(new TaskId[0])), "b", member(THERE)));

        assertThat(result.get("a")).containsExactly(task(0, 0), task(0, 1));
        assertThat(result.get("b")).containsExactly(task(0, 2), task(0, 3));
    }

    @Test
    void aSurplusTaskPrefersAnotherMemberOfItsProcess() {
        List<TaskId> tasks = List.of(task(0, 0), task(0, 1), task(0, 2), task(0, 3));

        Map<String, Set<TaskId>> result = TaskBalance.of(
                tasks,
                Map.of(
                        "a", member(HERE, task(0, 0), task(0, 1)),
                        "b", member(THERE, task(0, 3)),
                        "c", member(HERE),
                        "d", member(THERE)));

        assertThat(result.get("c")).containsExactly(task(0, 1));
        assertThat(result.get("d")).containsExactly(task(0, 2));
    }

    @Test
    void everyTaskIsGivenOnceAndMembersDifferByOneAtMost() {
        for (long seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            List<TaskId> tasks = new ArrayList<>();
            for (int i = random.nextInt(30); i >= 0; i--) {
                tasks.add(task(i % 3, i / 3));
            }
            Map<String, AssignmentData> members = new HashMap<>();
            for (int i = random.nextInt(6); i >= 0; i--) {
                List<TaskId> previous = new ArrayList<>(tasks);
                previous.removeIf(task -> random.nextInt(4) > 0);
                members.put("member" + i, AssignmentData.of(new UUID(0, random.nextInt(3)), previous, false));
            }

            Map<String, Set<TaskId>> result = TaskBalance.of(tasks, members);

            List<TaskId> given = new ArrayList<>();
            result.values().forEach(given::addAll);
            assertThat(given).as("seed %d", seed).hasSameSizeAs(tasks);
            assertThat(new HashSet<>(given)).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(tasks);
            int most = result.values().stream().mapToInt(Set::size).max().orElse(0);
            int fewest = result.values().stream().mapToInt(Set::size).min().orElse(0);
            assertThat(most - fewest).as("seed %d", seed).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void whatAMemberSaysSurvivesTheWire() {
        AssignmentData said = AssignmentData.of(HERE, Set.of(task(0, 1), task(7, 3)), true);

        assertThat(AssignmentData.decode(said.encode())).isEqualTo(said);
        assertThat(AssignmentData.decode(null).previousTasks()).isEmpty();
    }
}
