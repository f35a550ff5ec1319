package dev.millrace.conformance.crash;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/**
 * The bytes of one file three times over: as programs see them, as the disk surely has them, and the changes in
 * between, of which a power cut lets through what it likes.
 */
final class StrictBytes {
    static final int SECTOR_BYTES = 512;

    private Image visible = new Image();
    private Image durable = new Image();
    private final List<Change> pending = new ArrayList<>();

    /** How many changes are pending no more. */
    private long settled;

    /** How often writing back failed: each handle is told of each failure once (errseq_t in Linux). */
    private int failures;

    /** A write of bytes, or (bytes null) a cut to the position. */
    private record Change(long position, byte[] bytes) {
        long end() {
            return bytes == null ? position : position + bytes.length;
        }
    }

    /** How a power cut picks from the changes of a file. */
    private enum Luck {
        NOTHING,
        EVERYTHING,
        /** The changes up to one, of which some sectors got through. */
        TORN_PREFIX,
        /** Each sector has seen its own number of changes. */
        ANY_SECTORS
    }

    long size() {
        return visible.size;
    }

    boolean isPending() {
        return !pending.isEmpty();
    }

    int read(ByteBuffer target, long position) {
        if (!target.hasRemaining()) {
            return 0;
        }
        if (position >= visible.size) {
            return -1;
        }
        int length = (int) Math.min(target.remaining(), visible.size - position);
        target.put(visible.bytes, (int) position, length);
        return length;
    }

    void write(ByteBuffer source, int length, long position) {
        if (length == 0) {
            return;
        }
        byte[] bytes = new byte[length];
        source.get(bytes);
        change(new Change(position, bytes));
    }

    void truncate(long size) {
        if (size < visible.size) {
            change(new Change(size, null));
        }
    }

    private void change(Change change) {
        visible.apply(change);
        pending.add(change);
    }

    /** How many changes there were so far. */
    long changes() {
        return settled + pending.size();
    }

    int failures() {
        return failures;
    }

    /** Makes the changes up to a number durable. */
    void sync(long changes) {
        while (settled < changes) {
            durable.apply(pending.remove(0));
            settled++;
        }
    }

    /** What was pending is written in part and then forgotten; programs go on seeing all of it. */
    void failSync(Random random) {
        durable = survivor(random);
        settled += pending.size();
        pending.clear();
        failures++;
    }

    /** What the disk has after a power cut. */
    StrictBytes afterPowerCut(Random random) {
        StrictBytes found = new StrictBytes();
        found.durable = pending.isEmpty() ? durable.copy() : survivor(random);
        found.visible = found.durable.copy();
        return found;
    }

    private Image survivor(Random random) {
        Luck luck = Luck.values()[random.nextInt(Luck.values().length)];
        int count = pending.size();
        Image image = durable.copy();
        if (luck == Luck.NOTHING || luck == Luck.EVERYTHING) {
            pending.subList(0, luck == Luck.NOTHING ? 0 : count).forEach(image::apply);
            return image;
        }
        long end = pending.stream().mapToLong(Change::end).max().orElse(0);
        int sectors = (int) (Math.max(end, durable.size) / SECTOR_BYTES) + 1;
        int[] seen = new int[sectors];
        int prefix = random.nextInt(count + 1);
        for (int sector = 0; sector < sectors; sector++) {
            seen[sector] = luck == Luck.ANY_SECTORS
                    ? random.nextInt(count + 1)
                    : Math.min(count, prefix + (random.nextBoolean() ? 1 : 0));
        }
        int sizeSeen = luck == Luck.ANY_SECTORS ? random.nextInt(count + 1) : prefix;
        long size = durable.size;
        for (int i = 0; i < count; i++) {
            Change change = pending.get(i);
            image.applyBySector(change, i, seen);
            if (i < sizeSeen) {
                size = change.bytes() == null ? Math.min(size, change.position()) : Math.max(size, change.end());
            }
        }
        image.resize(size);
        return image;
    }

    /** A size and at least as many bytes; those beyond the size are zero. */
    private static final class Image {
        private byte[] bytes = new byte[0];
        private long size;

        Image copy() {
            Image copy = new Image();
            copy.bytes = Arrays.copyOf(bytes, (int) size);
            copy.size = size;
            return copy;
        }

        void apply(Change change) {
            if (change.bytes() == null) {
                resize(Math.min(size, change.position()));
            } else {
                ensureRoom(change.end());
                System.arraycopy(change.bytes(), 0, bytes, (int) change.position(), change.bytes().length);
                size = Math.max(size, change.end());
            }
        }

        /** Applies change number {@code number} to those sectors that have seen it, leaving the size for later. */
        void applyBySector(Change change, int number, int[] seen) {
            long end = change.bytes() == null ? bytes.length : change.end();
            ensureRoom(end);
            long at = change.position();
            while (at < end) {
                int sector = (int) (at / SECTOR_BYTES);
                int length = (int) (Math.min(end, (sector + 1L) * SECTOR_BYTES) - at);
                if (sector < seen.length && number < seen[sector]) {
                    if (change.bytes() == null) {
                        Arrays.fill(bytes, (int) at, (int) at + length, (byte) 0);
                    } else {
                        System.arraycopy(change.bytes(), (int) (at - change.position()), bytes, (int) at, length);
                    }
                }
                at += length;
            }
        }

        void resize(long newSize) {
            ensureRoom(newSize);
            Arrays.fill(bytes, (int) newSize, bytes.length, (byte) 0);
            size = newSize;
        }

        private void ensureRoom(long needed) {
            if (needed > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.toIntExact(Math.max(needed, bytes.length * 2L)));
            }
        }
    }
}
