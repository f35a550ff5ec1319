package dev.millrace.conformance.crash;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

/**
 * The names of a {@link StrictStorage}: as programs see them, as the disk surely has them, and the operations in
 * between. A name that the disk lost takes everything below it along.
 */
final class StrictTree {
    /** A file ({@code bytes} not null) or a directory. Its identity outlives its name. */
    static final class Node {
        final StrictBytes bytes;
        final Map<String, Node> visible = new TreeMap<>();
        final Map<String, Node> durable = new TreeMap<>();

        Node(StrictBytes bytes) {
            this.bytes = bytes;
        }

        boolean isDirectory() {
            return bytes == null;
        }
    }

    /** One name set (to a node) or removed (node null) in a directory. */
    private record Edit(Node directory, String name, Node node) {
        void applyDurably() {
            if (node == null) {
                directory.durable.remove(name);
            } else {
                directory.durable.put(name, node);
            }
        }
    }

    final Node root = new Node(null);
    /** Each a group of edits that the disk does as one. */
    private final List<List<Edit>> pending = new ArrayList<>();

    Node find(String path) {
        Node node = root;
        if (path.isEmpty()) {
            return node;
        }
        for (String name : path.split("/")) {
            node = node == null || !node.isDirectory() ? null : node.visible.get(name);
        }
        return node;
    }

    void put(Node directory, String name, Node node) {
        directory.visible.put(name, node);
        pending.add(List.of(new Edit(directory, name, node)));
    }

    void remove(Node directory, String name) {
        directory.visible.remove(name);
        pending.add(List.of(new Edit(directory, name, null)));
    }

    void rename(Node from, String fromName, Node to, String toName) {
        Node node = from.visible.remove(fromName);
        to.visible.put(toName, node);
        pending.add(List.of(new Edit(from, fromName, null), new Edit(to, toName, node)));
    }

    void sync(Node directory) {
        pending.removeIf(group -> {
            boolean touches = group.stream().anyMatch(edit -> edit.directory() == directory);
            if (touches) {
                group.forEach(Edit::applyDurably);
            }
            return touches;
        });
    }

    boolean isPending() {
        return !pending.isEmpty();
    }

    /** What the disk has after a power cut: of the pending operations none, all, the first few, or any. */
    StrictTree afterPowerCut(Random random) {
        int luck = random.nextInt(4);
        int first = random.nextInt(pending.size() + 1);
        Map<Node, Map<String, Node>> names = new IdentityHashMap<>();
        for (int i = 0; i < pending.size(); i++) {
            boolean through = luck == 0 ? false : luck == 1 ? true : luck == 2 ? i < first : random.nextBoolean();
            if (through) {
                for (Edit edit : pending.get(i)) {
                    Map<String, Node> directory =
                            names.computeIfAbsent(edit.directory(), node -> new TreeMap<>(node.durable));
                    if (edit.node() == null) {
                        directory.remove(edit.name());
                    } else {
                        directory.put(edit.name(), edit.node());
                    }
                }
            }
        }
        StrictTree found = new StrictTree();
        Map<Node, Node> copies = new HashMap<>();
        copies.put(root, found.root);
        copyBelow(root, found.root, names, copies, random);
        return found;
    }

    private static void copyBelow(
            Node from, Node to, Map<Node, Map<String, Node>> names, Map<Node, Node> copies, Random random) {
        Map<String, Node> children = names.getOrDefault(from, from.durable);
        for (Map.Entry<String, Node> child : children.entrySet()) {
            Node node = child.getValue();
            Node copy = copies.get(node);
            if (copy == null) {
                copy = new Node(node.isDirectory() ? null : node.bytes.afterPowerCut(random));
                copies.put(node, copy);
                if (node.isDirectory()) {
                    copyBelow(node, copy, names, copies, random);
                }
            }
            to.visible.put(child.getKey(), copy);
            to.durable.put(child.getKey(), copy);
        }
    }

    Set<String> names(Node directory) {
        return directory.visible.keySet();
    }
}
