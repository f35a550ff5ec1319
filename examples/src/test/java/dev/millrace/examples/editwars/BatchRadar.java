package dev.millrace.examples.editwars;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The radar's figures by plain collections over the same lines, from the definitions alone: it shares no code with the
 * topology, and sees the whole day at once.
 */
final class BatchRadar {

    /** One edit, as the definitions need it. */
    private record Row(
            long timeMs, String channel, String page, String user, boolean robot, boolean main, String comment) {}

    private static final long HOUR_MS = 3_600_000;
    private static final long MINUTE_MS = 60_000;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final List<Row> rows = new ArrayList<>();

    BatchRadar(BufferedReader lines) throws IOException {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            JsonNode json = JSON.readTree(line);
            rows.add(new Row(
                    Instant.parse(json.get("time").asText()).toEpochMilli(),
                    json.get("channel").asText(),
                    json.get("page").asText(),
                    json.get("user").asText(),
                    json.get("isRobot").asBoolean(),
                    json.get("namespace").asText().equals("Main"),
                    json.get("comment").asText()));
        }
    }

    long edits() {
        return rows.size();
    }

    SortedMap<String, List<PageCount>> topPagesByHour() {
        Map<String, Map<String, Long>> counts = new TreeMap<>();
        for (Row row : rows) {
            if (!row.robot && row.main) {
                String hour =
                        Instant.ofEpochMilli(row.timeMs / HOUR_MS * HOUR_MS).toString();
                counts.computeIfAbsent(hour, h -> new HashMap<>()).merge(row.channel + " " + row.page, 1L, Long::sum);
            }
        }
        SortedMap<String, List<PageCount>> top = new TreeMap<>();
        counts.forEach((hour, pages) -> top.put(
                hour,
                pages.entrySet().stream()
                        .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                        .limit(10)
                        .map(page -> new PageCount(page.getKey(), page.getValue()))
                        .toList()));
        return top;
    }

    long sessions() {
        return sessionReports().values().stream().mapToLong(List::size).sum();
    }

    /** Every user's sessions, in the order of their times. */
    Map<String, List<SessionReport>> sessionReports() {
        Map<String, List<Row>> byUser = new TreeMap<>();
        rows.forEach(
                row -> byUser.computeIfAbsent(row.user, u -> new ArrayList<>()).add(row));
        Map<String, List<SessionReport>> reports = new TreeMap<>();
        byUser.forEach((user, edits) -> {
            List<SessionReport> sessions = new ArrayList<>();
            int begin = 0;
            for (int i = 1; i <= edits.size(); i++) {
                if (i == edits.size() || edits.get(i).timeMs - edits.get(i - 1).timeMs > 30 * MINUTE_MS) {
                    List<Row> session = edits.subList(begin, i);
                    long pages = session.stream()
                            .map(r -> r.channel + " " + r.page)
                            .distinct()
                            .count();
                    sessions.add(new SessionReport(
                            session.get(0).timeMs, session.get(session.size() - 1).timeMs, session.size(), (int)
                                    pages));
                    begin = i;
                }
            }
            reports.put(user, sessions);
        });
        return reports;
    }

    long reverts() {
        Pattern revert = Pattern.compile("(?i)revert|undid|rollback");
        Pattern name = Pattern.compile("\\[\\[Special:(Contributions|Contribs)/([^\\]|]+)");
        long joined = 0;
        for (int i = 0; i < rows.size(); i++) {
            Row row = rows.get(i);
            Matcher named = name.matcher(row.comment);
            if (!revert.matcher(row.comment).find() || !named.find()) {
                continue;
            }
            for (int j = i - 1; j >= 0 && rows.get(j).timeMs >= row.timeMs - HOUR_MS; j--) {
                Row earlier = rows.get(j);
                if (earlier.user.equals(named.group(2))
                        && earlier.page.equals(row.page)
                        && earlier.channel.equals(row.channel)) {
                    joined++;
                    break;
                }
            }
        }
        return joined;
    }

    long botBursts() {
        Map<String, Integer> perMinute = new HashMap<>();
        rows.stream()
                .filter(Row::robot)
                .forEach(row -> perMinute.merge(row.timeMs / MINUTE_MS + " " + row.user, 1, Integer::sum));
        return perMinute.values().stream().filter(edits -> edits >= 10).count();
    }
}
