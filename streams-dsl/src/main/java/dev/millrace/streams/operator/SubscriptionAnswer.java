package dev.millrace.streams.operator;

import org.jspecify.annotations.Nullable;

/**
 * What the right table of a join by foreign key tells a row of the left one.
 *
 * @param hash the hash that the row's subscription came with: if the row has changed since, the answer is stale
 * @param foreignValue what the row refers to; null: nothing
 * @param primaryPartition the partition of the row; null: not known. Not on the wire: it is where the answer goes
 */
public record SubscriptionAnswer<V>(
        @Nullable ValueHash hash,
        @Nullable V foreignValue,
        @Nullable Integer primaryPartition) {}
