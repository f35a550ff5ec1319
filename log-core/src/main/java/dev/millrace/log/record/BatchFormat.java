package dev.millrace.log.record;

/**
 * The layout of a record batch, format version 2 (KIP-98). All numbers are big-endian.
 *
 * <pre>
 *  offset size field
 *   0      8   base offset                assigned by the partition
 *   8      4   length                     bytes after this field: size of the batch - 12
 *  12      4   partition leader epoch     assigned by the partition
 *  16      1   magic                      2
 *  17      4   CRC-32C                    over everything from the attributes to the end
 *  21      2   attributes                 see below
 *  23      4   last offset delta
 *  27      8   base timestamp             of the first record; the delete horizon if that bit is set
 *  35      8   max timestamp
 *  43      8   producer id                -1: none
 *  51      2   producer epoch             -1: none
 *  53      4   base sequence              -1: none
 *  57      4   record count
 *  61      …   records                    compressed as a whole if the attributes say so
 *
 *  attributes:  0000 0000 0 h c t  y zzz
 *                           | | |  |  compression: 0 none, 1 gzip, 2 snappy, 3 lz4, 4 zstd
 *                           | | |  timestamp type: 0 create time, 1 log append time
 *                           | | transactional
 *                           | control
 *                           delete horizon (KIP-534)
 *
 *  record: varint length of what follows
 *          int8 attributes (unused), varlong timestamp delta, varint offset delta,
 *          varint key size (-1: null), key, varint value size (-1: null), value,
 *          varint header count, of each: varint key size, key (UTF-8), varint value size (-1: null), value
 *  varint, varlong: zigzag, then 7 bits a byte, least significant first, the high bit set in all but the last byte
 * </pre>
 *
 * <p>The CRC leaves the base offset and the leader epoch out, so that a partition can stamp them in place.
 */
final class BatchFormat {
    static final int BASE_OFFSET = 0;
    static final int LENGTH = 8;
    static final int LEADER_EPOCH = 12;
    static final int MAGIC = 16;
    static final int CRC = 17;
    static final int ATTRIBUTES = 21;
    static final int LAST_OFFSET_DELTA = 23;
    static final int BASE_TIMESTAMP = 27;
    static final int MAX_TIMESTAMP = 35;
    static final int PRODUCER_ID = 43;
    static final int PRODUCER_EPOCH = 51;
    static final int BASE_SEQUENCE = 53;
    static final int RECORD_COUNT = 57;
    static final int RECORDS = 61;

    /** What the length field leaves out: the base offset and itself. */
    static final int LENGTH_OVERHEAD = 12;

    /** The bytes that tell a batch from zeros and from other formats. */
    static final int PREFIX_BYTES = MAGIC + 1;

    static final byte MAGIC_V2 = 2;

    static final int COMPRESSION_MASK = 0x07;
    static final int LOG_APPEND_TIME = 0x08;
    static final int TRANSACTIONAL = 0x10;
    static final int CONTROL = 0x20;
    static final int DELETE_HORIZON = 0x40;

    static final long NO_PRODUCER_ID = -1L;
    static final short NO_PRODUCER_EPOCH = -1;
    static final int NO_SEQUENCE = -1;
    static final long NO_TIMESTAMP = -1L;
    static final int NO_LEADER_EPOCH = -1;

    private BatchFormat() {}

    /**
     * Moves a sequence number on; after 2^31-1 comes 0.
     *
     * @param sequence a sequence, 0 or more
     * @param steps how far, 0 or more
     * @return the sequence that many steps later
     */
    static int sequenceAfter(int sequence, int steps) {
        return (sequence + steps) & Integer.MAX_VALUE;
    }
}
