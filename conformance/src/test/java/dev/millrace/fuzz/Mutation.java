package dev.millrace.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/** Makes damaged inputs of whole ones: what disks, networks and other versions do to bytes, and what they do not. */
final class Mutation {

    private static final int[] INTERESTING = {
        0,
        1,
        -1,
        -2,
        2,
        4,
        127,
        128,
        255,
        256,
        Short.MAX_VALUE,
        65_535,
        1 << 20,
        1 << 30,
        Integer.MAX_VALUE,
        Integer.MIN_VALUE
    };
    private static final int LONGEST_BYTES = 64 << 10;
    private static final int MOST_STEPS = 4;

    private Mutation() {}

    /** One of the seeds, or a mix of two, changed in a few places. */
    static byte[] of(List<byte[]> seeds, SplittableRandom random) {
        byte[] bytes = seeds.isEmpty() ? new byte[0] : seeds.get(random.nextInt(seeds.size()));
        for (int steps = random.nextInt(1, MOST_STEPS + 1); steps > 0; steps--) {
            bytes = step(bytes, seeds, random);
        }
        return bytes.length > LONGEST_BYTES ? Arrays.copyOf(bytes, LONGEST_BYTES) : bytes;
    }

    private static byte[] step(byte[] bytes, List<byte[]> seeds, SplittableRandom random) {
        if (bytes.length == 0) {
            byte[] fresh = new byte[random.nextInt(64)];
            random.nextBytes(fresh);
            return fresh;
        }
        int at = random.nextInt(bytes.length);
        byte[] changed = bytes.clone();
        switch (random.nextInt(8)) {
            case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
            case 1 -> changed[at] = (byte) random.nextInt();
            case 2 -> putNumber(changed, at, INTERESTING[random.nextInt(INTERESTING.length)], random);
            case 3 -> putNumber(changed, at, bytes.length + random.nextInt(-8, 9), random);
            case 4 -> changed = Arrays.copyOf(bytes, at);
            case 5 ->
                changed = joined(Arrays.copyOf(bytes, at), rest(bytes, Math.min(bytes.length, at + random.nextInt(9))));
            case 6 -> changed = joined(Arrays.copyOf(bytes, at), rest(bytes, random.nextInt(at + 1)));
            default -> {
                byte[] other = seeds.get(random.nextInt(seeds.size()));
                changed = joined(Arrays.copyOf(bytes, at), rest(other, random.nextInt(other.length + 1)));
            }
        }
        return changed;
    }

    private static void putNumber(byte[] bytes, int at, int number, SplittableRandom random) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        if (bytes.length - at >= Integer.BYTES && random.nextBoolean()) {
            buffer.putInt(at, number);
        } else if (bytes.length - at >= Short.BYTES && random.nextBoolean()) {
            buffer.putShort(at, (short) number);
        } else {
            bytes[at] = (byte) number;
        }
    }

    private static byte[] rest(byte[] bytes, int from) {
        return Arrays.copyOfRange(bytes, from, bytes.length);
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
