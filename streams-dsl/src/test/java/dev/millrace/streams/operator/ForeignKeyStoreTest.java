package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.operator.Subscription.Instruction;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

/** The two operators of a foreign-key join that share the store of subscriptions. */
class ForeignKeyStoreTest {

    private static final ForeignKeySerdes<String, String, String> SERDES =
            new ForeignKeySerdes<>("t", Serdes.String(), Serdes.String(), Serdes.String());

    private final TinySubscriptions store = new TinySubscriptions("subs");

    @Test
    void subscriptionsAreKeptAndEndedAndPassedOn() {
        Bench bench = Bench.of(new ForeignKeySubscriptions<>("subs", SERDES), store);
        assertThat(bench.feed("a", to("1", Instruction.KEEP_AND_ANSWER), 5)).containsExactly("a=KEEP_AND_ANSWER 1@5");
        assertThat(bench.feed("a", to("2", Instruction.KEEP_AND_ANSWER_IF_FOUND), 6))
                .containsExactly("a=KEEP_AND_ANSWER_IF_FOUND 2@6");
        assertThat(bench.feed("a", to("1", Instruction.END), 7)).containsExactly("a=END 1@7");
        assertThat(bench.feed("b", to("1", Instruction.END_AND_ANSWER), 8)).containsExactly("b=END_AND_ANSWER 1@8");
        assertThat(store.changes()).containsExactly("+ a/1 @5", "+ a/2 @6", "- a/1", "- b/1");
    }

    @Test
    void aSubscriptionToNothingIsNotKeptAndIsPassedOnOnlyIfItWantsAnAnswer() {
        Bench bench = Bench.of(new ForeignKeySubscriptions<>("subs", SERDES), store);
        assertThat(bench.feed(null, to("1", Instruction.KEEP_AND_ANSWER), 5))
                .containsExactly("null=KEEP_AND_ANSWER 1@5");
        assertThat(bench.feed(null, to("1", Instruction.KEEP_AND_ANSWER_IF_FOUND), 6))
                .isEmpty();
        assertThat(bench.droppedRecords()).isEqualTo(1);
        assertThat(store.changes()).isEmpty();
    }

    @Test
    void anUpdateIsToldToEachRowThatRefersToItAndToNoOther() {
        Bench subscriptions = Bench.of(new ForeignKeySubscriptions<>("subs", SERDES), store);
        subscriptions.feed("a", to("2", Instruction.KEEP_AND_ANSWER), 5);
        subscriptions.feed("a", to("1", Instruction.KEEP_AND_ANSWER), 6);
        subscriptions.feed("aa", to("3", Instruction.KEEP_AND_ANSWER), 7);
        subscriptions.feed("b", to("", Instruction.KEEP_AND_ANSWER), 8); // the first key behind all of a
        Bench updates = updates();
        assertThat(updates.feed("a=A<null@9")).containsExactly("1=answer A@9", "2=answer A@9");
        assertThat(updates.feed("a=null<A@10")).containsExactly("1=answer null@10", "2=answer null@10");
        assertThat(updates.feed("c=C<null@11", "null=N<null@12")).isEmpty();
        assertThat(updates.droppedRecords()).isEqualTo(1);
    }

    @Test
    void anUpdateOfThePastIsToldToNobody() {
        Bench.of(new ForeignKeySubscriptions<>("subs", SERDES), store)
                .feed("a", to("1", Instruction.KEEP_AND_ANSWER), 5);
        Bench updates = updates();
        assertThat(updates.feed("a", new Change<>("A", null, false), 3)).isEmpty();
        assertThat(updates.droppedRecords()).isEqualTo(1);
    }

    @Test
    void afterARestartThoseWhoSubscribedBeforeAreTold() {
        Bench before = Bench.of(new ForeignKeySubscriptions<>("subs", SERDES), store);
        before.feed("a", to("1", Instruction.KEEP_AND_ANSWER), 5);
        before.feed("a", to("2", Instruction.KEEP_AND_ANSWER), 6);
        Bench after = before.restarted(new ForeignKeySubscriptions<>("subs", SERDES), 6);
        assertThat(after.feed("a", to("1", Instruction.END), 7)).containsExactly("a=END 1@7");
        TinySubscriptions subscriptions = after.getStateStore("subs");
        assertThat(updates(subscriptions).feed("a=A<null@9")).containsExactly("2=answer A@9");
        assertThat(subscriptions.changes()).containsExactly("+ a/1 @5", "+ a/2 @6", "- a/1");
    }

    private Bench updates() {
        return updates(store);
    }

    private static Bench updates(TinySubscriptions subscriptions) {
        return Bench.of(new ForeignKeyUpdates<String, String, String, String>("subs", SERDES), subscriptions);
    }

    private static Subscription<String> to(String primaryKey, Instruction instruction) {
        return new Subscription<>(null, instruction, primaryKey, 0);
    }
}
