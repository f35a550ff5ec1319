package dev.millrace.conformance.differential.engine;

import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * Mistakes in a topology that is built by hand. Each has a source "s" of topic "t" and a processor "p" below, where it
 * needs one.
 */
public final class WrongTopologies extends Mistakes {

    @Override
    void tryAll() {
        names();
        topics();
        parents();
        suppliers();
        stores();
        globalStores();
    }

    private void names() {
        inTopology("a source whose name is taken", t -> t.addSource("s", "t").addSource("s", "u"));
        inTopology("a processor whose name is taken", t -> sp(t).addProcessor("p", Forward::new, "s"));
        inTopology("a sink whose name is taken", t -> sp(t).addSink("p", "o", "p"));
    }

    private void topics() {
        inTopology("a source without a topic", t -> t.addSource("s", new String[0]));
        inTopology("a topic of two sources", t -> t.addSource("s", "t").addSource("s2", "t"));
        inTopology("a topic twice in one source", t -> t.addSource("s", "t", "t"));
        inTopology(
                "a topic of two sources that begin elsewhere",
                t -> t.addSource(AutoOffsetReset.latest(), "s", "t").addSource(AutoOffsetReset.earliest(), "s2", "t"));
        inTopology(
                "a topic of two sources with different deserializers",
                t -> t.addSource("s", new StringDeserializer(), new StringDeserializer(), "t")
                        .addSource(
                                "s2",
                                Serdes.Long().deserializer(),
                                Serdes.Long().deserializer(),
                                "t"));
        inTopology(
                "a topic that an earlier pattern matches",
                t -> t.addSource("s", Pattern.compile("t.*")).addSource("s2", "t1"));
        inTopology(
                "a pattern that matches an earlier topic",
                t -> t.addSource("s", "t1").addSource("s2", Pattern.compile("t.*")));
        inTopology(
                "a pattern of two sources",
                t -> t.addSource("s", Pattern.compile("t.*")).addSource("s2", Pattern.compile("t.*")));
    }

    private void parents() {
        inTopology("a processor without a parent", t -> t.addProcessor("p", Forward::new));
        inTopology("a sink without a parent", t -> t.addSink("k", "o"));
        inTopology("a processor that is its own parent", t -> t.addProcessor("p", Forward::new, "p"));
        inTopology("a sink that is its own parent", t -> t.addSink("k", "o", "k"));
        inTopology(
                "a cycle",
                t -> t.addSource("s", "t")
                        .addProcessor("p", Forward::new, "s", "q")
                        .addProcessor("q", Forward::new, "p"));
        inTopology("a processor below an unknown node", t -> sp(t).addProcessor("q", Forward::new, "s", "x"));
        inTopology("a sink below an unknown node", t -> sp(t).addSink("k", "o", "x"));
        inTopology("a processor below a sink", t -> sp(t).addSink("k", "o", "p").addProcessor("q", Forward::new, "k"));
        inTopology("a sink below a sink", t -> sp(t).addSink("k", "o", "p").addSink("k2", "o", "k"));
        inTopology(
                "a processor twice below one node",
                t -> t.addSource("s", "t").addProcessor("p", Forward::new, "s", "s"));
    }

    private void suppliers() {
        Forward<Object, Object> one = new Forward<>();
        inTopology(
                "a supplier that gives one processor to all",
                t -> t.addSource("s", "t").addProcessor("p", () -> one, "s"));
        inTopology(
                "a supplier that gives no processor",
                t -> t.addSource("s", "t")
                        .addProcessor("p", (ProcessorSupplier<Object, Object, Object, Object>) () -> null, "s"));
        inTopology(
                "two suppliers that bring different stores of one name",
                t -> t.addSource("s", "t")
                        .addProcessor("p", new WithStore("st"), "s")
                        .addProcessor("q", new WithStore("st"), "s"));
    }

