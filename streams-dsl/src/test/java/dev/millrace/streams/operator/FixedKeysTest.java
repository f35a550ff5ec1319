package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.processor.api.ContextualFixedKeyProcessor;
import dev.millrace.streams.processor.api.FixedKeyProcessorContext;
import dev.millrace.streams.processor.api.FixedKeyRecord;
import dev.millrace.streams.processor.api.Processor;
import dev.millrace.streams.state.KeyValueStore;
import dev.millrace.streams.state.ValueAndTimestamp;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FixedKeysTest {

    private final List<String> life = new ArrayList<>();

    @Test
    void aProcessorSendsNewValuesUnderTheKeysThatCame() {
        Bench bench = Bench.of(operator());
        assertThat(bench.feed("a=1@5", "null=2@6", "a=null@7")).containsExactly("a=1!@5", "null=2!@6", "a=null!@7");
    }

    @Test
    void aRecordMayGoToOneChild() {
        assertThat(Bench.of(operator()).feed("a=child@5")).containsExactly("a=child@5?only");
    }

    @Test
    void aProcessorHasItsStoresAndFindsThemFilledAfterARestart() {
        Bench before = Bench.of(FixedKeys.of(Counting::new).get(), TinyKeyValueStore.named("s"));
        assertThat(before.feed("a=x@5", "a=y@6")).containsExactly("a=1@5", "a=2@6");
        assertThat(before.restarted(FixedKeys.of(Counting::new).get(), 6).feed("a=z@7"))
                .containsExactly("a=3@7");
    }

    @Test
    void aProcessorIsClosedWithTheOperator() {
        Processor<String, String, String, String> operator = operator();
        Bench.of(operator).feed("a=1@5");
        operator.close();
        assertThat(life).containsExactly("init", "close");
    }

    private Processor<String, String, String, String> operator() {
        return FixedKeys.of(Exclaiming::new).get();
    }

    private final class Exclaiming extends ContextualFixedKeyProcessor<String, String, String> {
        @Override
        public void init(FixedKeyProcessorContext<String, String> context) {
            super.init(context);
            life.add("init");
        }

        @Override
        public void process(FixedKeyRecord<String, String> record) {
            if ("child".equals(record.value())) {
                context().forward(record, "only");
            } else {
                context().forward(record.withValue(record.value() + "!"));
            }
        }

        @Override
        public void close() {
            life.add("close");
        }
    }

    private static final class Counting extends ContextualFixedKeyProcessor<String, String, Object> {
        @Override
        public void process(FixedKeyRecord<String, String> record) {
            KeyValueStore<String, ValueAndTimestamp<Object>> store = context().getStateStore("s");
            ValueAndTimestamp<Object> soFar = store.get(record.key());
            Object count = soFar == null ? 1 : (int) soFar.value() + 1;
            store.put(record.key(), ValueAndTimestamp.make(count, record.timestamp()));
            context().forward(record.withValue(count));
        }
    }
}
