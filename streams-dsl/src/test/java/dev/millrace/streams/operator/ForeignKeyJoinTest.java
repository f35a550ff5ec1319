package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.operator.Subscription.Instruction;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.junit.jupiter.api.Test;

/** Rows of the left table refer to the row that their value's first letter names; a dash refers to nothing. */
class ForeignKeyJoinTest {

    private static final ForeignKeySerdes<String, String, String> SERDES =
            new ForeignKeySerdes<>("t", Serdes.String(), Serdes.String(), Serdes.String());

    @Test
    void aRowSubscribesToWhatItRefersToAndEndsItsFormerSubscription() {
        Bench inner = Bench.of(subscriber(false));
        assertThat(inner.feed("1=a<null@5")).containsExactly("a=KEEP_AND_ANSWER_IF_FOUND 1@5");
        assertThat(inner.feed("1=a2<a@6")).containsExactly("a=KEEP_AND_ANSWER_IF_FOUND 1@6");
        assertThat(inner.feed("1=b<a2@7")).containsExactly("a=END 1@7", "b=KEEP_AND_ANSWER 1@7");
        assertThat(inner.feed("1=null<b@8")).containsExactly("b=END_AND_ANSWER 1@8");
    }

    @Test
    void aRowThatRefersToNothingIsDroppedFromAnInnerJoin() {
        Bench inner = Bench.of(subscriber(false));
        assertThat(inner.feed("1=-<a@5")).containsExactly("a=END_AND_ANSWER 1@5");
        assertThat(inner.feed("1=-<null@6", "1=null<-@7")).isEmpty();
        assertThat(inner.droppedRecords()).isEqualTo(2);
    }

    @Test
    void aLeftJoinWantsAnAnswerForEachChange() {
        Bench left = Bench.of(subscriber(true));
        assertThat(left.feed("1=-<null@5")).containsExactly("null=KEEP_AND_ANSWER 1@5");
        assertThat(left.feed("1=a<-@6")).containsExactly("a=KEEP_AND_ANSWER 1@6");
        assertThat(left.feed("1=null<a@7")).containsExactly("a=END 1@7", "null=KEEP_AND_ANSWER 1@7");
        assertThat(left.feed("1=null<null@8")).isEmpty();
    }

    @Test
    void aSubscriptionIsAnsweredWithWhatTheTableHoldsAndTheLaterTimestamp() {
        TinyKeyValueStore right = TinyKeyValueStore.named("r");
        Bench bench = Bench.of(new ForeignKeyAnswerer<String, String, Object>(TableView.ofStore("r")), right);
        assertThat(bench.feed("a", subscription(Instruction.KEEP_AND_ANSWER_IF_FOUND), 5))
                .isEmpty();
        assertThat(bench.feed("a", subscription(Instruction.KEEP_AND_ANSWER), 6))
                .containsExactly("1=answer null@6");
        assertThat(bench.feed(null, subscription(Instruction.KEEP_AND_ANSWER), 7))
                .containsExactly("1=answer null@7");
        right.put("a", ValueAndTimestamp.make("A", 9));
        assertThat(bench.feed("a", subscription(Instruction.KEEP_AND_ANSWER_IF_FOUND), 8))
                .containsExactly("1=answer A@9");
        assertThat(bench.feed("a", subscription(Instruction.END_AND_ANSWER), 10))
                .containsExactly("1=answer null@10");
        assertThat(bench.feed("a", subscription(Instruction.END), 11)).isEmpty();
    }

    @Test
    void anAnswerCountsOnlyWhileItsRowHasTheValueThatAsked() {
        TinyKeyValueStore table = TinyKeyValueStore.named("l");
        Bench inner = Bench.of(resolver(false), table);
        table.put("1", ValueAndTimestamp.make("a", 5));
        assertThat(inner.feed("1", answer("a", "A"), 5)).containsExactly("1=a/A@5");
        assertThat(inner.feed("1", answer("a", null), 6)).containsExactly("1=null@6");
        table.put("1", ValueAndTimestamp.make("b", 7));
        assertThat(inner.feed("1", answer("a", "A"), 8)).isEmpty();
        assertThat(inner.droppedRecords()).isEqualTo(1);
        table.put("1", null);
        assertThat(inner.feed("1", answer(null, null), 9)).containsExactly("1=null@9");
    }

    @Test
    void aLeftJoinJoinsARowThatRefersToNothingWithNull() {
        TinyKeyValueStore table = TinyKeyValueStore.named("l");
        Bench left = Bench.of(resolver(true), table);
        table.put("1", ValueAndTimestamp.make("a", 5));
        assertThat(left.feed("1", answer("a", null), 6)).containsExactly("1=a/null@6");
        table.put("1", null);
        assertThat(left.feed("1", answer(null, null), 7)).containsExactly("1=null@7");
    }

    private static Subscription<String> subscription(Instruction instruction) {
        return new Subscription<>(null, instruction, "1", 0);
    }

    private static SubscriptionAnswer<String> answer(String asker, String foreignValue) {
        return new SubscriptionAnswer<>(
                asker == null ? null : ValueHash.of(asker.getBytes(StandardCharsets.UTF_8)), foreignValue, null);
    }

    private static ForeignKeySubscriber<String, String, String> subscriber(boolean left) {
        return new ForeignKeySubscriber<>(
                (key, value) -> value.equals("-") ? null : value.substring(0, 1), SERDES, left);
    }

    private static ForeignKeyResolver<String, Object, String, String> resolver(boolean left) {
        return new ForeignKeyResolver<>(
                TableView.ofStore("l"),
                new ForeignKeySerdes<>("t", Serdes.String(), Serdes.String(), objects()),
                (own, foreign) -> own + "/" + foreign,
                left);
    }

    @SuppressWarnings("unchecked") // all values here are strings
    private static Serde<Object> objects() {
        return (Serde<Object>) (Serde<?>) Serdes.String();
    }
}
