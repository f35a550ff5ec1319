package dev.millrace.streams.kstream;

import dev.millrace.streams.state.DslStoreSuppliers;
import dev.millrace.streams.state.WindowBytesStoreSupplier;
import java.util.Map;
import org.apache.kafka.common.serialization.Serde;
import org.jspecify.annotations.Nullable;

/**
 * How two streams are joined: serdes, names of the operation and of its two stores, their engines and their changelogs.
 * Whatever is not set, or null, comes from the configuration. Immutable.
 *
 * @param <K> type of the keys
 * @param <V1> type of this stream's values
 * @param <V2> type of the other stream's values
 */
public class StreamJoined<K, V1, V2> implements NamedOperation<StreamJoined<K, V1, V2>> {
    /** Reads and writes keys; null for the default. */
    protected final @Nullable Serde<K> keySerde;

    /** Reads and writes this stream's values; null for the default. */
    protected final @Nullable Serde<V1> valueSerde;

    /** Reads and writes the other stream's values; null for the default. */
    protected final @Nullable Serde<V2> otherValueSerde;

    /** Engine of the store of this stream; null for the default. */
    protected final @Nullable WindowBytesStoreSupplier thisStoreSupplier;

    /** Engine of the store of the other stream; null for the default. */
    protected final @Nullable WindowBytesStoreSupplier otherStoreSupplier;

    /** Chooses engines where none are given; null for the default. */
    protected @Nullable DslStoreSuppliers dslStoreSuppliers;

    /** Names the operation and its repartition topics; null to have a name made. */
    protected final @Nullable String name;

    /** Makes up the names of the stores; null to have them made. */
    protected final @Nullable String storeName;

    /** Whether changes of the stores go to changelog topics. */
    protected final boolean loggingEnabled;

    /** Settings of the changelog topics. */
    protected final Map<String, String> topicConfig;

    /**
     * Takes the settings of another.
     *
     * @param streamJoined the other
     */
    protected StreamJoined(StreamJoined<K, V1, V2> streamJoined) {
        this(new Parts<>(streamJoined));
    }

    private StreamJoined(Parts<K, V1, V2> parts) {
        this.keySerde = parts.keySerde;
        this.valueSerde = parts.valueSerde;
        this.otherValueSerde = parts.otherValueSerde;
        this.dslStoreSuppliers = parts.dslStoreSuppliers;
        this.thisStoreSupplier = parts.thisStoreSupplier;
        this.otherStoreSupplier = parts.otherStoreSupplier;
        this.name = parts.name;
        this.storeName = parts.storeName;
        this.loggingEnabled = parts.loggingEnabled;
        this.topicConfig = parts.topicConfig;
    }

    /** The settings while one of them is being changed. */
    private static final class Parts<K, V1, V2> {
        private @Nullable Serde<K> keySerde;
        private @Nullable Serde<V1> valueSerde;
        private @Nullable Serde<V2> otherValueSerde;
        private @Nullable DslStoreSuppliers dslStoreSuppliers;
        private @Nullable WindowBytesStoreSupplier thisStoreSupplier;
        private @Nullable WindowBytesStoreSupplier otherStoreSupplier;
        private @Nullable String name;
        private @Nullable String storeName;
        private boolean loggingEnabled = true;
        private Map<String, String> topicConfig = Map.of();

        Parts() {}

        Parts(StreamJoined<K, V1, V2> from) {
            this.keySerde = from.keySerde;
            this.valueSerde = from.valueSerde;
            this.otherValueSerde = from.otherValueSerde;
            this.dslStoreSuppliers = from.dslStoreSuppliers;
            this.thisStoreSupplier = from.thisStoreSupplier;
            this.otherStoreSupplier = from.otherStoreSupplier;
            this.name = from.name;
            this.storeName = from.storeName;
            this.loggingEnabled = from.loggingEnabled;
            this.topicConfig = from.topicConfig;
        }
    }

