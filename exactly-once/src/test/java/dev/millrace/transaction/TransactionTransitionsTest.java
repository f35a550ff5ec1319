package dev.millrace.transaction;

import static dev.millrace.transaction.World.A;
import static dev.millrace.transaction.World.B;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.errors.ConcurrentTransactionsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every request in every state: what is answered, and what state follows. */
class TransactionTransitionsTest {
    @ParameterizedTest(name = "{0}: {1} by {2} gives {3} and {4}")
    @CsvSource(delimiter = '|', textBlock = """
            # state before    | request | by       | answer                  | state after
            absent            | init    | nobody   | 0/0                     | EMPTY 0/0
            absent            | raise   | stranger | InvalidPidMapping       | absent
            absent            | add     | stranger | InvalidPidMapping       | absent
            absent            | commit  | stranger | InvalidPidMapping       | absent
            EMPTY             | init    | nobody   | 0/1                     | EMPTY 0/1
            EMPTY             | raise   | owner    | 0/1                     | EMPTY 0/1
            EMPTY             | raise   | stranger | ProducerFenced          | EMPTY 0/0
            EMPTY             | add     | owner    | ok                      | ONGOING 0/0
            EMPTY             | add     | stranger | ProducerFenced          | EMPTY 0/0
            EMPTY             | commit  | owner    | InvalidTxnState         | EMPTY 0/0
            EMPTY             | abort   | owner    | 0/1                     | COMPLETE_ABORT 0/1
            EMPTY             | abort   | stranger | ProducerFenced          | EMPTY 0/0
            EMPTY             | timeout | nobody   | ok                      | EMPTY 0/0
            ONGOING           | init    | nobody   | 0/2                     | EMPTY 0/2
            ONGOING           | raise   | owner    | 0/2                     | EMPTY 0/2
            ONGOING           | raise   | stranger | ProducerFenced          | ONGOING 0/0
            ONGOING           | add     | owner    | ok                      | ONGOING 0/0
            ONGOING           | add     | stranger | ProducerFenced          | ONGOING 0/0
            ONGOING           | commit  | owner    | 0/1                     | COMPLETE_COMMIT 0/1
            ONGOING           | commit  | stranger | ProducerFenced          | ONGOING 0/0
            ONGOING           | abort   | owner    | 0/1                     | COMPLETE_ABORT 0/1
            ONGOING           | timeout | nobody   | ok                      | COMPLETE_ABORT 0/1
            PREPARE_COMMIT    | init    | nobody   | ConcurrentTransactions  | PREPARE_COMMIT 0/1
            PREPARE_COMMIT    | raise   | owner    | ConcurrentTransactions  | PREPARE_COMMIT 0/1
            PREPARE_COMMIT    | add     | owner    | ConcurrentTransactions  | PREPARE_COMMIT 0/1
            PREPARE_COMMIT    | commit  | owner    | ConcurrentTransactions  | PREPARE_COMMIT 0/1
            PREPARE_COMMIT    | abort   | owner    | InvalidTxnState         | PREPARE_COMMIT 0/1
            PREPARE_COMMIT    | commit  | stranger | ProducerFenced          | PREPARE_COMMIT 0/1
            PREPARE_COMMIT    | timeout | nobody   | ok                      | PREPARE_COMMIT 0/1
            PREPARE_ABORT     | init    | nobody   | ConcurrentTransactions  | PREPARE_ABORT 0/1
            PREPARE_ABORT     | add     | owner    | ConcurrentTransactions  | PREPARE_ABORT 0/1
            PREPARE_ABORT     | commit  | owner    | InvalidTxnState         | PREPARE_ABORT 0/1
            PREPARE_ABORT     | abort   | owner    | ConcurrentTransactions  | PREPARE_ABORT 0/1
            PREPARE_ABORT     | timeout | nobody   | ok                      | PREPARE_ABORT 0/1
            COMPLETE_COMMIT   | init    | nobody   | 0/2                     | EMPTY 0/2
            COMPLETE_COMMIT   | raise   | owner    | 0/2                     | EMPTY 0/2
            COMPLETE_COMMIT   | add     | owner    | ProducerFenced          | COMPLETE_COMMIT 0/1
            COMPLETE_COMMIT   | add     | heir     | ok                      | ONGOING 0/1
            COMPLETE_COMMIT   | commit  | owner    | 0/1                     | COMPLETE_COMMIT 0/1
            COMPLETE_COMMIT   | commit  | heir     | InvalidTxnState         | COMPLETE_COMMIT 0/1
            COMPLETE_COMMIT   | abort   | owner    | InvalidTxnState         | COMPLETE_COMMIT 0/1
            COMPLETE_COMMIT   | abort   | heir     | 0/2                     | COMPLETE_ABORT 0/2
            COMPLETE_COMMIT   | timeout | nobody   | ok                      | COMPLETE_COMMIT 0/1
            COMPLETE_ABORT    | init    | nobody   | 0/2                     | EMPTY 0/2
            COMPLETE_ABORT    | add     | heir     | ok                      | ONGOING 0/1
            COMPLETE_ABORT    | commit  | owner    | InvalidTxnState         | COMPLETE_ABORT 0/1
            COMPLETE_ABORT    | abort   | owner    | 0/1                     | COMPLETE_ABORT 0/1
            COMPLETE_ABORT    | timeout | nobody   | ok                      | COMPLETE_ABORT 0/1
            """)
    void request(String before, String request, String by, String answer, String after) throws IOException {
        World world = in(before);
        assertThat(answer(world, request, identity(by))).isEqualTo(answer);
        assertThat(world.state("t")).isEqualTo(after);
        world.coordinator.recordCompletions(world.nowMs);
        World restarted = world.restarted();
        if (after.startsWith("ONGOING")) {
            restarted.coordinator.recover(world.nowMs);
        }
        assertThat(restarted.state("t")).isEqualTo(after);
    }

