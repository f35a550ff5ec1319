package dev.millrace.stores;

import org.jspecify.annotations.Nullable;

/** What a {@link KeyMap} keeps: found by its key, let go by the {@link Clock}. */
class KeyedNode {

    /** The key as an object; null if keys are looked up by their bytes and nobody promised that they do not change. */
    @Nullable
    Object key;

    /** The key as bytes; null until they are needed. */
    byte @Nullable [] keyBytes;

    int hash;

    /** The next one in the same bucket. */
    @Nullable
    KeyedNode next;

    /** Where it stands in the clock; negative: nowhere. */
    int clockAt = -1;

    /** Whether it was used since the hand of the clock came by. */
    boolean used;
}
