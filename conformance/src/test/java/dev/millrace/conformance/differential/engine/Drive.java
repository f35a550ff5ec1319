package dev.millrace.conformance.differential.engine;

import dev.millrace.conformance.differential.Action;
import dev.millrace.conformance.differential.KafkaTies;
import dev.millrace.conformance.differential.Outcome;
import dev.millrace.conformance.differential.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.state.ReadOnlyWindowStore;
import org.apache.kafka.streams.state.VersionedKeyValueStore;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;

/** Does the actions of a trial to a test driver, and writes down what can be seen. */
final class Drive {

    static final String APPLICATION_ID = "trial";
    private static final String NO_DUPLICATE = "00000000";
    private static final Instant START = Instant.ofEpochMilli(0);

    private final List<Topic> inputs;
    private final List<Topic> outputs;
    private final boolean cached;
    private final boolean deletions;
    private final Notes notes;
    private final Map<String, List<String>> seen = new TreeMap<>();
    private final Map<String, List<String>> stores = new TreeMap<>();
    private final Map<String, List<String>> changelogs = new TreeMap<>();
    private String description = "";

    /**
     * @param deletions whether the headers of deletions in changelogs are compared: hand-written specifications know
     *     where Kafka Streams writes a deletion of what was not there
     */
    Drive(List<Topic> inputs, List<Topic> outputs, boolean cached, boolean deletions, Notes notes) {
        this.inputs = inputs;
        this.outputs = outputs;
        this.cached = cached;
        this.deletions = deletions;
        this.notes = notes;
    }

    Outcome run(Supplier<Topology> topology, Properties properties, List<Action> actions) {
        String failure = "";
        TopologyTestDriver driver = null;
        try {
            Topology built = topology.get();
            description = Description.canonical(built.describe().toString());
            driver = new TopologyTestDriver(built, properties, START);
            KafkaTies.decide(driver);
            run(driver, actions);
        } catch (RuntimeException | LinkageError e) {
            failure = failure(e);
        }
        try {
            if (driver != null) {
                driver.close();
            }
        } catch (RuntimeException | LinkageError e) {
            failure = failure.isEmpty() ? "at close: " + failure(e) : failure;
        }
        seen.putAll(notes.collect());
        return new Outcome(description, seen, stores, changelogs, failure);
    }

    private void run(TopologyTestDriver driver, List<Action> actions) {
        Map<String, TestOutputTopic<byte[], byte[]>> topics = outputs.stream()
                .collect(Collectors.toMap(Topic::name, topic -> bytes(driver, topic.name()), (a, b) -> a));
        Map<String, TestInputTopic<Object, Object>> sources =
                inputs.stream().collect(Collectors.toMap(Topic::name, topic -> input(driver, topic), (a, b) -> a));
        for (int i = 0; i < actions.size(); i++) {
            act(driver, sources, actions.get(i), "#" + i);
            drain(topics, "#" + i); // not what came before a failure: Kafka Streams' driver keeps that to itself
        }
        look(driver, "end");
        readChangelogs(driver);
    }

    private static TestInputTopic<Object, Object> input(TopologyTestDriver driver, Topic topic) {
        Serializer<Object> key = topic.shape().key().serde().serializer();
        Serializer<Object> value = topic.shape().value().serde().serializer();
        return driver.createInputTopic(topic.name(), key, value);
    }

    private void act(
            TopologyTestDriver driver,
            Map<String, TestInputTopic<Object, Object>> sources,
            Action action,
            String when) {
        if (action instanceof Action.Advance advance) {
            driver.advanceWallClockTime(Duration.ofMillis(advance.byMs()));
        } else if (action instanceof Action.Restart) {
            restart(driver);
        } else if (action instanceof Action.Look) {
            look(driver, when);
        } else if (action instanceof Action.Pipe pipe) {
            Headers headers = new RecordHeaders();
            for (String header : pipe.headers()) {
                String[] pair = header.split("=", 2);
                headers.add(pair[0], pair[1].getBytes(StandardCharsets.UTF_8));
            }
            sources.get(pipe.topic())
                    .pipeInput(new TestRecord<>(pipe.key(), pipe.value(), headers, pipe.timestampMs()));
        }
    }

