package dev.millrace.streams.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.streams.StreamsBuilder;
import dev.millrace.streams.StreamsConfig;
import java.io.File;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * A program and its story: each line a record that comes in, and what must come out for it at the topic {@code out}.
 *
 * <pre>
 *   L a=1@10 ─▶ a=1@10        topic, key = value @ timestamp; a value of "null" deletes
 *   R b=x@12 ─▶               nothing comes out
 * </pre>
 *
 * The story is told three times: straight on, with a restart before each line that has only the changelogs to go by,
 * and with one that finds the state on disk. What comes out must be the same.
 */
final class Told {

    private static final String ARROW = "─▶";

    private Told() {}

    static void tell(File directory, Consumer<StreamsBuilder> program, String story) {
        tell("straight on", options(), program, story, false);
        tell("restarted from changelogs", options(), program, story, true);
        tell("restarted from disk", options().withStateDirectory(directory), program, story, true);
    }

    private static TestDriverOptions options() {
        Properties config = new Properties();
        config.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        config.put(StreamsConfig.DEFAULT_KEY_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        config.put(StreamsConfig.DEFAULT_VALUE_SERDE_CLASS_CONFIG, Serdes.StringSerde.class.getName());
        return TestDriverOptions.defaults().withConfig(config);
    }

    private static void tell(
            String how, TestDriverOptions options, Consumer<StreamsBuilder> program, String story, boolean restarts) {
        StreamsBuilder builder = new StreamsBuilder();
        program.accept(builder);
        List<String> told = new ArrayList<>();
        try (TopologyTestDriver driver = new TopologyTestDriver(builder.build(), options)) {
            TestOutputTopic<String, String> out =
                    driver.createOutputTopic("out", new StringDeserializer(), new StringDeserializer());
            for (String line : story.lines().toList()) {
                if (restarts) {
                    driver.restart();
                }
                String in = line.substring(0, line.indexOf(ARROW)).trim();
                pipe(driver, in);
                List<String> came = out.readRecordsToList().stream()
                        .map(record -> record.key() + "=" + record.value() + "@" + record.timestamp())
                        .toList();
                told.add((in + " " + ARROW + " " + String.join(", ", came)).trim());
            }
        }
        assertThat(String.join("\n", told))
                .as(how)
                .isEqualTo(story.replaceAll(" +" + ARROW, " " + ARROW).trim());
    }

    private static void pipe(TopologyTestDriver driver, String in) {
        String[] parts = in.split("[ =@]");
        driver.createInputTopic(parts[0], new StringSerializer(), new StringSerializer())
                .pipeInput(parts[1], parts[2].equals("null") ? null : parts[2], Long.parseLong(parts[3]));
    }
}