    /**
     * Serdes only.
     *
     * @param keySerde for keys; null for the default
     * @param valueSerde for this stream's values; null for the default
     * @param otherValueSerde for the other stream's values; null for the default
     * @param <K> type of the keys
     * @param <V1> type of this stream's values
     * @param <V2> type of the other stream's values
     * @return the settings
     */
    public static <K, V1, V2> StreamJoined<K, V1, V2> with(
            @Nullable Serde<K> keySerde, @Nullable Serde<V1> valueSerde, @Nullable Serde<V2> otherValueSerde) {
        Parts<K, V1, V2> parts = new Parts<>();
        parts.keySerde = keySerde;
        parts.valueSerde = valueSerde;
        parts.otherValueSerde = otherValueSerde;
        return new StreamJoined<>(parts);
    }

    /**
     * Engines only.
     *
     * @param storeSupplier engine of the store of this stream; it must retain duplicates; null for the default
     * @param otherStoreSupplier engine of the store of the other stream; it must retain duplicates; null for the
     *     default
     * @param <K> type of the keys
     * @param <V1> type of this stream's values
     * @param <V2> type of the other stream's values
     * @return the settings
     */
    public static <K, V1, V2> StreamJoined<K, V1, V2> with(
            @Nullable WindowBytesStoreSupplier storeSupplier, @Nullable WindowBytesStoreSupplier otherStoreSupplier) {
        Parts<K, V1, V2> parts = new Parts<>();
        parts.thisStoreSupplier = storeSupplier;
        parts.otherStoreSupplier = otherStoreSupplier;
        return new StreamJoined<>(parts);
    }

    /**
     * A kind of engine only.
     *
     * @param dslStoreSuppliers chooses the engines of both stores; null for the default
     * @param <K> type of the keys
     * @param <V1> type of this stream's values
     * @param <V2> type of the other stream's values
     * @return the settings
     */
    public static <K, V1, V2> StreamJoined<K, V1, V2> with(@Nullable DslStoreSuppliers dslStoreSuppliers) {
        Parts<K, V1, V2> parts = new Parts<>();
        parts.dslStoreSuppliers = dslStoreSuppliers;
        return new StreamJoined<>(parts);
    }

    /**
     * A name of the stores only.
     *
     * @param storeName makes up the names of the stores and their changelogs; null to have them made
     * @param <K> type of the keys
     * @param <V1> type of this stream's values
     * @param <V2> type of the other stream's values
     * @return the settings
     */
    public static <K, V1, V2> StreamJoined<K, V1, V2> as(@Nullable String storeName) {
        Parts<K, V1, V2> parts = new Parts<>();
        parts.storeName = storeName;
        return new StreamJoined<>(parts);
    }

