package dev.millrace.streams.state;

/** Marks a {@link StoreSupplier} whose stores keep headers, see {@link HeadersBytesStore}. */
public interface HeadersBytesStoreSupplier {}
