package dev.millrace.streams.plan;

import dev.millrace.streams.errors.TopologyException;
import dev.millrace.streams.kstream.BufferSettings;
import dev.millrace.streams.kstream.KTable;
import dev.millrace.streams.kstream.SuppressSettings;
import dev.millrace.streams.kstream.Windowed;
import dev.millrace.streams.operator.TableSuppress;
import dev.millrace.streams.plan.PlanNode.Trait;
import dev.millrace.streams.state.StoreBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Plans {@code suppress}: one step that holds updates back in a buffer, until a window has closed or for a time. */
final class SuppressVerb<K, V> {

    private final PlannedTable<K, V> table;
    private final SuppressSettings<?> settings;
    private final PlanBuilder plan;

    SuppressVerb(PlannedTable<K, V> table, SuppressSettings<?> settings) {
        this.table = table;
        this.settings = settings;
        this.plan = table.plan();
    }

    KTable<K, V> suppressed() {
        requireNoHistory();
        String given = settings.name();
        String name = given == null ? plan.names().next("KTABLE-SUPPRESS-") : given;
        String bufferName = given == null ? plan.names().next("KTABLE-SUPPRESS-STATE-STORE-") : given + "-store";
        TableSuppress.Policy<K> policy = policy(bufferName);
        PlanNode step = plan.add(id -> new PlanNode.Operator(
                id,
                name,
                List.of(table.node().id()),
                PlanNode.each(wiring -> new TableSuppress<K, V>(policy, wiring.sendsOldValues())),
                Set.of(Trait.NEEDS_OLD_VALUES),
                List.of(buffer(bufferName)),
                List.of(),
                List.of(),
                PlanNode.Table.derived(null, above -> TableSuppress.view(above.get(0), bufferName))));
        return new PlannedTable<>(plan, step, table.keySerde(), table.valueSerde(), null, table.graceMs());
    }

    private TableSuppress.Policy<K> policy(String bufferName) {
        BufferSettings limits = settings.buffer();
        boolean untilClose = settings.untilWindowCloses();
        return new TableSuppress.Policy<>(
                bufferName,
                untilClose
                        ? (key, timestampMs) -> ((Windowed<?>) key).window().end()
                        : (key, timestampMs) -> timestampMs,
                untilClose ? windowGraceMs() : limitMs(),
                limits.maxRecords(),
                limits.maxBytes(),
                limits.whenFull() == BufferSettings.WhenFull.SHUT_DOWN,
                untilClose);
    }

    private StoreBuilder<?> buffer(String name) {
        BufferSettings limits = settings.buffer();
        StoreBuilder<?> buffer =
                Buffers.suppression(name, table.keySerde(), table.valueSerde(), settings.untilWindowCloses());
        return limits.loggingEnabled() ? buffer.withLoggingEnabled(limits.logConfig()) : buffer.withLoggingDisabled();
    }

    private long limitMs() {
        Duration limit = settings.timeLimit();
        return limit == null ? 0 : limit.toMillis();
    }

    private long windowGraceMs() {
        Long graceMs = table.graceMs();
        if (graceMs == null) {
            throw new TopologyException(
                    "suppress(untilWindowCloses) needs a windowed table, but "
                            + table.node().name()
                            + " comes from no windowed aggregation. Use Suppressed.untilTimeLimit, or aggregate by windows first.");
        }
        return graceMs;
    }

    private void requireNoHistory() {
        if (table.historyRetentionMs().isPresent()) {
            throw new TopologyException("suppress() holds back updates of the present, but "
                    + table.node().name()
                    + " has a history: it is kept in a versioned store, or computed from a table that is. Give the table"
                    + " another store, such as Stores.persistentKeyValueStore, or leave suppress() out.");
        }
    }
}
