package dev.millrace.conformance.differential;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.apache.kafka.common.TopicPartition;

/**
 * Makes Kafka Streams' test driver take records of one timestamp, which wait in several topics, in the order of the
 * topics' names, as ours does.
 */
/*
 * Kafka Streams takes the queue that its heap happens to have on top, so the order is nobody's to count on; but without
 * one order for both, such trials could not be compared. The heap is a private field of the driver's task: it is
 * replaced before the first record by one that compares names, too. By reflection, because these classes are internals.
 */
public final class KafkaTies {

    private KafkaTies() {}

    /** Does it, if the driver is Kafka Streams'. */
    public static void decide(Object driver) {
        if (!driver.getClass().getName().startsWith("org.apache.kafka.")) {
            return;
        }
        try {
            Object task = field(driver, "task").get(driver);
            if (task != null) {
                Object group = field(task, "partitionGroup").get(task);
                field(group, "nonEmptyQueuesByTime").set(group, new PriorityQueue<>(new ByTimeAndName()));
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("The driver of this version of Kafka Streams looks otherwise", e);
        }
    }

    private static Field field(Object owner, String name) throws NoSuchFieldException {
        Field field = owner.getClass().getDeclaredField(name);
        field.setAccessible(true);
        return field;
    }

    private static final class ByTimeAndName implements Comparator<Object> {

        @Override
        public int compare(Object one, Object other) {
            int byTime = Long.compare((long) ask(one, "headRecordTimestamp"), (long) ask(other, "headRecordTimestamp"));
            return byTime != 0 ? byTime : name(one).compareTo(name(other));
        }

        private static String name(Object queue) {
            return ((TopicPartition) ask(queue, "partition")).topic();
        }

        private static Object ask(Object queue, String method) {
            try {
                Method found = queue.getClass().getDeclaredMethod(method);
                found.setAccessible(true);
                return found.invoke(queue);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("No " + method + " in " + queue.getClass(), e);
            }
        }
    }
}
