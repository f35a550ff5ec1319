package dev.millrace.streams.topology;

import java.util.OptionalInt;

/**
 * An internal topic that one sub-topology writes and another reads, so that records of one key meet in one partition.
 *
 * @param name the topic's name, without the application id
 * @param partitionCount how many partitions it must have; empty: as many as the topics it is joined with, or the
 *     largest number of partitions among the sources of the sub-topology that writes it
 */
public record RepartitionTopic(String name, OptionalInt partitionCount) {}
