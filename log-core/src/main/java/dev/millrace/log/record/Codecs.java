package dev.millrace.log.record;

import com.github.luben.zstd.NoPool;
import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdInputStreamNoFinalizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import net.jpountz.lz4.LZ4Factory;
import net.jpountz.lz4.LZ4FrameInputStream;
import net.jpountz.lz4.LZ4FrameOutputStream;
import net.jpountz.xxhash.XXHashFactory;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.xerial.snappy.SnappyOutputStream;

/** Compresses and decompresses whole arrays, by the libraries that kafka-clients brings. */
/*
 * What arrives is not trusted: no codec may make us allocate more than the limit plus one of its blocks. Streams are
 * read piece by piece into an output that knows the limit; sizes that a format declares up front are checked against it
 * first.
 */
final class Codecs {
    private static final int GZIP_BUFFER_BYTES = 8 * 1024;
    private static final int FIRST_GUESS_FACTOR = 3;
    private static final int SMALLEST_OUTPUT_BYTES = 1024;
    private static final int SMALLEST_ZSTD_WINDOW_LOG = 10;
    private static final int LARGEST_ZSTD_WINDOW_LOG = 27;
    private static final long UNKNOWN_SIZE = -1;

    private Codecs() {}

    /**
     * Appends the compressed bytes to the output. A level means what it means for {@link Compression#defaultLevel()}.
     */
    static void compress(Compression compression, int level, byte[] source, int from, int length, CodecOutput output) {
        if (compression == Compression.ZSTD) {
            compressZstd(level, source, from, length, output);
            return;
        }
        try (OutputStream stream = compressing(compression, level, output)) {
            stream.write(source, from, length);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot compress a batch by " + compression.configName(), e);
        }
    }

    private static OutputStream compressing(Compression compression, int level, CodecOutput output) throws IOException {
        if (compression == Compression.GZIP) {
            return new LevelledGzip(output, level);
        }
        if (compression == Compression.SNAPPY) {
            return new SnappyOutputStream(output);
        }
        if (compression == Compression.LZ4) {
            LZ4Factory lz4 = LZ4Factory.fastestInstance();
            return new LZ4FrameOutputStream(
                    output,
                    LZ4FrameOutputStream.BLOCKSIZE.SIZE_64KB,
                    UNKNOWN_SIZE,
                    level == Compression.LZ4.defaultLevel() ? lz4.fastCompressor() : lz4.highCompressor(level),
                    XXHashFactory.fastestInstance().hash32(),
                    LZ4FrameOutputStream.FLG.Bits.BLOCK_INDEPENDENCE);
        }
        throw new IllegalArgumentException("No stream for " + compression);
    }

    /** The JDK's gzip hides the level in a field for subclasses. */
    private static final class LevelledGzip extends GZIPOutputStream {
        LevelledGzip(OutputStream output, int level) throws IOException {
            super(output, GZIP_BUFFER_BYTES);
            def.setLevel(level);
        }
    }

    private static void compressZstd(int level, byte[] source, int from, int length, CodecOutput output) {
        int bound = Math.toIntExact(Zstd.compressBound(length));
        output.ensureRoom(bound);
        long size = Zstd.compressByteArray(output.array(), output.position(), bound, source, from, length, level);
        if (Zstd.isError(size)) {
            throw new KafkaException("Cannot compress a batch by zstd: " + Zstd.getErrorName(size));
        }
        output.advance((int) size);
    }

    /**
     * Decompresses.
     *
     * @param limitBytes how large the result may be
     * @return the output, which holds the bytes from 0 to its position
     * @throws CorruptRecordException if the bytes are damaged, or the result would be too large
     */
    static CodecOutput decompress(Compression compression, byte[] source, int from, int length, int limitBytes) {
        int guess = (int) Math.min(limitBytes, Math.max(SMALLEST_OUTPUT_BYTES, (long) length * FIRST_GUESS_FACTOR));
        CodecOutput output = new CodecOutput(new byte[guess], 0, limitBytes);
        try {
            if (compression == Compression.SNAPPY) {
                SnappyBlocks.decompress(source, from, length, output);
            } else {
                try (InputStream stream =
                        decompressing(compression, new ByteArrayInputStream(source, from, length), limitBytes)) {
                    drain(stream, output);
                }
            }
        } catch (CorruptRecordException e) {
            throw e;
        } catch (IOException | RuntimeException e) { // the codecs' libraries throw either at damaged bytes
            throw new CorruptRecordException(
                    "The records of a batch cannot be decompressed by " + compression.configName() + ": "
                            + e.getMessage(),
                    e);
        }
        return output;
    }

    private static InputStream decompressing(Compression compression, InputStream source, int limitBytes)
            throws IOException {
        if (compression == Compression.GZIP) {
            return new GZIPInputStream(source, GZIP_BUFFER_BYTES);
        }
        if (compression == Compression.LZ4) {
            return new LZ4FrameInputStream(source, true);
        }
        if (compression == Compression.ZSTD) {
            int windowLog = Integer.SIZE - Integer.numberOfLeadingZeros(limitBytes - 1);
            return new ZstdInputStreamNoFinalizer(source, NoPool.INSTANCE)
                    .setLongMax(Math.max(SMALLEST_ZSTD_WINDOW_LOG, Math.min(LARGEST_ZSTD_WINDOW_LOG, windowLog)));
        }
        throw new IllegalArgumentException("No stream for " + compression);
    }

    private static void drain(InputStream stream, CodecOutput output) throws IOException {
        while (true) {
            int room = output.array().length - output.position();
            if (room == 0) {
                int next = stream.read();
                if (next < 0) {
                    return;
                }
                output.write(next);
                continue;
            }
            int moved = stream.read(output.array(), output.position(), room);
            if (moved < 0) {
                return;
            }
            output.advance(moved);
        }
    }
}
