package dev.millrace.stores;

import dev.millrace.streams.errors.StreamsException;

/** A serializer does not take what a store was given. Who knows the key says it, too. */
final class RefusedException extends StreamsException {

    private static final long serialVersionUID = 1;

    RefusedException(String message, RuntimeException cause) {
        super(message, cause);
    }
}
