package dev.millrace.examples.editwars;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FeedParserTest {

    @Test
    void anEditHasTheFieldsThatTheRadarNeeds() {
        String line =
                "{\"time\":\"2015-09-12T00:47:05.474Z\",\"channel\":\"#en.wikipedia\",\"comment\":\"Undid revision 1 by"
                        + " [[Special:Contributions/Ann|Ann]]\",\"isRobot\":false,\"namespace\":\"Main\",\"page\":\"Peremptory norm\","
                        + "\"user\":\"Bob\",\"delta\":0,\"geo\":{\"city\":[\"x\"]}}";

        assertThat(FeedParser.parse(7, line))
                .isEqualTo(new FeedLine.Edited(
                        new Edit(
                                7,
                                Instant.parse("2015-09-12T00:47:05.474Z").toEpochMilli(),
                                "#en.wikipedia",
                                "Peremptory norm",
                                "Bob",
                                "",
                                true,
                                false,
                                "Ann"),
                        line));
    }

    @Test
    void aHeartbeatHasATimeOnly() {
        assertThat(FeedParser.parse(0, "{\"heartbeat\":\"1970-01-01T00:00:01Z\"}"))
                .isEqualTo(new FeedLine.Heartbeat(1000));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            value = {
                "this is no JSON ~ not JSON",
                "[1,2] ~ not a JSON object",
                "{\"time\":\"2015-09-12T00:00:00Z\" ~ not JSON",
                "{} {} ~ more than one JSON value",
                "{\"time\":\"yesterday\",\"channel\":\"c\",\"page\":\"p\",\"user\":\"u\"} ~ not an ISO-8601 time: yesterday",
                "{\"time\":\"2015-09-12T00:00:00Z\",\"page\":\"p\",\"user\":\"u\"} ~ no field 'channel'",
                "{\"time\":\"2015-09-12T00:00:00Z\",\"channel\":\"c\",\"user\":\"u\"} ~ no field 'page'",
            })
    void aLineThatCannotBeUsedSaysWhy(String line, String reason) {
        assertThat(FeedParser.parse(0, line)).isInstanceOfSatisfying(FeedLine.Rejected.class, rejected -> {
            assertThat(rejected.reason()).startsWith(reason);
            assertThat(rejected.json()).isEqualTo(line);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '~',
            nullValues = "none",
            value = {
                "Reverted 1 edit by [[Special:Contributions/172.248.5.65|172.248.5.65]] ~ 172.248.5.65",
                "ROLLBACK of [[Special:Contribs/Some User]] ~ Some User",
                "thanks to [[Special:Contributions/Ann|Ann]] ~ none",
                "Undid revision 680597808 by Ann ~ none",
            })
    void aRevertNamesTheEditorWhomItUndoes(String comment, String user) {
        assertThat(FeedParser.revertedUser(comment)).isEqualTo(user);
    }
}
