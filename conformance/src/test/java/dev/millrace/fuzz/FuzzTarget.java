package dev.millrace.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;

/**
 * One decoder, and what it may do with any bytes whatsoever: read them, or refuse them by an exception of a declared
 * type, in an amount of memory that the size of the input bounds.
 *
 * @param name names it, and the directory of its corpus
 * @param decoder the decoder
 * @param refusals the exceptions that are a defined answer
 * @param allowanceBytes what it may allocate for the smallest input
 * @param seeds inputs that are valid, to begin with
 */
public record FuzzTarget(
        String name,
        Decoder decoder,
        List<Class<? extends Exception>> refusals,
        long allowanceBytes,
        List<byte[]> seeds) {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long ALLOWANCE_BYTES = 1 << 20;
    private static final int BYTES_PER_INPUT_BYTE = 128;

    /** Reads all that is in the bytes. */
    public interface Decoder {
        /** Reads them, or throws. */
        void decode(byte[] input) throws Exception;
    }

    /** A target that allocates no more than a megabyte and a small multiple of its input. */
    @SafeVarargs
    @SuppressWarnings("varargs")
    public static FuzzTarget of(
            String name, List<byte[]> seeds, Decoder decoder, Class<? extends Exception>... refusals) {
        return new FuzzTarget(name, decoder, List.of(refusals), ALLOWANCE_BYTES, seeds);
    }

    /** The same, allowed to allocate more. */
    public FuzzTarget withAllowance(long bytes) {
        return new FuzzTarget(name, decoder, refusals, bytes, seeds);
    }

    /** Lets the decoder have an input; throws {@link AssertionError} if it does what it may not. */
    public void check(byte[] input) {
        long allowed = allowanceBytes + (long) BYTES_PER_INPUT_BYTE * input.length;
        long allocated = decode(input);
        if (allocated > allowed) {
            allocated = decode(input); // the first call may have linked code, which allocates
        }
        if (allocated > allowed) {
            throw new AssertionError(name + " allocated " + allocated + " bytes for an input of " + input.length
                    + " bytes; allowed are " + allowed);
        }
    }

    /** Decodes; returns how many bytes that allocated. */
    private long decode(byte[] input) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        try {
            decoder.decode(input);
        } catch (Exception e) {
            if (refusals.stream().noneMatch(type -> type.isInstance(e))) {
                throw new AssertionError(name + " answered with an undefined exception: " + e, e);
            }
        }
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }

    @Override
    public String toString() {
        return name;
    }
}
