package dev.millrace.log;

import dev.millrace.log.storage.Storage;
import java.io.IOException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The directory of a partition: {@code partitions/<topic>-<partition>.<id>}. The id makes it that of one incarnation:
 * when a topic is deleted and created again, nothing of the old one can be taken for the new one's.
 *
 * @param name name of the directory below {@link #PARENT}
 * @param partition the partition
 * @param id its incarnation
 */
record PartitionDirectory(String name, TopicPartition partition, long id) {
    static final String PARENT = "partitions";

    private static final Logger LOG = LoggerFactory.getLogger(PartitionDirectory.class);

    private static final int LONGEST_NAME = 255;

    static PartitionDirectory of(TopicPartition partition, long id) {
        String topic = partition.topic();
        String name = topic + "-" + partition.partition() + "." + id;
        if (topic.isEmpty() || !topic.chars().allMatch(PartitionDirectory::isAllowed) || partition.partition() < 0) {
            throw new InvalidTopicException("Cannot create partition '" + partition
                    + "': a topic's name has the characters a-z, A-Z, 0-9, '.', '_' and '-' only");
        }
        if (name.length() > LONGEST_NAME) {
            throw new InvalidTopicException(
                    "Cannot create partition '" + partition + "': the name of its directory would have " + name.length()
                            + " characters, more than a file system takes. Choose a shorter name.");
        }
        return new PartitionDirectory(name, partition, id);
    }

    private static boolean isAllowed(int c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    /** What a directory's name says; null if it is not one of ours. */
    static @Nullable PartitionDirectory parse(String name) {
        int dot = name.lastIndexOf('.');
        int dash = dot < 0 ? -1 : name.lastIndexOf('-', dot);
        if (dash <= 0) {
            return null;
        }
        try {
            int number = Integer.parseInt(name.substring(dash + 1, dot));
            long id = Long.parseLong(name.substring(dot + 1));
            return new PartitionDirectory(name, new TopicPartition(name.substring(0, dash), number), id);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    String path() {
        return PARENT + "/" + name;
    }

    /** What stays here is removed at the next start: the journal says that the partition is gone. */
    static void removeQuietly(Storage storage, String directory) {
        try {
            Recovery.removeTree(storage, directory);
        } catch (IOException e) {
            LOG.warn("Cannot remove {} ({}); it is tried again at the next start", directory, StorageErrors.reason(e));
        }
    }
}
