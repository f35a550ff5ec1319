package dev.millrace.log.record;

import java.io.IOException;
import java.nio.ByteBuffer;
import org.apache.kafka.common.errors.CorruptRecordException;
import org.xerial.snappy.Snappy;

/**
 * Reads snappy as Kafka's clients write it: the stream format of snappy-java, or one bare block (librdkafka).
 *
 * <pre>
 *  stream: 8 bytes 0x82 'S' 'N' 'A' 'P' 'P' 'Y' 0x00, int32 version, int32 oldest version that can read it
 *          then blocks: int32 size of the block, a bare block
 *  a bare block begins with its size when decompressed
 * </pre>
 */
final class SnappyBlocks {
    private static final long STREAM_MAGIC = 0x82534e4150505900L;
    private static final int STREAM_HEADER_BYTES = 16;

    private SnappyBlocks() {}

    static void decompress(byte[] source, int from, int length, CodecOutput output) throws IOException {
        ByteBuffer stream = ByteBuffer.wrap(source, from, length);
        if (length < STREAM_HEADER_BYTES || stream.getLong(from) != STREAM_MAGIC) {
            block(source, from, length, output);
            return;
        }
        stream.position(from + STREAM_HEADER_BYTES);
        while (stream.hasRemaining()) {
            if (stream.remaining() < Integer.BYTES) {
                throw new CorruptRecordException("A snappy stream ends within the size of a block");
            }
            int size = stream.getInt();
            if (size < 0 || size > stream.remaining()) {
                throw new CorruptRecordException(
                        "A snappy block says it has " + size + " bytes, " + stream.remaining() + " bytes are left");
            }
            block(source, stream.position(), size, output);
            stream.position(stream.position() + size);
        }
    }

    private static void block(byte[] source, int from, int length, CodecOutput output) throws IOException {
        int size = Snappy.uncompressedLength(source, from, length);
        if (size < 0) {
            throw new CorruptRecordException("A snappy block says it has " + size + " bytes");
        }
        output.ensureRoom(size);
        output.advance(Snappy.uncompress(source, from, length, output.array(), output.position()));
    }
}