    /** By its name: what is written here is written against Kafka Streams, whose driver cannot do it. */
    private static void restart(TopologyTestDriver driver) {
        try {
            TopologyTestDriver.class.getMethod("restart").invoke(driver);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The driver cannot be restarted", e);
        }
    }

    private void look(TopologyTestDriver driver, String when) {
        driver.getAllStateStores()
                .forEach((name, store) -> StoreText.of(store).ifPresent(entries -> {
                    String title = cached && StoreText.hasWindows(store) ? Outcome.CACHED_WINDOWS + name : name;
                    List<String> lines = stores.computeIfAbsent(title, any -> new ArrayList<>());
                    entries.forEach(entry -> lines.add(when + " " + entry));
                }));
    }

    /*
     * Of the changelog of a store with windows only those count that the store still has: what happens to a window
     * that is too old, and is dropped at the next restore, need not be written. A cache shows windows that the store
     * has dropped, so with a cache none count.
     */
    private void readChangelogs(TopologyTestDriver driver) {
        driver.getAllStateStores().forEach((name, store) -> {
            String topic = APPLICATION_ID + "-" + name + "-changelog";
            if (driver.producedTopicNames().contains(topic) && !(cached && StoreText.hasWindows(store))) {
                changelogs.put(topic, lastOfEachKey(bytes(driver, topic), store));
            }
        });
    }

    private void drain(Map<String, TestOutputTopic<byte[], byte[]>> topics, String when) {
        for (Topic topic : outputs) {
            for (TestRecord<byte[], byte[]> each : topics.get(topic.name()).readRecordsToList()) {
                seen.computeIfAbsent(topic.name(), any -> new ArrayList<>())
                        .add(when + " "
                                + topic.text(
                                        each.key(), each.value(), each.timestamp(), Functions.text(each.headers())));
            }
        }
    }

    private static TestOutputTopic<byte[], byte[]> bytes(TopologyTestDriver driver, String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /** Of a versioned store, the last of each key and time: they may be written in any order. */
    private List<String> lastOfEachKey(TestOutputTopic<byte[], byte[]> changelog, StateStore store) {
        Predicate<byte[]> counts = StoreText.living(store);
        Map<String, String> last = new TreeMap<>();
        for (TestRecord<byte[], byte[]> each : changelog.readRecordsToList()) {
            if (counts.test(each.key())) {
                last.put(
                        hex(each.key()) + (store instanceof VersionedKeyValueStore ? "@" + each.timestamp() : ""),
                        hex(each.value()) + Functions.text(each.headers()) + " at " + each.timestamp());
            }
        }
        last.values()
                .removeIf(line -> line.startsWith(deletions ? "null at" : "null")); // with headers, it says something
        if (store instanceof ReadOnlyWindowStore) { // Kafka Streams logs what it does not put: nulls among duplicates
            last.entrySet()
                    .removeIf(entry -> entry.getValue().startsWith("null")
                            && !entry.getKey().endsWith(NO_DUPLICATE));
        }
        return store instanceof ReadOnlyWindowStore ? renumbered(last) : lines(last);
    }

    /*
     * A window's key ends with the number of the duplicate, 4 bytes. Kafka Streams counts on over all keys of a store,
     * from 1 after every start; ours counts among the duplicates. The order is what matters.
     */
    private static List<String> renumbered(Map<String, String> entries) {
        Map<String, Integer> duplicates = new TreeMap<>();
        Map<String, String> renumbered = new TreeMap<>();
        entries.forEach((key, value) -> {
            String window = key.substring(0, key.length() - 2 * Integer.BYTES);
            renumbered.put(window + " #" + duplicates.merge(window, 1, Integer::sum), value);
        });
        return lines(renumbered);
    }

    private static List<String> lines(Map<String, String> entries) {
        return entries.entrySet().stream()
                .map(entry -> entry.getKey() + "=" + entry.getValue())
                .toList();
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "null" : HexFormat.of().formatHex(bytes);
    }

    /** The type without its package on the first line, then the causes and where it came from. */
    private static String failure(Throwable thrown) {
        StringBuilder text = new StringBuilder(thrown.getClass().getSimpleName());
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            text.append("\n  ").append(cause);
            for (int i = 0; i < Math.min(8, cause.getStackTrace().length); i++) {
                text.append("\n    at ").append(cause.getStackTrace()[i]);
            }
        }
        return text.toString();
    }
}
