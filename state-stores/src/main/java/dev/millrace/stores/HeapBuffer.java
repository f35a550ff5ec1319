package dev.millrace.stores;

import dev.millrace.streams.errors.InvalidStateStoreException;
import dev.millrace.streams.processor.StateStore;
import dev.millrace.streams.processor.StateStoreContext;
import dev.millrace.streams.store.ManagedStore;
import dev.millrace.streams.store.StoreOptions;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** The life of a buffer in memory: it has no table, and is rebuilt from its changelog at each start. */
abstract class HeapBuffer implements ManagedStore {

    /** What a change takes in memory until the commit, about; a buffer counts its changes, not their bytes. */
    static final int CHANGE_BYTES = 200;

    private final String name;
    private final StoreOptions options;
    private @Nullable StoreBinding bound;
    private boolean open;

    HeapBuffer(String name, StoreOptions options) {
        this.name = name;
        this.options = options;
    }

    /** Makes the codecs. */
    abstract void bind(StoreBinding binding);

    /** Forgets everything. */
    abstract void clear();

    /** Gives back what it holds beside its content. */
    abstract void release();

    @Override
    public final void init(StateStoreContext context, StateStore root) {
        StoreBinding binding = StoreBinding.of(context, name);
        bound = binding;
        bind(binding);
        open = true;
        binding.state().addCache(name, this::clear);
        context.register(root, (key, value) -> restore(key, value, 0, new RecordHeaders()));
    }

    final StoreBinding binding() {
        StoreBinding binding = bound;
        if (binding == null || !open) {
            throw new InvalidStateStoreException("Buffer " + name
                    + " is not open: it was closed (its task moved, or the application stops) or never opened");
        }
        return binding;
    }

    final StoreOptions options() {
        return options;
    }

    @Override
    public final String name() {
        return name;
    }

    @Override
    public final boolean persistent() {
        return false;
    }

    @Override
    public final boolean isOpen() {
        return open;
    }

    @Override
    public final void close() {
        if (open) {
            open = false;
            clear();
            release();
        }
    }

    @Override
    public final void flushCache() {
        // nothing is held back beyond what the owner polls
    }

    @Override
    public final boolean loggingEnabled() {
        return options.logging();
    }

    @Override
    public final Map<String, String> changelogConfig(long windowStoreAdditionalRetentionMs) {
        Map<String, String> config = new HashMap<>();
        config.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        config.putAll(options.logConfig());
        return config;
    }
}
