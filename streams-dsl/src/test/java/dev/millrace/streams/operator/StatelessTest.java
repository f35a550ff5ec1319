package dev.millrace.streams.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.KeyValue;
import dev.millrace.streams.kstream.Predicate;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.utils.Utils;
import org.junit.jupiter.api.Test;

class StatelessTest {

    @Test
    void aFilterKeepsAndItsNegationKeepsTheRest() {
        Predicate<String, String> isOne = (key, value) -> "1".equals(value);
        assertThat(Bench.of(Stateless.filter(isOne, false).get()).feed("a=1@5", "b=2@6", "null=1@7"))
                .containsExactly("a=1@5", "null=1@7");
        assertThat(Bench.of(Stateless.filter(isOne, true).get()).feed("a=1@5", "b=2@6", "c=null@7"))
                .containsExactly("b=2@6", "c=null@7");
    }

    @Test
    void mappersKeepTheTimestamp() {
        assertThat(Bench.of(Stateless.<String, String, String, String>map((key, value) -> KeyValue.pair(value, key))
                                .get())
                        .feed("a=1@5"))
                .containsExactly("1=a@5");
        assertThat(Bench.of(Stateless.<String, String, String>mapValues((key, value) -> key + value)
                                .get())
                        .feed("a=1@5"))
                .containsExactly("a=a1@5");
        assertThat(Bench.of(Stateless.<String, String, String>selectKey((key, value) -> null)
                                .get())
                        .feed("a=1@5"))
                .containsExactly("null=1@5");
    }

    @Test
    void flatMappersForwardInOrder() {
        assertThat(Bench.of(Stateless.<String, String, String>flatMapValues((key, value) -> List.of(value.split("")))
                                .get())
                        .feed("a=123@5"))
                .containsExactly("a=1@5", "a=2@5", "a=3@5");
        assertThat(Bench.of(Stateless.<String, String, String, String>flatMap(
                                        (key, value) -> List.of(KeyValue.pair("x", value), KeyValue.pair("y", value)))
                                .get())
                        .feed("a=1@5"))
                .containsExactly("x=1@5", "y=1@5");
    }

    @Test
    void peekPassesOnAndForeachDoesNot() {
        List<String> seen = new ArrayList<>();
        assertThat(Bench.of(Stateless.<String, String>peek((key, value) -> seen.add(key + value))
                                .get())
                        .feed("a=1@5"))
                .containsExactly("a=1@5");
        assertThat(Bench.of(Stateless.<String, String>foreach((key, value) -> seen.add(key + value))
                                .get())
                        .feed("b=2@5"))
                .isEmpty();
        assertThat(seen).containsExactly("a1", "b2");
    }

    @Test
    void aBranchTakesWhatItIsTheFirstToWant() {
        List<Predicate<? super String, ? super String>> predicates =
                List.of((key, value) -> value.equals("1"), (key, value) -> key.equals("a"));
        assertThat(Bench.of(Stateless.<String, String>branch(predicates, List.of("one", "a", "rest"))
                                .get())
                        .feed("a=1@5", "a=2@6", "b=2@7"))
                .containsExactly("a=1@5?one", "a=2@6?a", "b=2@7?rest");
        assertThat(Bench.of(Stateless.<String, String>branch(predicates, List.of("one", "a"))
                                .get())
                        .feed("b=2@7"))
                .isEmpty();
    }

    @Test
    void printingWritesALabelledLine() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        var operator = PrintRecords.<String, String>to(out, "label", (key, value) -> key + ", " + value)
                .get();
        Bench.of(operator).feed("a=1@5");
        operator.close();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("[label]: a, 1" + System.lineSeparator());
    }

    @Test
    void windowsOfAKeyGoWhereTheProducerPutsTheKey() {
        for (String key : List.of("", "a", "ab", "abc", "abcd", "abcde", "a longer key, with ümläuts")) {
            byte[] bytes = key.getBytes(StandardCharsets.UTF_8);
            assertThat(WindowedPartitioner.murmur2(bytes)).as(key).isEqualTo(Utils.murmur2(bytes));
        }
    }
}
