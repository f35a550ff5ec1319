package dev.millrace.streams.processor;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Where {@link ProcessorContext#forward(Object, Object, To)} sends a record, and with which timestamp. */
public class To {
    /** The child; null for all. */
    protected @Nullable String childName;

    /** The timestamp in milliseconds; -1 for that of the record under way. */
    protected long timestamp;

    /**
     * Takes the settings of another.
     *
     * @param to the other
     */
    protected To(To to) {
        this(to.childName, to.timestamp);
    }

    private To(@Nullable String childName, long timestamp) {
        this.childName = childName;
        this.timestamp = timestamp;
    }

    /**
     * Takes on the settings of another.
     *
     * @param to the other
     */
    protected void update(To to) {
        childName = to.childName;
        timestamp = to.timestamp;
    }

    /**
     * To one child.
     *
     * @param childName its name
     * @return the destination
     */
    public static To child(String childName) {
        return new To(childName, -1);
    }

    /**
     * To all children.
     *
     * @return the destination
     */
    public static To all() {
        return new To(null, -1);
    }

    /**
     * With a timestamp of its own.
     *
     * @param timestamp milliseconds since the epoch
     * @return this
     */
    public To withTimestamp(long timestamp) {
        this.timestamp = timestamp;
        return this;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof To that && timestamp == that.timestamp && Objects.equals(childName, that.childName);
    }

    /** Refuses: an object that changes is no key. */
    @Override
    public int hashCode() {
        throw new UnsupportedOperationException("To can change, so it cannot be a key of a map");
    }

    @Override
    public String toString() {
        return "To: {childName=" + childName + ", timestamp=" + timestamp + '}';
    }
}
