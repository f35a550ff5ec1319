package dev.millrace.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.junit.jupiter.api.Test;

/** docs/configuration.md has every setting, with its default and meaning, as the program has it. */
class ConfigurationGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "configuration.md");

    @Test
    void theGuideHasTheTablesOfTheProgram() throws IOException {
        String guide = Files.readString(GUIDE);
        assertThat(guide).contains(brokerTable());
        assertThat(guide).contains(topicTable());
    }

    private static String brokerTable() {
        List<String> forTopics = TopicSettings.names().stream()
                .map(TopicSettings::brokerName)
                .filter(Objects::nonNull)
                .toList();
        StringBuilder table = new StringBuilder("| setting | default | meaning |\n|---|---|---|\n");
        for (ConfigKey key : BrokerSettings.all()) {
            if (!forTopics.contains(key.name)) {
                table.append("| `%s` | `%s` | %s |\n".formatted(key.name, defaultOf(key), key.documentation));
            }
        }
        return table.toString();
    }

    private static String topicTable() {
        StringBuilder table = new StringBuilder("| setting | default | the broker's | meaning |\n|---|---|---|---|\n");
        for (String name : new TreeSet<>(TopicSettings.names())) {
            ConfigKey key = Objects.requireNonNull(TopicSettings.key(name));
            String brokerName = TopicSettings.brokerName(name);
            table.append("| `%s` | %s | %s | %s |\n"
                    .formatted(
                            name,
                            defaultOf(key).isEmpty() ? "–" : "`" + defaultOf(key) + "`",
                            brokerName == null ? "–" : "`" + brokerName + "`",
                            key.documentation));
        }
        return table.toString();
    }

    private static String defaultOf(ConfigKey key) {
        return String.valueOf(ConfigDef.convertToString(key.defaultValue, key.type));
    }
}
