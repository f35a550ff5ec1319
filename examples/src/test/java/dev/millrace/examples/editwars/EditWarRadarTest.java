package dev.millrace.examples.editwars;

import static org.assertj.core.api.Assertions.assertThat;

import dev.millrace.json.JsonSerde;
import dev.millrace.streams.StreamsConfig;
import dev.millrace.streams.test.TestInputTopic;
import dev.millrace.streams.test.TestOutputTopic;
import dev.millrace.streams.test.TestRecord;
import dev.millrace.streams.test.TopologyTestDriver;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EditWarRadarTest {

    private static final String NOON = "2015-09-12T12:00:00.000Z";

    private TopologyTestDriver driver;
    private TestInputTopic<String, String> feed;

    @BeforeEach
    void open() throws IOException {
        Properties config = new Properties();
        config.put(StreamsConfig.APPLICATION_ID_CONFIG, "radar-test");
        driver = new TopologyTestDriver(EditWarRadar.topology(1), config);
        TestInputTopic<String, String> languages =
                driver.createInputTopic(RadarTopics.LANGUAGES, new StringSerializer(), new StringSerializer());
        WikipediaDay.languages().forEach((channel, language) -> languages.pipeInput(channel, language, 0L));
        feed = driver.createInputTopic(RadarTopics.EDITS, new StringSerializer(), new StringSerializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    @Test
    void ranksThePagesOfAnHourOnceItIsOver() {
        edit("12:05", "Ann", "Otter");
        edit("12:06", "Bob", "Badger");
        edit("12:59", "Cat", "Otter");
        assertThat(output(RadarTopics.TOP_PAGES, json(TopPages.class)).isEmpty())
                .isTrue();

        edit("13:00", "Ann", "Otter");

        List<TestRecord<String, TopPages>> rankings =
                output(RadarTopics.TOP_PAGES, json(TopPages.class)).readRecordsToList();
        assertThat(rankings).hasSize(1);
        assertThat(rankings.get(0).key()).isEqualTo("2015-09-12T12:00:00Z");
        assertThat(rankings.get(0).value().pages())
                .containsExactly(new PageCount("#en.wikipedia Otter", 2), new PageCount("#en.wikipedia Badger", 1));
    }

    @Test
    void countsEditsAndDistinctPagesOfASession() {
        edit("12:00", "Ann", "Otter");
        edit("12:20", "Ann", "Badger");
        edit("12:40", "Ann", "Otter");
        edit("13:11", "Ann", "Otter");
        heartbeat("15:00");

        assertThat(output(RadarTopics.SESSIONS, json(SessionReport.class)).readValuesToList())
                .containsExactly(
                        new SessionReport(at("12:00"), at("12:40"), 3, 2),
                        new SessionReport(at("13:11"), at("13:11"), 1, 1));
    }

    @Test
    void joinsARevertOnceWithAnEarlierEditOfTheUserItNames() {
        edit("12:00", "Vandal", "Otter");
        edit("12:10", "Vandal", "Otter");
        edit("12:20", "Ann", "Otter", "Undid revision 7 by [[Special:Contributions/Vandal|Vandal]]");
        edit("13:30", "Bob", "Otter", "reverted [[Special:Contributions/Vandal|Vandal]], too late");
        edit("13:40", "Cat", "Otter", "Undid my own: [[Special:Contribs/Cat]]");

        assertThat(output(RadarTopics.REVERTS, json(Revert.class)).readValuesToList())
                .singleElement()
                .satisfies(match -> {
                    assertThat(match.revert().user()).isEqualTo("Ann");
                    assertThat(match.reverted().timeMs()).isEqualTo(at("12:00"));
                });
    }

    @Test
    void reportsABotThatEditsTenTimesInAMinute() {
        for (int second = 0; second < 10; second++) {
            bot("12:00:%02d".formatted(second), "HastyBot");
        }
        for (int second = 0; second < 9; second++) {
            bot("12:01:%02d".formatted(second), "HastyBot");
        }
        heartbeat("14:00");

        assertThat(output(RadarTopics.BOT_BURSTS, json(BotBurst.class)).readKeyValuesToList())
                .singleElement()
                .satisfies(burst -> {
                    assertThat(burst.key).isEqualTo("HastyBot");
                    assertThat(burst.value).isEqualTo(new BotBurst(at("12:00"), 10));
                });
    }

    @Test
    void sendsWhatItCannotUseToTheDeadLettersWithTheReason() {
        feed.pipeInput("#en.wikipedia", "this is no JSON", at("12:00"));
        feed.pipeInput("#xx.wikipedia", line("12:01:00", "#xx.wikipedia", "Ann", "Otter", "", false), at("12:01"));
        feed.pipeInput((String) null, line("12:02:00", "#en.wikipedia", "Ann", "Otter", "", false), at("12:02"));
        edit("12:03", "Ann", "Otter");
        heartbeat("14:00");

        assertThat(output(RadarTopics.DEAD_LETTERS, new StringDeserializer()).readRecordsToList())
                .extracting(record ->
                        new String(record.headers().lastHeader("reason").value()))
                .satisfiesExactly(
                        notJson -> assertThat(notJson).startsWith("not JSON"),
                        unknown -> assertThat(unknown).isEqualTo("unknown channel: #xx.wikipedia"),
                        noKey -> assertThat(noKey).startsWith("no key"));
        assertThat(output(RadarTopics.SESSIONS, json(SessionReport.class)).readValuesToList())
                .containsExactly(new SessionReport(at("12:03"), at("12:03"), 1, 1));
    }

    private void edit(String time, String user, String page) {
        edit(time, user, page, "");
    }

    private void edit(String time, String user, String page, String comment) {
        feed.pipeInput("#en.wikipedia", line(time + ":00", "#en.wikipedia", user, page, comment, false), at(time));
    }

    private void bot(String time, String user) {
        String line = line(time, "#en.wikipedia", user, "Otter", "", true);
        feed.pipeInput("#en.wikipedia", line, Instant.parse("2015-09-12T" + time + "Z"));
    }

    private void heartbeat(String time) {
        feed.pipeInput((String) null, "{\"heartbeat\":\"2015-09-12T" + time + ":00Z\"}", at(time));
    }

    private static String line(String time, String channel, String user, String page, String comment, boolean robot) {
        return """
                {"time":"2015-09-12T%sZ","channel":"%s","user":"%s","page":"%s","comment":"%s","isRobot":%s,\
                "namespace":"Main"}""".formatted(time, channel, user, page, comment, robot);
    }

    private static long at(String time) {
        return Instant.parse(NOON.replace("12:00:00.000", time + ":00")).toEpochMilli();
    }

    private static <T> Deserializer<T> json(Class<T> type) {
        return new JsonSerde<>(type).deserializer();
    }

    private <V> TestOutputTopic<String, V> output(String topic, Deserializer<V> values) {
        return driver.createOutputTopic(topic, new StringDeserializer(), values);
    }
}