    private void stores() {
        inTopology(
                "two stores of one name",
                t -> sp(t).addStateStore(store("st"), "p").addStateStore(store("st"), "p"));
        inTopology("a store for an unknown processor", t -> sp(t).addStateStore(store("st"), "x"));
        inTopology("a store for a source", t -> sp(t).addStateStore(store("st"), "s"));
        inTopology("a store for a sink", t -> sp(t).addSink("k", "o", "p").addStateStore(store("st"), "k"));
        inTopology("a connection to an unknown store", t -> sp(t).connectProcessorAndStateStores("p", "x"));
        inTopology(
                "a connection of an unknown processor",
                t -> sp(t).addStateStore(store("st")).connectProcessorAndStateStores("x", "st"));
        inTopology(
                "a connection of a source",
                t -> sp(t).addStateStore(store("st")).connectProcessorAndStateStores("s", "st"));
        inTopology("a connection to no store", t -> sp(t).connectProcessorAndStateStores("p"));
        inTopology(
                "a read-only store on a topic that is read",
                t -> sp(t).addReadOnlyStateStore(store("st"), "s2", null, null, "t", "p2", Absorb::new));
        inTopology(
                "a read-only store whose name is taken",
                t -> sp(t).addStateStore(store("st"), "p")
                        .addReadOnlyStateStore(store("st"), "s2", null, null, "t2", "p2", Absorb::new));
        inTopology("a read-only store that is filled twice", t -> {
            StoreBuilder<KeyValueStore<String, String>> st = store("st");
            t.addReadOnlyStateStore(st, "s", null, null, "t", "p", Absorb::new)
                    .addReadOnlyStateStore(st, "s2", null, null, "t2", "p2", Absorb::new);
        });
        inTopology("a store whose name no topic can have", t -> sp(t).addStateStore(store("a store"), "p"));
    }

    private void globalStores() {
        inTopology(
                "a global store whose name is taken",
                t -> global(sp(t).addStateStore(store("g"), "p"), "g", "gs", "gt", "gp"));
        inTopology(
                "a store with the name of a global one",
                t -> global(sp(t), "g", "gs", "gt", "gp").addStateStore(store("g"), "p"));
        inTopology("a global store on a topic that is read", t -> global(sp(t), "g", "gs", "t", "gp"));
        inTopology(
                "a source of a global store's topic",
                t -> global(sp(t), "g", "gs", "gt", "gp").addSource("s2", "gt"));
        inTopology("a global store whose source's name is taken", t -> global(sp(t), "g", "s", "gt", "gp"));
        inTopology("a global store whose processor's name is taken", t -> global(sp(t), "g", "gs", "gt", "p"));
        inTopology("a global store with one name for source and processor", t -> global(sp(t), "g", "gs", "gt", "gs"));
        inTopology(
                "a connection to a global store",
                t -> global(sp(t), "g", "gs", "gt", "gp").connectProcessorAndStateStores("p", "g"));
        inTopology("a global store for another processor", t -> {
            StoreBuilder<KeyValueStore<String, String>> g = store("g");
            sp(t).addGlobalStore(g, "gs", null, null, "gt", "gp", Absorb::new).addStateStore(g, "p");
        });
        inTopology(
                "a processor below a global store's",
                t -> global(sp(t), "g", "gs", "gt", "gp").addProcessor("q", Forward::new, "gp"));
        inTopology(
                "a processor below a global store's source",
                t -> global(sp(t), "g", "gs", "gt", "gp").addProcessor("q", Forward::new, "gs"));
        inTopology(
                "a sink below a global store's source",
                t -> global(sp(t), "g", "gs", "gt", "gp").addSink("k", "o", "gs"));
        inTopology(
                "a store of its own for a global store's processor",
                t -> global(sp(t), "g", "gs", "gt", "gp").addStateStore(store("st"), "gp"));
    }

    private static Topology sp(Topology topology) {
        return topology.addSource("s", "t").addProcessor("p", Forward::new, "s");
    }

    private static Topology global(Topology topology, String store, String source, String topic, String processor) {
        return topology.addGlobalStore(store(store), source, null, null, topic, processor, Absorb::new);
    }

    /** Brings a store. */
    private record WithStore(String name) implements ProcessorSupplier<Object, Object, Object, Object> {
        @Override
        public Processor<Object, Object, Object, Object> get() {
            return new Forward<>();
        }

        @Override
        public Set<StoreBuilder<?>> stores() {
            return Set.of(
                    Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), Serdes.String(), Serdes.String()));
        }
    }

    /** Does nothing. */
    private static final class Absorb implements Processor<Object, Object, Void, Void> {
        @Override
        public void process(Record<Object, Object> record) {}
    }
}
