package dev.millrace.streams.state;

import org.apache.kafka.common.utils.Bytes;

/** A {@link StoreSupplier} of key-value stores. */
public interface KeyValueBytesStoreSupplier extends StoreSupplier<KeyValueStore<Bytes, byte[]>> {}
