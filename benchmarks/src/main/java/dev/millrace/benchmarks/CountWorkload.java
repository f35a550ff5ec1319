package dev.millrace.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * The input of {@link EndToEndCount}: records of 112 bytes, a 12-byte key out of a number of keys and a 100-byte value,
 * the same for every side that is measured.
 *
 * @param records how many
 * @param keys how many distinct keys, each as likely as the other
 */
record CountWorkload(long records, int keys) {

    static final String INPUT = "count-input";
    static final String OUTPUT = "count-output";
    static final int PARTITIONS = 4;
    static final int THREADS = 2;
    static final String APPLICATION_ID = "end-to-end-count";

    private static final long SEED = 112;
    private static final int VALUE_BYTES = 100;

    /** Sends every record and waits until all are acknowledged. */
    @SuppressWarnings("FutureReturnValueIgnored") // flush throws what a future would
    void produce(Producer<byte[], byte[]> producer) {
        Random random = new Random(SEED);
        byte[] value = new byte[VALUE_BYTES];
        for (long i = 0; i < records; i++) {
            byte[] key = "key-%08d".formatted(random.nextInt(keys)).getBytes(StandardCharsets.US_ASCII);
            random.nextBytes(value);
            producer.send(new ProducerRecord<>(INPUT, key, value.clone()));
        }
        producer.flush();
    }
}