    private static World in(String state) throws IOException {
        World world = World.open();
        if (state.equals("absent")) {
            return world;
        }
        ProducerIdentity owner = world.init("t");
        if (!state.equals("EMPTY")) {
            world.write("t", owner, A, "a1");
        }
        boolean commit = state.endsWith("COMMIT");
        if (state.startsWith("PREPARE")) {
            world.refusing.add(A);
            assertThatThrownBy(() -> world.coordinator.endTransaction("t", owner, commit, world.nowMs))
                    .isInstanceOf(ConcurrentTransactionsException.class);
        } else if (state.startsWith("COMPLETE")) {
            world.coordinator.endTransaction("t", owner, commit, world.nowMs);
        }
        assertThat(world.state("t")).startsWith(state);
        return world;
    }

    private static ProducerIdentity identity(String by) {
        return switch (by) {
            case "owner" -> new ProducerIdentity(0, (short) 0);
            case "heir" -> new ProducerIdentity(0, (short) 1);
            case "stranger" -> new ProducerIdentity(77, (short) 0);
            default -> null;
        };
    }

    private static String answer(World world, String request, ProducerIdentity by) {
        try {
            return switch (request) {
                case "init" -> world.init("t").toString();
                case "raise" ->
                    world.coordinator.initProducerId("t", 1000, by, world.nowMs).toString();
                case "commit" -> world.commit("t", by).toString();
                case "abort" -> world.abort("t", by).toString();
                case "add" -> {
                    world.write("t", by, B, "b1");
                    yield "ok";
                }
                case "timeout" -> {
                    world.nowMs += 1_000_000;
                    world.coordinator.tick(world.nowMs);
                    yield "ok";
                }
                default -> throw new IllegalArgumentException(request);
            };
        } catch (org.apache.kafka.common.errors.ApiException e) {
            return e.getClass().getSimpleName().replace("Exception", "");
        }
    }

    @Test
    void stepsThatAStateDoesNotAllowAreRefusedByTheEntryItself() {
        TransactionEntry empty = TransactionEntry.first("t", new ProducerIdentity(1, (short) 0), 1000, 5);
        TransactionEntry ongoing = empty.withPartitions(List.of(A), 6);
        TransactionEntry decided = ongoing.decided(true, new ProducerIdentity(1, (short) 1), null, 7);
        assertThat(decided.state()).isEqualTo(TransactionState.PREPARE_COMMIT);
        assertThatThrownBy(() -> ongoing.initialised(empty.identity(), null, 1, 8))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> decided.withPartitions(List.of(B), 8)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> decided.decided(false, empty.identity(), null, 8))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> ongoing.completed(8)).isInstanceOf(IllegalStateException.class);
    }
}