    @Override
    public StreamJoined<K, V1, V2> withName(@Nullable String name) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.name = name;
        return new StreamJoined<>(parts);
    }

    /**
     * With another name of the stores.
     *
     * @param storeName makes up the names of the stores and their changelogs; null to have them made
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withStoreName(@Nullable String storeName) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.storeName = storeName;
        return new StreamJoined<>(parts);
    }

    /**
     * With another key serde.
     *
     * @param keySerde for keys; null for the default
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withKeySerde(@Nullable Serde<K> keySerde) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.keySerde = keySerde;
        return new StreamJoined<>(parts);
    }

    /**
     * With another serde for this stream's values.
     *
     * @param valueSerde for this stream's values; null for the default
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withValueSerde(@Nullable Serde<V1> valueSerde) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.valueSerde = valueSerde;
        return new StreamJoined<>(parts);
    }

    /**
     * With another serde for the other stream's values.
     *
     * @param otherValueSerde for the other stream's values; null for the default
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withOtherValueSerde(@Nullable Serde<V2> otherValueSerde) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.otherValueSerde = otherValueSerde;
        return new StreamJoined<>(parts);
    }

    /**
     * With another kind of engine.
     *
     * @param dslStoreSuppliers chooses the engines where none are given; null for the default
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withDslStoreSuppliers(@Nullable DslStoreSuppliers dslStoreSuppliers) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.dslStoreSuppliers = dslStoreSuppliers;
        return new StreamJoined<>(parts);
    }

    /**
     * With another engine for this stream.
     *
     * @param thisStoreSupplier it must retain duplicates; null for the default
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withThisStoreSupplier(@Nullable WindowBytesStoreSupplier thisStoreSupplier) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.thisStoreSupplier = thisStoreSupplier;
        return new StreamJoined<>(parts);
    }

    /**
     * With another engine for the other stream.
     *
     * @param otherStoreSupplier it must retain duplicates; null for the default
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withOtherStoreSupplier(@Nullable WindowBytesStoreSupplier otherStoreSupplier) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.otherStoreSupplier = otherStoreSupplier;
        return new StreamJoined<>(parts);
    }

    /**
     * Records changes of the stores in changelog topics, which is the default.
     *
     * @param config settings of the changelog topics that differ from the defaults; copied
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withLoggingEnabled(Map<String, String> config) {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.loggingEnabled = true;
        parts.topicConfig = Map.copyOf(config);
        return new StreamJoined<>(parts);
    }

    /**
     * Keeps no changelogs: records that wait for a partner are lost with their machine or their memory.
     *
     * @return a changed copy
     */
    public StreamJoined<K, V1, V2> withLoggingDisabled() {
        Parts<K, V1, V2> parts = new Parts<>(this);
        parts.loggingEnabled = false;
        parts.topicConfig = Map.of();
        return new StreamJoined<>(parts);
    }

    /**
     * What reads and writes keys. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<K> keySerde() {
        return keySerde;
    }

    /**
     * What reads and writes this stream's values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<V1> valueSerde() {
        return valueSerde;
    }

    /**
     * What reads and writes the other stream's values. An addition to the mirrored API.
     *
     * @return the serde; null for the default
     */
    public @Nullable Serde<V2> otherValueSerde() {
        return otherValueSerde;
    }

    /**
     * Engine of the store of this stream. An addition to the mirrored API.
     *
     * @return the engine; null for the default
     */
    public @Nullable WindowBytesStoreSupplier thisStoreSupplier() {
        return thisStoreSupplier;
    }

    /**
     * Engine of the store of the other stream. An addition to the mirrored API.
     *
     * @return the engine; null for the default
     */
    public @Nullable WindowBytesStoreSupplier otherStoreSupplier() {
        return otherStoreSupplier;
    }

    /**
     * What chooses engines where none are given. An addition to the mirrored API.
     *
     * @return the suppliers; null for those of the configuration
     */
    public @Nullable DslStoreSuppliers dslStoreSuppliers() {
        return dslStoreSuppliers;
    }

    /**
     * What names the operation and its repartition topics. An addition to the mirrored API.
     *
     * @return the name; null to have one made
     */
    public @Nullable String name() {
        return name;
    }

    /**
     * What makes up the names of the stores. An addition to the mirrored API.
     *
     * @return the name; null to have them made
     */
    public @Nullable String storeName() {
        return storeName;
    }

    /**
     * Whether changes of the stores go to changelog topics. An addition to the mirrored API.
     *
     * @return true unless disabled
     */
    public boolean loggingEnabled() {
        return loggingEnabled;
    }

    /**
     * Settings of the changelog topics that differ from the defaults. An addition to the mirrored API.
     *
     * @return names and values, possibly none
     */
    public Map<String, String> logConfig() {
        return topicConfig;
    }

    @Override
    public String toString() {
        return "StreamJoined{keySerde=" + keySerde + ", valueSerde=" + valueSerde + ", otherValueSerde="
                + otherValueSerde
                + ", thisStoreSupplier=" + thisStoreSupplier + ", otherStoreSupplier=" + otherStoreSupplier + ", name="
                + name + ", storeName=" + storeName + ", loggingEnabled=" + loggingEnabled + ", topicConfig="
                + topicConfig + '}';
    }
}
