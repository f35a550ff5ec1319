package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.kstream.ValueTransformerWithKey;
import dev.millrace.streams.processor.ProcessorContext;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The transformer counts its calls: {@code value#calls}; a null value gives null. */
class TableTransformTest {

    private final List<String> life = new ArrayList<>();

    @Test
    void aTableThatIsNotKeptTransformsTheNewValueAndThenTheOldOne() {
        Bench bench = Bench.of(transform(null, true));
        assertThat(bench.feed("a=1<null@5", "a=2<1@6", "a=null<2@7"))
                .containsExactly("a=1#1<null@5", "a=2#3<1#4@6", "a=null<2#6@7");
    }

    @Test
    void whoAsksForNoOldValuesPaysForNone() {
        Bench bench = Bench.of(transform(null, false));
        assertThat(bench.feed("a=1<null@5", "a=2<1@6")).containsExactly("a=1#1<null@5", "a=2#2<null@6");
    }

    @Test
    void aTableThatIsKeptTakesOldValuesFromItsStore() {
        TinyKeyValueStore store = TinyKeyValueStore.named("s");
        Bench bench = Bench.of(transform("s", true), store);
        assertThat(bench.feed("a=1<null@5", "a=2<1@6", "a=null<2@7"))
                .containsExactly("a=1#1<null@5", "a=2#2<1#1@6", "a=null<2#2@7");
        assertThat(store.get("a")).isNull();
    }

    @Test
    void afterARestartTheOldValueIsTheOneThatWasSentBefore() {
        Bench before = Bench.of(transform("s", true), TinyKeyValueStore.named("s"));
        before.feed("a=1<null@5", "a=2<1@6");
        Bench after = before.restarted(transform("s", true), 6);
        assertThat(after.feed("a=3<2@7", "a=null<3@8")).containsExactly("a=3#1<2#2@7", "a=null<3#1@8");
        assertThat(after.changes("s")).containsExactly("+ a 1#1 @5", "+ a 2#2 @6", "+ a 3#1 @7", "- a");
    }

    @Test
    void aTransformerBeginsWithTheOperatorAndEndsWithIt() {
        TableTransform<String, Object, Object> operator = transform(null, false);
        Bench.of(operator).feed("a=1<null@5");
        operator.close();
        assertThat(life).containsExactly("init", "a", "close");
    }

    @Test
    void whoReadsTheTableHasATransformerOfItsOwn() {
        TinyKeyValueStore above = TinyKeyValueStore.named("above");
        above.put("a", ValueAndTimestamp.make("1", 5));
        Bench bench = Bench.of(new TableToStream<String, String>(), above);
        TableView.TableReader<String, Object> reader = TableTransform.<String, Object, Object>view(
                        TableView.ofStore("above"), List.of(), Counting::new)
                .open(bench);
        assertThat(reader.get("a")).isEqualTo(ValueAndTimestamp.make("1#1", 5));
        assertThat(reader.get("b")).isNull();
        assertThat(life).containsExactly("init", "a", "b");
    }

    private TableTransform<String, Object, Object> transform(String store, boolean sendOldValues) {
        return new TableTransform<>(Counting::new, store, sendOldValues);
    }

    private final class Counting implements ValueTransformerWithKey<String, Object, Object> {
        private int calls;

        @Override
        public void init(ProcessorContext context) {
            life.add("init");
        }

        @Override
        public Object transform(String key, Object value) {
            calls++;
            if (!life.contains(key)) {
                life.add(key);
            }
            return value == null ? null : value + "#" + calls;
        }

        @Override
        public void close() {
            life.add("close");
        }
    }
}
